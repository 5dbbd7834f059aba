"""Whether a test that a page names as proof is there."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def _body(file: str) -> tuple[ast.stmt, ...]:
    path = ROOT / file
    return tuple(ast.parse(path.read_text(encoding="utf-8")).body) if path.is_file() else ()


def is_there(node: str) -> bool:
    """Whether `file::[class::]function` names a test of this project."""
    file, *names = node.split("::")
    found: list[ast.stmt] = list(_body(file))
    for name in names:
        named = [part for part in found if getattr(part, "name", None) == name]
        if not named:
            return False
        found = getattr(named[0], "body", [])
    return bool(names) and names[-1].startswith("test_")
