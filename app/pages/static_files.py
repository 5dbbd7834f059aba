"""Styles, scripts and pictures of the pages: read once, sent from memory; nothing else can be asked for."""

from functools import cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType

from app.pages.representation import Representation
from app.security.headers import file_headers

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def static_files() -> MappingProxyType[str, Representation]:
    """By name, every file that a page may load."""
    folder = files("app.pages").joinpath("static")
    found = {
        entry.name: Representation.of(entry.read_bytes(), TYPES[entry.name.rpartition(".")[2]], file_headers())
        for entry in chain(folder.iterdir(), folder.joinpath("vendor").iterdir())
        if entry.name.rpartition(".")[2] in TYPES
    }
    return MappingProxyType(found)
