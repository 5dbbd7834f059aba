"""Change the clinical core in one small place and see whether a test notices: `python -m scripts.mutants --count 100`.

In a copy, so that nobody's tree is touched. The places are drawn from a seed; first the tests of the room are run, then
the vignettes, then all of the core. Who survives is named: a change that nobody would have noticed, or one that changes
nothing. `--only trd/adequacy` keeps to a room; `--write docs/evidence.json` keeps the figures for the page on evidence.
"""

import argparse
import ast
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.evidence_data import ROOT, copied, keep, stamped

LEFT_OUT = frozenset({"__init__.py", "terms.py", "types.py", "rendering.py"})
"""They name, hold or print, and decide nothing."""
VIGNETTES = ("tests/test_vignettes.py", "tests/test_nextsteps_vignettes.py", "tests/test_threshold_vignettes.py")
PYTEST = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
SECONDS = 600
"""A change that makes the tests hang is noticed."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one line."""

    file: str
    line: int
    what: str
    text: str
    """The whole module with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module can be changed: the node by its number in the walk, and which of its changes."""

    file: str
    node: int
    change: int


def places_of(file: str, source: str) -> Iterator[Place]:
    """Every change of a module that this tool knows."""
    for number, node in enumerate(ast.walk(ast.parse(source))):
        for change, _ in enumerate(_changes(node)):
            yield Place(file, number, change)


def made(place: Place, source: str) -> Mutant:
    """The module with that one change."""
    tree = ast.parse(source)
    node = next(each for number, each in enumerate(ast.walk(tree)) if number == place.node)
    what, change = list(_changes(node))[place.change]
    line = getattr(node, "lineno", 0)
    change(node)
    return Mutant(place.file, line, what, ast.unparse(ast.fix_missing_locations(tree)))


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            yield f"{SWAPPED[type(op)].__name__} for {type(op).__name__}", _swap_comparison
        case ast.BinOp(op=ast.Add() | ast.Sub() as op) | ast.BoolOp(op=op):
            yield f"{SWAPPED[type(op)].__name__} for {type(op).__name__}", _swap_operator
        case ast.UnaryOp(op=ast.Not()):
            yield "not taken away", _take_not
        case ast.Constant(value=bool() as value):
            yield f"{value} turned", lambda each: setattr(each, "value", not each.value)  # type: ignore[attr-defined]
        case ast.Constant(value=int() as value):
            yield f"{value} made {value + 1}", lambda each: setattr(each, "value", each.value + 1)  # type: ignore[attr-defined]


def _swap_comparison(node: ast.AST) -> None:
    if isinstance(node, ast.Compare):
        node.ops = [SWAPPED[type(node.ops[0])]()]  # type: ignore[list-item]


def _swap_operator(node: ast.AST) -> None:
    if isinstance(node, ast.BinOp | ast.BoolOp):
        node.op = SWAPPED[type(node.op)]()  # type: ignore[assignment]


def _take_not(node: ast.AST) -> None:
    if isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        node.operand = ast.Call(func=ast.Name(id="bool", ctx=ast.Load()), args=[node.operand], keywords=[])


def drawn(count: int, seed: int, only: str) -> list[Mutant]:
    """So many changes, by chance, each place alike."""
    files = sorted(path for path in (ROOT / "trd").rglob("*.py") if path.name not in LEFT_OUT)
    names = [name for path in files if "/knowledge/" not in (name := path.relative_to(ROOT).as_posix())]
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in names if name.startswith(only)}
    found = [place for name, source in sources.items() for place in places_of(name, source)]
    return [made(place, sources[place.file]) for place in random.Random(seed).sample(found, min(count, len(found)))]


def nearest_tests(file: str) -> tuple[str, ...]:
    """The tests of the room that the module stands in."""
    room = Path(file).relative_to("trd").parts[0].removesuffix(".py")
    near = (f"tests/trd/{room}", f"tests/trd/test_{room}.py")
    return tuple(name for name in near if (ROOT / name).exists())


def noticed_by(mutant: Mutant, copy: Path) -> str | None:
    """The tests that notice the change; `None`: it survives."""
    path = copy / mutant.file
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        for tests in (nearest_tests(mutant.file), VIGNETTES, ("tests/trd",)):
            if tests and not _passes(tests, copy):
                return tests[0]
        return None
    finally:
        path.write_text(before, encoding="utf-8")


def _passes(tests: tuple[str, ...], copy: Path) -> bool:
    command = [sys.executable, *PYTEST, *tests]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """The command; 2 when the tests do not pass without any change."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="trd/", help="a room or module, such as trd/adequacy")
    parser.add_argument("--write", type=Path, help="keep the figures in this file, as docs/evidence.json has them")
    chosen = parser.parse_args(arguments)
    began, survivors = time.perf_counter(), []
    found = drawn(chosen.count, chosen.seed, chosen.only)
    with TemporaryDirectory(prefix="mutants-") as folder:
        copy = copied(Path(folder))
        if not _passes((*VIGNETTES, "tests/trd"), copy):
            print("the tests of the core do not pass without a change")
            return 2
        for number, mutant in enumerate(found, start=1):
            by = noticed_by(mutant, copy)
            survivors += [] if by else [mutant]
            told = f"{mutant.file}:{mutant.line} {mutant.what}: {f'noticed by {by}' if by else 'SURVIVES'}"
            print(f"{number}/{len(found)} {told}", flush=True)
    killed = len(found) - len(survivors)
    score = f"{killed} of {len(found)} ({100 * killed / max(len(found), 1):.0f} %)"
    print(f"noticed: {score}")
    if chosen.write is not None:
        only = "" if chosen.only == "trd/" else f" --only {chosen.only}"
        command = f"python -m scripts.mutants --count {chosen.count} --seed {chosen.seed}{only}"
        named = "; ".join(f"{each.file}:{each.line} {each.what}" for each in survivors) or "none"
        figures = {"changes noticed": score, "survivors": named}
        keep(
            "mutants",
            stamped(command, seconds=time.perf_counter() - began, held=True, figures=figures),
            path=chosen.write,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
