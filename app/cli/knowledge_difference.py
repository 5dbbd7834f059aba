"""`trd-cds knowledge diff`: two versions in sentences, and the patients whose answers differ."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli.knowledge_folder import read_folder
from app.cli.talk import out, print_json, talk
from app.review.comparing import changed_patients, sentence
from app.review.hanging import Changed
from app.review.patients import patients
from trd.knowledge.differences import differences
from trd.knowledge.types import Knowledge

Folder = Annotated[Path, typer.Argument(help="A folder of knowledge files.")]


def compared(
    old: Folder,
    new: Folder,
    people: Annotated[
        bool, typer.Option("--patients/--no-patients", help="Also who is answered otherwise: every patient is judged.")
    ] = True,
    vignettes: Annotated[bool, typer.Option(help="Try the worked cases too, where the source tree is there.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document: sentences, and patients.")] = False,
) -> None:
    """Say in sentences what changed, and for whom. Example: trd-cds knowledge diff old new"""
    before, after = read_folder(old), read_folder(new)
    told = [*differences(before, after), *changed_tables(old, new)]
    changed = _changed(before, after, vignettes) if people and told else ()
    if as_json:
        who = [{"patient": one.patient, "sample": one.sample, "changes": list(one.changes)} for one in changed]
        print_json({"sentences": told, "patients": who})
        return
    for line in (*told, *(sentence(one) for one in changed)):
        out().print(line, markup=False, soft_wrap=True)
    if not told:
        talk().print("Nothing differs.")


def _changed(before: Knowledge, after: Knowledge, vignettes: bool) -> tuple[Changed, ...]:
    tried = patients(vignettes=vignettes)
    with Progress(console=talk(), transient=True) as bar:
        task = bar.add_task("judging every patient twice", total=len(tried.every))
        changed = changed_patients(tried.every, before, after, lambda: bar.advance(task))
    talk().print(f"Answered otherwise: {len(changed)} of {tried.told}.", markup=False)
    return changed


def changed_tables(old: Path, new: Path) -> list[str]:
    """Code tables are compared line by line, and counted: who reviews codes reads the file."""
    told = []
    names = {path.relative_to(place) for place in (old, new) for path in place.glob("codes/*.csv")}
    for name in sorted(names):
        before, after = (_lines(place / name) for place in (old, new))
        if before != after:
            told.append(f"{name.as_posix()}: {len(after - before)} lines are new, {len(before - after)} are gone.")
    return told


def _lines(path: Path) -> set[str]:
    return set(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else set()
