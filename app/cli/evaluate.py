"""`trd-cds evaluate`: a record in, of a file or of an open FHIR server, the assessment out, readable line by line."""

from datetime import date, datetime
from typing import Annotated

import orjson
import typer

from app.cli.assessment_drawing import draw_assessment
from app.cli.card_drawing import draw_cards
from app.cli.chart import read_chart
from app.cli.history_drawing import draw_history
from app.cli.talk import Exit, configuration_faults, out, print_json, read_input, stop, talk
from app.clock import today
from app.judging import Judged, Unjudgeable, judge, judge_fetched
from app.main import start
from app.settings import read_settings
from app.shell import Shell
from cds_hooks.messages import json_bytes


def evaluate(
    files: Annotated[
        list[str] | None, typer.Argument(help="FHIR Bundle, NDJSON or CDS Hooks request; - is standard input.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day to answer for; default today.")
    ] = None,
    definition: Annotated[str | None, typer.Option(help="Definition that decides; default the site's.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="The published result as JSON; a list for several files.")
    ] = False,
    cards: Annotated[bool, typer.Option("--cards", help="The cards as well.")] = False,
    history: Annotated[bool, typer.Option("--history", help="The rebuilt medication history instead.")] = False,
    fhir_server: Annotated[
        str | None, typer.Option(help="Read an open FHIR server instead of a file; with --patient.", metavar="URL")
    ] = None,
    patient: Annotated[str | None, typer.Option(help="Id of the patient on that server.", metavar="ID")] = None,
) -> None:
    """Judge one patient's record. Example: trd-cds evaluate bundle.json --as-of 2026-11-23 --cards"""
    _refuse_mixed(files, fhir_server, patient)
    with configuration_faults():
        shell = start(read_settings(), demo=True)
    _refuse_unknown(shell, definition)
    day = as_of.date() if as_of else today()
    told = []
    for source in files or [fhir_server or ""]:
        judged = _judged(shell, source, day, definition, patient)
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


def _refuse_mixed(files: list[str] | None, fhir_server: str | None, patient: str | None) -> None:
    if (fhir_server is None) != (patient is None):
        stop(Exit.WRONG_USE, "--fhir-server and --patient belong together.")
    if bool(files) == (fhir_server is not None):
        stop(Exit.WRONG_USE, "Name files, or a server by --fhir-server URL --patient ID.")


def _refuse_unknown(shell: Shell, definition: str | None) -> None:
    if definition is not None and definition not in shell.knowledge.definitions:
        stop(
            Exit.WRONG_USE,
            f"There is no definition {definition!r}. There are: {', '.join(shell.knowledge.definitions)}",
        )


def _judged(shell: Shell, source: str, day: date, definition: str | None, patient: str | None) -> Judged:
    """The record of a file; of the server `source`, where a patient is named."""
    if patient is not None:
        resources, patient_id = read_chart(shell, source, patient)
        judged = judge_fetched(shell, resources, patient_id, as_of=day, definition=definition)
    else:
        try:
            judged = judge(shell, read_input(source), as_of=day, definition=definition)
        except Unjudgeable as error:
            stop(Exit.UNREADABLE, f"{source}: {error.sentence}")
    if not judged.assessment.history.dates:
        talk().print(f"{source}: no dated fact that the service reads", style="yellow")
    return judged
