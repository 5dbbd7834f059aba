"""The site's secret: given, or made once and kept where only the service can read it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.settings import ConfigurationError, read_settings
from app.shell import site_secret


def secret_of(**environment: str) -> bytes:
    return site_secret(read_settings({f"TRD_{name}": value for name, value in environment.items()}), throw_away=False)


def test_a_secret_that_was_given_is_used_and_none_is_kept(tmp_path: Path) -> None:
    assert secret_of(SITE_SECRET="given", STATE_DIR=str(tmp_path)) == b"given"
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_makes_one_that_every_later_start_reads(tmp_path: Path) -> None:
    first = secret_of(STATE_DIR=str(tmp_path / "state"))
    assert len(first) == 64
    assert secret_of(STATE_DIR=str(tmp_path / "state")) == first


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    secret_of(STATE_DIR=str(tmp_path))
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_workers_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as workers:
        secrets = set(workers.map(lambda _: secret_of(STATE_DIR=str(tmp_path)), range(8)))
    assert len(secrets) == 1
    assert all(len(secret) == 64 for secret in secrets)


def test_a_folder_that_cannot_be_made_stops_the_start_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="TRD_STATE_DIR"):
        secret_of(STATE_DIR=str(tmp_path / "file" / "state"))


def test_with_postgresql_it_must_be_given_since_workers_elsewhere_need_the_same() -> None:
    with pytest.raises(ConfigurationError, match="TRD_SITE_SECRET is needed with PostgreSQL"):
        secret_of(DATABASE_URL="postgresql://localhost/trd")


def test_a_run_that_keeps_nothing_has_a_secret_of_its_own(tmp_path: Path) -> None:
    settings = read_settings({"TRD_STATE_DIR": str(tmp_path)})
    assert site_secret(settings, throw_away=True) != site_secret(settings, throw_away=True)
    assert list(tmp_path.iterdir()) == []
