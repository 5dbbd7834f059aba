"""The examples for integrators: a request of each hook and each client's form, and the answer to it, as files."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import orjson

from app.shell import Shell
from scripts.example_forms import athenahealth, epic, openemr, oracle_health, sandbox, wintehr
from scripts.example_versions import r5, stu3

TOLD_ON = date(2026, 11, 23)
"""The day that every example asks for by `asOf`: the same answer on any day."""

HERE = "http://127.0.0.1:8000"
AS_OF = {"org.trd-cds.configuration": {"asOf": TOLD_ON.isoformat()}}

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One call: a sample of the demonstration, in the form in which one client would send it."""

    of: str
    tells: str
    form: Callable[[JsonObject], JsonObject] = lambda request: request
    entry: Mapping[str, Any] | None = None
    """What of the client's entry changes the answer."""

    @property
    def legacy(self) -> bool:
        return self.of == LEGACY


LEGACY = "a-failed-drug-again, as medication-prescribe"

EXAMPLES = {
    "patient-view": Example(of="two-failed-trials", tells="A chart is opened"),
    "patient-view-nothing-to-say": Example(of="getting-well", tells="A chart is opened, and there is nothing to say"),
    "order-select": Example(of="a-failed-drug-again", tells="A drug that already failed is chosen"),
    "order-sign": Example(of="bupropion-with-epilepsy", tells="A contraindicated drug is about to be signed"),
    "medication-refill": Example(of="refill-that-does-not-help", tells="What does not help is renewed"),
    "medication-prescribe": Example(of=LEGACY, tells="The hook of CDS Hooks 1.0 (`TRD_LEGACY_HOOKS=true`)"),
    "sandbox-order-select": Example(of="a-failed-drug-again", tells="The CDS Hooks sandbox", form=sandbox),
    "epic-order-sign": Example(of="bupropion-with-epilepsy", tells="Epic, R4", form=epic),
    "oracle-health-patient-view": Example(of="two-failed-trials", tells="Oracle Health's records", form=oracle_health),
    "athenahealth-order-select": Example(
        of="a-failed-drug-again", tells="athenahealth: drugs that are names alone", form=athenahealth
    ),
    "wintehr-patient-view": Example(
        of="two-failed-trials", tells="WintEHR: nulls, a topic as text", form=wintehr, entry={"topic_as_string": True}
    ),
    "openemr-patient-view": Example(of="two-failed-trials", tells="OpenEMR's proposed client", form=openemr),
    "stu3-order-select": Example(of="a-failed-drug-again", tells="FHIR STU3, the drafts too", form=stu3),
    "r5-order-select": Example(of="a-failed-drug-again", tells="FHIR R5, the drafts too", form=r5),
}
"""By the name of their files."""


RECORD_FORMS = ("bundle.json", "ndjson")


def record_of(name: str, form: str) -> str:
    """A sample patient's record without a call, for `POST /assessments` and `trd-cds evaluate`."""
    from app.demo import sample

    told = sample(name, TOLD_ON)
    if form == "ndjson":
        return "".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE).decode() for one in told.resources)
    return _file(told.bundle)


def request_of(name: str) -> JsonObject:
    """What is sent."""
    from app.demo import hook_request

    example = EXAMPLES[name]
    if example.legacy:
        request = hook_request("a-failed-drug-again", TOLD_ON)
        context = {key: value for key, value in request["context"].items() if key != "selections"}
        context["medications"] = context.pop("draftOrders")
        request = {**request, "hook": "medication-prescribe", "context": context}
    else:
        request = hook_request(example.of, TOLD_ON)
    made: JsonObject = example.form(deepcopy(request))
    extension: JsonObject = {**made.get("extension", {}), **AS_OF}
    return {**made, "extension": extension}


def answer_of(name: str) -> JsonObject:
    """What comes back, with uuids that stay the same."""
    from app.answering import answer_hook
    from app.clients import Client

    request = request_of(name)
    client = Client(id="example", **(EXAMPLES[name].entry or {}))
    body = answer_hook(_shell(), f"trd-{request['hook']}", orjson.dumps(request), today=TOLD_ON, client=client).body
    answer: JsonObject = without_chance(orjson.loads(body))
    return answer


@cache
def _shell() -> Shell:
    from app.main import start
    from app.settings import read_settings

    told = {"TRD_SITE_SECRET": "the secret of the examples, known to all", "TRD_LEGACY_HOOKS": "true"}
    return start(read_settings(told), demo=True)


def without_chance(value: Any, place: str = "") -> Any:
    """Each uuid replaced by one that is made of its place."""
    if isinstance(value, dict):
        return {
            key: str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place}.{key}"))
            if key == "uuid"
            else without_chance(part, f"{place}.{key}")
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [without_chance(part, f"{place}.{number}") for number, part in enumerate(value)]
    return value


def _file(value: JsonObject) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _calls() -> str:
    """Every example as a call that an editor can send (`.http`, the form of VS Code's and JetBrains' clients)."""
    lines = [f"@service = {HERE}", "", "### What is offered", "GET {{service}}/cds-services"]
    for name, example in EXAMPLES.items():
        hook = request_of(name)["hook"]
        lines += ["", f"### {name}: {example.tells}", f"POST {{{{service}}}}/cds-services/trd-{hook}"]
        lines += ["Content-Type: application/json", "", f"< ./{name}.request.json"]
    return "\n".join(lines) + "\n"


def _readme() -> str:
    lines = ["# Examples", "", "Made from the demonstration (`make fix`); invented people. Each request names its day"]
    lines += ["(`asOf`), which a service heeds in demo mode or with `TRD_ALLOW_AS_OF=true`. Only `uuid`s and card keys"]
    lines += ["differ in the answer that you get. With `make demo` running:", "", "```console"]
    lines += [f"$ {curl('patient-view')}", "```", "", "All of them for an editor: [calls.http](calls.http).", ""]
    lines += ["| | request | answer |", "| --- | --- | --- |"]
    for name, example in EXAMPLES.items():
        files = " | ".join(f"[{kind}]({name}.{kind}.json)" for kind in ("request", "answer"))
        lines.append(f"| {example.tells} | {files} |")
    lines += ["", "What each client does otherwise: [the guides](../docs/integrators/README.md).", "", "## Records", ""]
    lines += [
        "The sample patients without a call, for `POST /assessments` and `trd-cds evaluate`; both give one answer:"
    ]
    lines += [f"`{judged('two-failed-trials.ndjson')}`", ""]
    lines += ["| | Bundle | NDJSON |", "| --- | --- | --- |"]
    for name, tells in _records().items():
        lines.append(f"| {tells} | " + " | ".join(f"[{form}]({name}.{form})" for form in RECORD_FORMS) + " |")
    return "\n".join([*lines, ""])


def judged(file: str) -> str:
    """The command that judges one record."""
    return f".venv/bin/trd-cds evaluate --as-of {TOLD_ON} examples/{file}"


def _records() -> dict[str, str]:
    """The sample patients, and what each is about."""
    from app.demo import TELLS

    return dict(TELLS)


def curl(name: str) -> str:
    """The command that replays one example."""
    address = f"{HERE}/cds-services/trd-{request_of(name)['hook']}"
    sent = f"-d @examples/{name}.request.json"
    return f"curl -s -H 'Content-Type: application/json' {sent} {address} | .venv/bin/trd-cds cards -"


def example_files() -> Iterator[tuple[str, Callable[[str], str]]]:
    """Each file, and what makes it."""
    yield "examples/README.md", lambda _: _readme()
    yield "examples/calls.http", lambda _: _calls()
    for name in EXAMPLES:
        yield f"examples/{name}.request.json", lambda _, name=name: _file(request_of(name))  # type: ignore[misc]
        yield f"examples/{name}.answer.json", lambda _, name=name: _file(answer_of(name))  # type: ignore[misc]
    for name in _records():
        for form in RECORD_FORMS:
            yield f"examples/{name}.{form}", lambda _, name=name, form=form: record_of(name, form)  # type: ignore[misc]
