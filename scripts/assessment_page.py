"""docs/integrators/assessments.md: the command, an excerpt of its answer, and each member of the result."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from app.judging import judge
from app.main import start
from app.settings import read_settings
from cds_hooks.messages import json_bytes
from scripts.examples import HERE, TOLD_ON
from scripts.tables import row, table

ROOT = Path(__file__).parents[1]
SAMPLE = "examples/two-failed-trials.bundle.json"

SHOWN = ("asOf", "knowledgeVersion", "definition", "failedTrials", "resistance", "severity", "trials", "setAside")
"""The members of the excerpt; of a list the first element."""

MEMBERS: Mapping[str, str] = {
    "asOf": "The day for which it is judged.",
    "knowledgeVersion": "The clinical knowledge that judged.",
    "definition": "Id of the definition that decides.",
    "dataUpTo": "The newest date of the record.",
    "patient": "Age and sex; nothing else of the person.",
    "diagnosis": "Is it an active depression that is advised on, and if not, why.",
    "trials": "Every trial of any episode: days, doses, verdicts, why in a sentence, confidence, evidence.",
    "notCounted": "What was taken and is no trial, with the reason.",
    "failedTrials": "Different agents that failed in this episode.",
    "lifetimeFailedTrials": "The same over all episodes.",
    "resistance": "The status, and what single fact would settle an open one.",
    "byDefinition": "Status and number by each other definition.",
    "staging": "Maudsley, Thase–Rush, MGH, European, ATHF-SF, DM-TRD.",
    "severity": "The newest usable score with its band and trend; null without one in 90 days.",
    "suicideRisk": "What the record says; `unknown` is not `none`.",
    "alternativeExplanations": "What else may explain it: illnesses, drugs, laboratory.",
    "recommendations": "Options by rank, with strength, reason, cautions, what is to be asked first, sources.",
    "setAside": "What was considered and is not offered, with reason and row of the safety matrix.",
    "orderFindings": "What a drafted order collides with; of a hook's request with drafts.",
    "gaps": "What could not be read, is missing or too old.",
    "history": "The rebuilt exposures, scores and courses.",
}


def command() -> str:
    """The call of one sample patient."""
    sent = f"-d @{SAMPLE} '{HERE}/assessments?asOf={TOLD_ON}'"
    return f"curl -s -H 'Content-Type: application/fhir+json' {sent}"


def excerpt() -> dict[str, Any]:
    """A part of its answer; evidence, doses and dates as they are."""
    shell = start(read_settings({}), demo=True)
    judged = judge(shell, (ROOT / SAMPLE).read_bytes(), as_of=TOLD_ON, definition=None)
    told = orjson.loads(json_bytes(judged.result))
    return {name: told[name][:1] if isinstance(told[name], list) else told[name] for name in SHOWN}


def call_block() -> str:
    """What to type, and what comes back."""
    answer = orjson.dumps(excerpt(), option=orjson.OPT_INDENT_2).decode()
    told = "Of its answer (lists cut after their first element):"
    return f"```console\n$ {command()}\n```\n\n{told}\n\n```json\n{answer}\n```\n"


def members_block() -> str:
    """Each member in the order of the result; one that is new has to be explained."""
    from trd.result.schema import schemas

    names = schemas("https://example.org")["result.json"]["properties"]
    return "\n".join([*table("member", "holds"), *(row(f"`{name}`", MEMBERS[name]) for name in names)]) + "\n"
