"""`trd-cds knowledge`: the clinical knowledge printed, checked, compared with another version, written out."""

import re
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.knowledge_difference import compared
from app.cli.knowledge_folder import files_of, in_force, read_folder
from app.cli.knowledge_review import reviewed, signed
from app.cli.talk import Exit, out, print_json, stop, talk
from app.clock import today
from cds_hooks.wording.catalogue import WORDS
from fhir_mappings.writing.dose_differences import dose_differences
from trd.knowledge.checking import check
from trd.knowledge.finding import Finding
from trd.knowledge.loading import digest, load
from trd.knowledge.publication import publish
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.rendering import render
from trd.knowledge.types import Knowledge

knowledge = typer.Typer(
    help="The clinical knowledge with its citations. Example: trd-cds knowledge check", invoke_without_command=True
)

knowledge.command("diff")(compared)
knowledge.command("review")(reviewed)
knowledge.command("sign")(signed)


@knowledge.callback()
def told(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False
) -> None:
    """Print everything the service judges by, with its sources. Example: trd-cds knowledge | less"""
    if context.invoked_subcommand is not None:
        return
    found = read_folder(in_force())
    if as_json:
        print_json(publish(found))
    else:
        sys.stdout.write(render(found))


@knowledge.command("check")
def checked(
    folder: Annotated[Path | None, typer.Argument(help="A folder of knowledge files; default those in force.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Notes count too, drafts among them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Check every rule that can be checked; exit 1 when one is broken. Example: trd-cds knowledge check"""
    findings = findings_in(folder or in_force())
    faults = [finding for finding in findings if finding.fault]
    if as_json:
        print_json([{"fault": found.fault, "about": found.about, "says": found.says} for found in findings])
    else:
        for found in sorted(findings, key=lambda found: not found.fault):
            out().print(f"{'✗' if found.fault else '·'} {found.about}: {found.says}", markup=False, soft_wrap=True)
        talk().print(f"{len(faults)} faults, {len(findings) - len(faults)} notes")
    if faults or (strict and findings):
        raise typer.Exit(Exit.NO)


@knowledge.command("export")
def exported(folder: Annotated[Path, typer.Argument(help="A folder that is empty or not there yet.")]) -> None:
    """Write the files in force into a folder, as TRD_KNOWLEDGE reads them. Example: trd-cds knowledge export 2026"""
    source = in_force()
    found = read_folder(source)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        stop(Exit.WRONG_USE, f"{folder} is there already; name a folder that is empty or not there yet.")
    for path in files_of(source):
        place = folder / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    if digest(folder) != found.hash:
        stop(Exit.UNREACHABLE, f"{folder}: what was written is not what was read; is the disk full?")
    talk().print(f"Knowledge {found.version} stands in {folder}.")


def findings_in(folder: Path) -> list[Finding]:
    """What the loader refuses is the first fault: nothing behind it can be looked at."""
    if not folder.is_dir():
        stop(Exit.UNREADABLE, f"{folder} is no folder.")
    try:
        found = load(folder)
    except KnowledgeError as error:
        return [Finding(fault=True, about="files", says=str(error))]
    drafts = [
        Finding(fault=False, about=f"strategy {strategy}, {agent}", says=sentence)
        for strategy, agent, sentence in dose_differences(found)
    ]
    return [*check(found, as_of=today(), cited_elsewhere=cited_in(folder, found)), *drafts]


def cited_in(folder: Path, found: Knowledge) -> set[str]:
    """Sources that cards name, and those whose id stands in a file but in no entry (of a whole table)."""
    texts = [path.read_text(encoding="utf-8") for path in files_of(folder) if path.name != "sources.toml"]
    named = set(re.findall(r'"([A-Za-z0-9._-]+)"', "\n".join(texts)))
    return {entry["id"] for entry in _card_sources() if entry.get("id")} | (named & set(found.sources))


def _card_sources() -> list[dict[str, str]]:
    return [entry for entry in WORDS.table("sources").values() if isinstance(entry, dict)]
