"""A container's limit counts, not what the machine has."""

from pathlib import Path

import pytest

from app.cohort.cores import usable_cores


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        pytest.param({"cpu.max": "max 100000"}, 8, id="no limit"),
        pytest.param({"cpu.max": "250000 100000"}, 2, id="two and a half"),
        pytest.param({"cpu.max": "50000 100000"}, 1, id="half a processor is one"),
        pytest.param({"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "100000"}, 3, id="an older kernel"),
        pytest.param({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8, id="older, no limit"),
        pytest.param({}, 8, id="no container"),
        pytest.param({"cpu.max": "nonsense"}, 8, id="not to be read"),
    ],
)
def test_the_limit_of_the_container_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], cores: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    (tmp_path / "cpu").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert usable_cores(tmp_path) == cores
