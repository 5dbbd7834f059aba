"""A signature is added to the file, and stands there as it was given."""

from datetime import date
from pathlib import Path

import pytest

from app.review.signing import NotSigned, write_signatures
from trd.knowledge.loading_reviews import read_reviews
from trd.knowledge.review_types import Decision, Signature

FIRST = Signature(
    entry="agent sertraline",
    decision=Decision.ACCEPT,
    reviewer='Dr A. "Bea" Müller \\ Co',
    on=date(2026, 11, 24),
    figures=f"sha256:{'0' * 64}",
)
SECOND = Signature(
    entry="safety S315",
    decision=Decision.CHANGE,
    reviewer="Dr B",
    on=date(2026, 11, 25),
    figures=f"sha256:{'1' * 64}",
    note="eGFR 40,\nsee the label\x7f",
)


def test_signatures_are_added_and_what_stood_there_stays(tmp_path: Path) -> None:
    (tmp_path / "reviews.toml").write_text("# A comment.\n\nmonths_good = 18\n", encoding="utf-8")
    write_signatures(tmp_path, (FIRST,))
    write_signatures(tmp_path, (SECOND,))
    assert read_reviews(tmp_path) == ((FIRST, SECOND), 18)
    assert (tmp_path / "reviews.toml").read_text(encoding="utf-8").startswith("# A comment.\n")


def test_several_are_signed_at_once_and_a_folder_without_the_file_gets_one(tmp_path: Path) -> None:
    write_signatures(tmp_path, (FIRST, SECOND))
    assert read_reviews(tmp_path)[0] == (FIRST, SECOND)
    assert [path.name for path in tmp_path.iterdir()] == ["reviews.toml"]


def test_who_may_read_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "reviews.toml"
    path.write_text("months_good = 18\n", encoding="utf-8")
    path.chmod(0o640)
    write_signatures(tmp_path, (FIRST,))
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotSigned, match="can't be written"):
        write_signatures(tmp_path / "nowhere", (FIRST,))
