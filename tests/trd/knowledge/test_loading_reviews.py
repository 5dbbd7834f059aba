"""`reviews.toml`: a signature without its reader, its day or its figures stops the service."""

from datetime import date
from pathlib import Path

import pytest

from trd.knowledge.loading import PACKAGED
from trd.knowledge.loading_reviews import read_reviews
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.review_types import MONTHS_GOOD, Decision

GOOD = {
    "entry": '"agent sertraline"',
    "decision": '"accept"',
    "reviewer": '"Dr A. Clinician"',
    "on": "2026-11-20",
    "figures": f'"sha256:{"0" * 64}"',
}


def folder(tmp_path: Path, first: str | None = "", **changes: str | None) -> Path:
    told = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    lines = [first or "", "[[signature]]", *(f"{name} = {value}" for name, value in told.items())]
    (tmp_path / "reviews.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_a_signature_is_read_whole(tmp_path: Path) -> None:
    (found,), months = read_reviews(folder(tmp_path, "months_good = 18", note='"read in the label of March"'))
    assert (found.entry, found.decision, found.reviewer) == ("agent sertraline", Decision.ACCEPT, "Dr A. Clinician")
    assert (found.on, found.note, months) == (date(2026, 11, 20), "read in the label of March", 18)


def test_a_folder_without_the_file_was_signed_by_nobody(tmp_path: Path) -> None:
    assert read_reviews(tmp_path) == ((), MONTHS_GOOD)


def test_what_is_shipped_says_for_how_long_a_signature_is_good() -> None:
    assert read_reviews(PACKAGED)[1] == MONTHS_GOOD


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"reviewer": None}, "reviewer must be text", id="no reader"),
        pytest.param({"reviewer": '" "'}, "has a name", id="a blank reader"),
        pytest.param({"on": None}, "on is a day", id="no day"),
        pytest.param({"on": '"2026-11-20"'}, "on is a day", id="a day as text"),
        pytest.param({"on": "2026-11-20T10:00:00"}, "on is a day", id="an hour"),
        pytest.param({"figures": None}, "figures must be text", id="no digest"),
        pytest.param({"figures": '"sha256:00"'}, "digest", id="half a digest"),
        pytest.param({"decision": '"perhaps"'}, "none of", id="no decision of ours"),
        pytest.param({"decision": '"change"'}, "says in a note", id="a change without a word"),
        pytest.param({"decision": '"reject"', "note": '""'}, "says in a note", id="a refusal without a word"),
        pytest.param({"status": '"signed"'}, "unknown key status", id="a key that nobody reads"),
    ],
)
def test_a_signature_that_is_none_is_refused(tmp_path: Path, changes: dict[str, str | None], told: str) -> None:
    with pytest.raises(KnowledgeError, match=told):
        read_reviews(folder(tmp_path, **changes))


@pytest.mark.parametrize("first", ["months_good = 0", 'months_good = "two"', "valid = 3"])
def test_a_period_that_is_none_is_refused(tmp_path: Path, first: str) -> None:
    with pytest.raises(KnowledgeError):
        read_reviews(folder(tmp_path, first))
