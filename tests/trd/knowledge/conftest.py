"""A copy of the packaged knowledge that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import trd.knowledge

PACKAGED = Path(trd.knowledge.__file__).parent


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """All knowledge files, where they may be changed."""
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@pytest.fixture
def spoil(copied: Path) -> Callable[[str, str, str], Path]:
    """Replace one place of one file, once, and give the folder back."""

    def change(name: str, old: str, new: str) -> Path:
        path = copied / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copied

    return change
