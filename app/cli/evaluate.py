"""`trd-cds evaluate`: a record in, the assessment out, readable line by line."""

from datetime import date, datetime
from typing import Annotated

import orjson
import typer

from app.cli.assessment_drawing import draw_assessment
from app.cli.card_drawing import draw_cards
from app.cli.history_drawing import draw_history
from app.cli.talk import Exit, configuration_faults, out, print_json, read_input, stop, talk
from app.clock import today
from app.judging import Judged, Unjudgeable, judge
from app.main import start
from app.settings import read_settings
from app.shell import Shell
from cds_hooks.messages import json_bytes


def evaluate(
    files: Annotated[list[str], typer.Argument(help="FHIR Bundle, NDJSON or CDS Hooks request; - is standard input.")],
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day to answer for; default today.")
    ] = None,
    definition: Annotated[str | None, typer.Option(help="Definition that decides; default the site's.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The published result as JSON; a list for several files.")
    ] = False,
    cards: Annotated[bool, typer.Option("--cards", help="The cards as well.")] = False,
    history: Annotated[bool, typer.Option("--history", help="The rebuilt medication history instead.")] = False,
) -> None:
    """Judge one patient's record. Example: trd-cds evaluate bundle.json --as-of 2026-11-23 --cards"""
    with configuration_faults():
        shell = start(read_settings(), demo=True)
    day = as_of.date() if as_of else today()
    told = []
    for file in files:
        judged = _judged(shell, file, day, definition)
        if as_json:
            told.append({**judged.result, **({"cards": judged.cards} if cards else {})})
            continue
        if history:
            draw_history(out(), judged.assessment, shell.knowledge)
        else:
            draw_assessment(out(), judged.assessment, judged.recommendations, shell.knowledge)
        if cards:
            draw_cards(out(), orjson.loads(json_bytes(list(judged.cards))))
    if as_json:
        print_json(told[0] if len(told) == 1 else told)


def _judged(shell: Shell, file: str, day: date, definition: str | None) -> Judged:
    if definition is not None and definition not in shell.knowledge.definitions:
        stop(
            Exit.WRONG_USE,
            f"There is no definition {definition!r}. There are: {', '.join(shell.knowledge.definitions)}",
        )
    try:
        judged = judge(shell, read_input(file), as_of=day, definition=definition)
    except Unjudgeable as error:
        stop(Exit.UNREADABLE, f"{file}: {error.sentence}")
    if not judged.assessment.history.dates:
        talk().print(f"{file}: no dated fact that the service reads", style="yellow")
    return judged
