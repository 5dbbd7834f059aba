"""`trd-cds knowledge review` and `sign`: the packs that a clinician signs, and the signature."""

import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from app.cli.knowledge_folder import in_force, read_folder
from app.cli.talk import Exit, out, stop, talk
from app.clock import today
from app.review.hanging import try_out
from app.review.pack import in_order, write
from app.review.patients import patients
from app.review.signing import NotSigned, write_signatures
from app.review.trying import packs_of
from trd.knowledge.entries import KINDS, digest_of, entries, find_entry, short
from trd.knowledge.loading import PACKAGED
from trd.knowledge.review_types import Decision, Signature
from trd.knowledge.safety_grammar import parse_agents
from trd.knowledge.types import Knowledge

SHORTEST_DIGEST = 8


def reviewed(
    entry: Annotated[
        list[str] | None, typer.Option(help='An entry: "agent sertraline", or its id alone: S001. Several times.')
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help=f"All entries of a kind: {', '.join(KINDS)}.")] = None,
    about: Annotated[str | None, typer.Option(help="A drug with every row of the matrix about it.")] = None,
    first: Annotated[int | None, typer.Option(min=1, help="So many entries, those that decide most.")] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Only what nobody has signed as it stands.")] = False,
    vignettes: Annotated[
        bool, typer.Option(help="Try the worked cases too, where the source tree is there; else the samples alone.")
    ] = True,
    workers: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = os.cpu_count() or 1,
) -> None:
    """Print packs to sign, what decides most first. Example: trd-cds knowledge review --entry "agent sertraline" """
    knowledge = read_folder(in_force())
    wanted = wanted_of(knowledge, entry or [], kind or [], about)
    if unsigned:
        wanted = [name for name in wanted if name in knowledge.reviews.unsigned]
    if not wanted:
        talk().print("Nothing is left to sign.")
        return
    tried = patients(vignettes=vignettes)
    talk().print(f"Tried on {tried.told}.", markup=False)
    with Progress(console=talk(), transient=True) as bar:
        task = bar.add_task("judging every patient once", total=len(tried.every))
        base = try_out(knowledge, tried.every, lambda: bar.advance(task))
        task = bar.add_task("moving every figure by one step", total=len(wanted))
        packs = []
        for pack in packs_of(base, wanted, workers=workers):
            packs.append(pack)
            bar.update(task, advance=1, description=f"moving every figure by one step: {pack.entry}")
    shown = in_order(packs, knowledge)[:first]
    sys.stdout.write(write(shown, knowledge, tried=tried.told, patients=len(tried.every)))


def signed(
    entry: Annotated[list[str], typer.Argument(help='What is signed: "agent sertraline", or S001. Several at once.')],
    reviewer: Annotated[str, typer.Option(help="Name of the clinician who decided.")],
    on: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the decision; default today.")
    ] = None,
    decision: Annotated[Decision, typer.Option(help="What was decided.")] = Decision.ACCEPT,
    note: Annotated[str, typer.Option(help="What is to be changed, or why it is refused; else what was read.")] = "",
    figures: Annotated[
        str | None, typer.Option(help="The digest printed on the pack: refused when the figures changed since.")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="A folder of knowledge files; default those in force.")] = None,
) -> None:
    """Write down a decision. Example: trd-cds knowledge sign S001 --figures 3fa2c19b8d01 --reviewer "Dr A. Smith" """
    place = folder or in_force()
    _refuse_the_package(place)
    day = on.date() if on else today()
    _refuse_wrong(day, reviewer, decision, note, figures, entry)
    knowledge = read_folder(place)
    every = entries(knowledge)
    signatures = tuple(
        Signature(
            entry=name,
            decision=decision,
            reviewer=reviewer.strip(),
            on=day,
            figures=_read_figures(name, digest_of(every[name]), figures),
            note=note.strip(),
        )
        for name in (_the_one(knowledge, asked) for asked in entry)
    )
    try:
        write_signatures(place, signatures)
    except NotSigned as error:
        stop(Exit.UNREACHABLE, str(error))
    for one in signatures:
        out().print(
            f"{one.entry}: {one.decision.value}, {one.reviewer}, {one.on}, figures {short(one.figures)}",
            markup=False,
            soft_wrap=True,
        )
    left = len(knowledge.reviews.unsigned - {one.entry for one in signatures if one.decision is Decision.ACCEPT})
    talk().print(f"{left} of {len(every)} entries are not signed. A running service reads it at its next start.")


def wanted_of(knowledge: Knowledge, asked: Sequence[str], kinds: Sequence[str], about: str | None) -> list[str]:
    """The entries that are meant; all, where none is named."""
    every = entries(knowledge)
    if unknown := sorted(set(kinds) - set(KINDS)):
        stop(Exit.WRONG_USE, f"There is no kind {unknown[0]!r}. There are: {', '.join(KINDS)}.")
    if about is not None and about not in knowledge.agents:
        stop(Exit.WRONG_USE, f"There is no drug {about!r} in the knowledge.")
    named = {_the_one(knowledge, each) for each in asked}
    named |= {name for name in every if name.partition(" ")[0] in kinds}
    if about is not None:
        rows = (row for row in knowledge.safety if about in parse_agents(row.agents, knowledge.agents))
        named |= {f"agent {about}", *(f"safety {row.id}" for row in rows)}
    return [name for name in every if name in named] if asked or kinds or about else list(every)


def _the_one(knowledge: Knowledge, asked: str) -> str:
    found = find_entry(knowledge, asked)
    if len(found) == 1:
        return found[0]
    if not found:
        stop(Exit.WRONG_USE, f'There is no entry {asked!r}; entries are called like "agent sertraline" or S001.')
    stop(Exit.WRONG_USE, f"{asked!r} may be {' or '.join(repr(name) for name in found)}: say which.")


def _refuse_wrong(
    day: date, reviewer: str, decision: Decision, note: str, figures: str | None, entry: Sequence[str]
) -> None:
    if day > today():
        stop(Exit.WRONG_USE, f"{day} is still to come; a decision is signed on the day it was made, or later.")
    if not reviewer.strip():
        stop(Exit.WRONG_USE, "A signature has a name.")
    if decision is not Decision.ACCEPT and not note.strip():
        stop(Exit.WRONG_USE, f"To {decision.value}, say by --note what is wrong.")
    if figures is not None and len(entry) > 1:
        stop(Exit.WRONG_USE, "--figures is the digest of one entry; sign them one by one.")


def _read_figures(name: str, now: str, read: str | None) -> str:
    """The digest of the figures; refused where the reader had others before them."""
    told = (read or "").removeprefix("sha256:")
    if read is not None and (len(told) < SHORTEST_DIGEST or not now.removeprefix("sha256:").startswith(told)):
        stop(
            Exit.NO,
            f"{name} is not what was read: its figures are {short(now)} now, the pack had {told}. Print it again.",
        )
    return now


def _refuse_the_package(place: Path) -> None:
    """What is installed is replaced by the next release, with every signature in it."""
    if place.resolve() == PACKAGED.resolve() and not (PACKAGED.parents[1] / "pyproject.toml").is_file():
        stop(
            Exit.WRONG_USE,
            "The knowledge in force is the installed package's, which the next release replaces.",
            "Write it out (trd-cds knowledge export FOLDER), set TRD_KNOWLEDGE to that folder, and sign there.",
        )
