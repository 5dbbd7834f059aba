"""Which folder of knowledge a command means, and what it holds."""

from pathlib import Path

from app.cli.talk import Exit, configuration_faults, stop
from app.settings import read_settings
from trd.knowledge.loading import PACKAGED, READ, load
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Knowledge


def in_force() -> Path:
    """The folder that the settings name, else the packaged one."""
    with configuration_faults():
        return read_settings().knowledge or PACKAGED


def files_of(folder: Path) -> list[Path]:
    """Every file that is read as knowledge."""
    return sorted({path for pattern in READ for path in folder.glob(pattern)})


def read_folder(folder: Path) -> Knowledge:
    """The knowledge of a folder; ends the command when it can't be used."""
    try:
        return load(folder)
    except KnowledgeError as error:
        stop(Exit.UNREADABLE, f"{folder} can't be used: {error}")
