"""What the playground offers to choose from: samples, hooks, and the codes behind the fields of its form."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.answering import services_of
from app.clock import today
from app.demo import TELLS
from app.demo.orders import CALLS
from app.demo.variants import VARIANTS
from app.shell import Shell
from trd.codes import Code, CodeSystem
from trd.knowledge.types import Knowledge

FIRST_SAMPLE = "two-failed-trials"
OLD_HOOK = "medication-prescribe"
"""CDS Hooks 1.0: an order in a form of its own, which the form does not write."""

DAILY_UNITS = {"mg/d": "mg", "ug/d": "ug"}
"""Doses that a plain order states; a drug that is given otherwise is written as JSON."""

CONDITIONS = (
    ("F32.1", "Depressive episode, moderate"),
    ("F33.1", "Recurrent depression, moderate"),
    ("F33.2", "Recurrent depression, severe"),
    ("F33.3", "Recurrent depression, severe with psychotic symptoms"),
    ("F33.42", "Recurrent depression, in full remission"),
    ("F31.81", "Bipolar II disorder"),
    ("F10.20", "Alcohol dependence"),
    ("F41.1", "Generalised anxiety disorder"),
    ("F50.2", "Bulimia nervosa"),
    ("R45.851", "Suicidal ideations"),
    ("G40.909", "Epilepsy"),
    ("E03.9", "Hypothyroidism"),
    ("I45.81", "Long QT syndrome"),
    ("I10", "Hypertension"),
    ("N18.4", "Chronic kidney disease, stage 4"),
    ("K74.60", "Cirrhosis of the liver"),
    ("H40.20X0", "Angle-closure glaucoma"),
    ("G47.33", "Obstructive sleep apnoea"),
    ("Z33.1", "Pregnancy"),
    ("Z96.21", "Cochlear implant"),
)
"""ICD-10-CM codes that change the answer, each for another reason."""

MEASUREMENTS = (
    ("3016-3", "TSH"),
    ("2132-9", "Vitamin B12"),
    ("33914-3", "eGFR"),
    ("2951-2", "Sodium"),
    ("2823-3", "Potassium"),
    ("8636-3", "QTc"),
    ("14334-7", "Lithium level"),
    ("39156-5", "BMI"),
    ("8480-6", "Systolic blood pressure"),
    ("8462-4", "Diastolic blood pressure"),
)
"""LOINC codes; each is written in the unit that the knowledge has for it."""

SUICIDE_ITEM: Mapping[str, Any] = {
    "code": "44260-8",
    "label": "PHQ-9 item 9 (thoughts of death or self-harm)",
    "answers": [
        {"code": "LA6568-5", "display": "Not at all"},
        {"code": "LA6569-3", "display": "Several days"},
        {"code": "LA6570-1", "display": "More than half the days"},
        {"code": "LA6571-9", "display": "Nearly every day"},
    ],
}


def offered(shell: Shell) -> dict[str, Any]:
    """Everything that the page's scripts choose from; the day is the service's, never the browser's."""
    return {
        "today": today().isoformat(),
        "first": FIRST_SAMPLE,
        "samples": [name for _, names in sample_groups() for name, _ in names],
        "hookOf": {name: call.hook for name, call in CALLS.items()},
        "drugs": list(_drugs(shell.knowledge)),
        "scales": list(_scales(shell.knowledge)),
        "suicideItem": SUICIDE_ITEM,
        "conditions": [{"code": code, "label": label} for code, label in CONDITIONS],
        "measurements": [
            {"code": code, "label": label, "unit": unit_of(shell.knowledge, code)} for code, label in MEASUREMENTS
        ],
    }


def sample_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """The menu of samples: name and what each is about, by group."""
    return [
        ("Patients", list(TELLS.items())),
        ("The first one, changed", [(name, variant.tells) for name, variant in VARIANTS.items()]),
        ("Orders", [(name, f"{call.tells} ({call.hook})") for name, call in CALLS.items()]),
    ]


def hooks(shell: Shell) -> list[str]:
    """The hooks whose answer can be asked for."""
    return [service.hook for service in services_of(shell).values() if service.hook != OLD_HOOK]


def unit_of(knowledge: Knowledge, loinc: str) -> str:
    """The UCUM unit in which this measurement is compared."""
    return knowledge.codes.observations[Code(CodeSystem.LOINC, loinc)][0].unit


def _drugs(knowledge: Knowledge) -> Iterator[dict[str, str]]:
    for agent in knowledge.agents.values():
        if agent.rxcui and agent.dose_unit in DAILY_UNITS:
            yield {"label": agent.label, "rxcui": agent.rxcui, "unit": DAILY_UNITS[agent.dose_unit]}


def _scales(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """The scales that have a LOINC code for their total, the best known first."""
    totals: dict[str, str] = {}
    for code, found in knowledge.codes.observations.items():
        for each in found:
            if code.system == CodeSystem.LOINC and each.kind == "total":
                totals.setdefault(each.concept, code.value)
    for scale in sorted(knowledge.scales.values(), key=lambda scale: scale.id != "phq-9"):
        if scale.id in totals:
            yield {"label": scale.label, "code": totals[scale.id], "maximum": float(scale.maximum)}
