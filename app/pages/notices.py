"""Whose codes and words the knowledge holds: what their owners ask to be said wherever they are shown."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LINES = re.compile(r"(?m)^(?P<of>\S.*) \((?P<what>[^)]+)\)\n(?P<text>(?:  .+\n)+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    of: str
    """One code system or several: `ICD-10-CM, ICD-9-CM, ICD-10-PCS`."""
    what: str
    text: str


def read_notices(text: str) -> tuple[Notice, ...]:
    """The owners' paragraphs of NOTICE, in its order."""
    return tuple(
        Notice(of=found["of"], what=found["what"], text=" ".join(found["text"].split()))
        for found in LINES.finditer(text)
    )


@cache
def notices() -> tuple[Notice, ...]:
    """Those that came with this package; the file is a copy of NOTICE (`make fix`)."""
    return read_notices(files("app.pages").joinpath("notices.txt").read_text(encoding="utf-8"))
