"""A record told in one line, judged, and what the page shows of it: `viewed(depression(), SERTRALINE)`."""

from datetime import date, timedelta
from typing import Any

from app.judging import Judged
from app.pages.view import read_view
from app.settings import Settings
from app.shell import Shell
from app.view.view import View
from cds_hooks.configuration import Configuration
from tests.builders import answer, condition, depression, history, order, score, session, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.history import Gap, TreatmentHistory
from trd.knowledge.loading import load
from trd.recommendations import recommend
from trd.terms import FactList, GapCode

AS_OF = date(2026, 11, 23)
SECRET = b"a secret of the tests"


def judged(*facts: Any, choices: Choices | None = None, as_of: date = AS_OF, **more: Any) -> Judged:
    record = facts[0] if len(facts) == 1 and isinstance(facts[0], TreatmentHistory) else history(*facts, **more)
    knowledge, chosen = load(), choices or Choices()
    assessment = assess(record, knowledge, chosen, as_of=as_of)
    return Judged(
        assessment=assessment,
        recommendations=recommend(assessment, knowledge, chosen),
        configuration=Configuration(choices=chosen, key_secret=SECRET, base_url="https://cds.example.org"),
        patient_id="1",
        encounter_id=None,
        shell=Shell(settings=Settings(), knowledge=knowledge, secret=SECRET),
    )


def viewed(*facts: Any, **more: Any) -> View:
    return read_view(judged(*facts, **more))


def every(days: int, first: str, count: int) -> list[date]:
    """So many days of sessions, each so long after the one before."""
    return [date.fromisoformat(first) + timedelta(days=days * number) for number in range(count)]


SERTRALINE = (
    statement("sertraline", 50, "2026-01-10", "2026-01-23", id="MedicationStatement/sertraline-50"),
    statement("sertraline", 150, "2026-01-24", "2026-04-20", id="MedicationStatement/sertraline-150"),
)
SCORES = (
    score("phq-9", 21, "2026-01-08", id="Observation/phq-1"),
    score("phq-9", 19, "2026-04-18", id="Observation/phq-2"),
)

EVERYTHING = (
    depression(onset="2025-12-01", id="Condition/depression"),
    statement("escitalopram", 10, "2021-02-01", "2021-09-30", id="MedicationStatement/escitalopram"),
    statement("paroxetine", 20, "2019", "2019", id="MedicationStatement/paroxetine"),
    statement("imipramine", (50, 75), "2021-11", "2022-05", id="MedicationStatement/imipramine"),
    statement("sertraline", 25, "2025-12-10", "2026-01-09", id="MedicationStatement/sertraline-25"),
    *SERTRALINE,
    order("venlafaxine", 75, "2026-05-04", "2026-05-31", id="MedicationRequest/venlafaxine-75"),
    order("venlafaxine", 225, "2026-06-01", "2026-07-10", id="MedicationRequest/venlafaxine-225"),
    statement("venlafaxine", 225, "2026-08-01", asserted="2026-11-20", id="MedicationStatement/venlafaxine"),
    statement("aripiprazole", 2, "2026-08-10", asserted="2026-11-20", id="MedicationStatement/aripiprazole"),
    statement("bupropion", None, "2026-02", "2026-04", id="MedicationStatement/bupropion"),
    statement("lithium", 900, "2026-09-20", asserted="2026-11-20", id="MedicationStatement/lithium"),
    statement("trazodone", 50, "2026-02-03", asserted="2026-11-20", id="MedicationStatement/trazodone"),
    *sessions("cbt", every(21, "2026-02-10", 7), label="CBT"),
    *sessions("ect-bilateral", every(3, "2026-09-07", 9), label="ECT, bilateral"),
    session("rtms", "2026-10-12", "2026-11-13", label="rTMS", count=20),
    *sessions("esketamine", ["2026-11-10", "2026-11-17"], label="esketamine nasal spray", dose=56),
    score("phq-9", 14, "2021-03-01", id="Observation/phq-old"),
    *SCORES,
    score("phq-9", 12, "2026-06-20", id="Observation/phq-3"),
    score("phq-9", 22, "2026-08-05", id="Observation/phq-4"),
    score("phq-9", 19, "2026-11-02", id="Observation/phq-5"),
    answer("phq-9", 9, 1, "2026-11-02", id="Observation/item-9"),
    score("madrs", 31, "2026-08-05", id="Observation/madrs-1"),
    score("madrs", 27, "2026-11-02", id="Observation/madrs-2"),
    condition("hypothyroidism", onset="2024-03-02", id="Condition/thyroid"),
    Gap(
        code=GapCode.UNREADABLE_RESOURCE, what="A medication order could not be read", evidence=("MedicationRequest/9",)
    ),
    Gap(code=GapCode.FETCH_FAILED, what="Dispenses could not be fetched (403)"),
)
"""A long history with one of everything that the page draws."""

DELIVERED = frozenset({FactList.PATIENT, FactList.CONDITIONS, FactList.MEDICATIONS, FactList.OBSERVATIONS})
