"""`trd-cds demo`: the sample patients and their cards in the terminal, then the whole service on loopback."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from app.answering import answer_hook
from app.cli.card_drawing import draw_cards
from app.cli.serve import free_port, run
from app.cli.talk import Exit, configuration_faults, out, print_json, stop
from app.clock import today
from app.demo import TELLS, UnknownSample, hook_request, sample
from app.demo.orders import CALLS, Call
from app.main import DEMO_STANDING, STANDING, start
from app.settings import read_settings, variable
from app.shell import Shell
from app.versions import package_version

SERVICE = "trd-patient-view"


def demo(
    once: Annotated[bool, typer.Option("--once", help="Tell the sample patients and stop.")] = False,
    request: Annotated[
        str | None, typer.Option("--request", help="Print the CDS Hooks request of one sample.", metavar="NAME")
    ] = None,
    port: Annotated[int, typer.Option(help="Port; the next free one if it is taken.", min=1, max=65535)] = 8000,
) -> None:
    """Tell the sample patients, then serve them. Example: trd-cds demo --once"""
    if request is not None:
        print_request(request)
        return
    with configuration_faults():
        shell = start(read_settings(), demo=True)
    console = out()
    tell_all(console, shell)
    if once:
        return
    chosen = free_port("127.0.0.1", port)
    invite(console, chosen)
    os.environ[STANDING] = DEMO_STANDING
    os.environ.setdefault(variable("base_url"), f"http://127.0.0.1:{chosen}")
    run("127.0.0.1", chosen, quiet=True)


def print_request(name: str) -> None:
    """The request that an EHR would send for this sample; an unknown name lists them."""
    try:
        print_json(hook_request(name, today()))
    except UnknownSample:
        stop(Exit.WRONG_USE, f"There is no sample {name!r}. There are: {', '.join([*TELLS, *CALLS])}")


def tell_all(console: Console, shell: Shell) -> None:
    """Every sample, under one line that says what this is."""
    console.print(
        f"trd-cds {package_version()} · knowledge {shell.knowledge.version} (draft) · "
        "demonstration, invented patients, not for care",
        style="bold",
    )
    for name in (*TELLS, *CALLS):
        tell(console, shell, name)


def tell(console: Console, shell: Shell, name: str) -> None:
    """One sample: what it is about, the drugs on record, and its cards; of an order what is ordered for whom."""
    call = CALLS.get(name)
    told = sample(call.patient if call else name, today())
    console.print()
    console.print(Rule(Text(f"{name}: {call.tells if call else told.tells}", style="bold"), align="left"))
    answer = answer_hook(
        shell, call.service if call else SERVICE, orjson.dumps(hook_request(name, today())), today=today()
    )
    for line in _ordered(call) if call else _record(told.resources):
        console.print(Padding(Text(line, style="dim"), (0, 2)))
    draw_cards(console, orjson.loads(answer.body)["cards"])


def _ordered(call: Call) -> list[str]:
    """What is ordered, and for which sample patient."""
    return [f"{call.hook}: {call.drug.product}, for the patient of {call.patient}"]


def _record(resources: list[dict[str, Any]]) -> list[str]:
    """The sample's diagnoses and drugs, a line each."""
    lines = []
    for resource in resources:
        if resource["resourceType"] == "Condition":
            onset = resource.get("onsetDateTime", "")
            lines.append(f"{resource['code']['text']}, since {onset}" if onset else resource["code"]["text"])
        elif resource["resourceType"] in ("MedicationStatement", "MedicationRequest"):
            lines.append(_drug_line(resource))
    return lines


def _drug_line(resource: dict[str, Any]) -> str:
    period = resource.get("effectivePeriod", {})
    since = period.get("start") or resource.get("authoredOn", "")
    until = f" to {period['end']}" if "end" in period else ""
    dosage = (resource.get("dosage") or resource.get("dosageInstruction") or [{}])[0]
    dose = (dosage.get("doseAndRate") or [{}])[0].get("doseQuantity", {})
    amount = f", {dose['value']} {dose['unit']} a day" if dose else ""
    return f"{resource['medicationCodeableConcept']['text']}{amount}, from {since}{until} ({resource['status']})"


def command_name() -> str:
    """What to type for this command in the folder where it was started: its name alone only where that is found."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{sys.executable} -m app"
    found = shutil.which(called.name)
    if found is not None and Path(found).resolve() == called.resolve():
        return called.name
    return str(called)


def invite(console: Console, port: int) -> None:
    """Where to look next, and the very command of the README."""
    here = f"http://127.0.0.1:{port}"
    console.print()
    console.print(f"  Sample EHR      {here}/sample-ehr")
    console.print(f"  Playground      {here}/playground")
    console.print(f"  Discovery       {here}/cds-services")
    console.print(f"  Health          {here}/health/ready")
    console.print(f"  Knowledge       {here}/knowledge")
    console.print()
    console.print("  Try, in another terminal:")
    command = command_name()
    console.print(
        f"  {command} demo --request two-failed-trials | \\\n"
        f"    curl -s -H 'Content-Type: application/json' -d @- {here}/cds-services/{SERVICE} | {command} cards",
        markup=False,
        soft_wrap=True,
    )
    console.print("Ctrl+C to stop", style="dim")
