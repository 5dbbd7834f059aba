"""A case as a clinician writes it (TOML) -> the record it tells: histories, facts L and what differs from them."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests import builders
from trd.assessment import assess
from trd.choices import Choices
from trd.drafts import DoseReading, DraftedDrug, DraftedService, Drafts, Occasion
from trd.history import TreatmentHistory
from trd.knowledge.loading import load
from trd.options import Offer, Option, OrderFinding, Recommendations, SetAside
from trd.order_checks import check_orders
from trd.recommendations import recommend
from trd.situation import Situation, read_situation
from trd.terms import FactList, Topic

AS_OF = date(2026, 11, 23)
FACTS_DAY = "2026-11-13"
RISK_ITEM_FROM = date(2026, 10, 24)
"""PHQ-9 scores from this day on carry item 9 = 0 (C10)."""

FACTS_L: dict[str, Any] = {
    "bp-systolic": 124,
    "bp-diastolic": 78,
    "weight": 68,
    "height": 168,
    "bmi": "24.1",
    "waist": 82,
    "hba1c": "5.4",
    "triglycerides": 120,
    "cholesterol-total": 180,
    "egfr": 95,
    "sodium": 140,
    "potassium": "4.2",
    "calcium": "9.4",
    "magnesium": "2.0",
    "tsh": "2.0",
    "alt": 20,
    "ast": 20,
    "platelets": 250,
    "neutrophils-absolute": "4.0",
    "qtc-interval": 420,
    "spo2": 98,
}
"""All dated 2026-11-13, unless a case says otherwise (C11)."""
ENZYMES = ("alt", "ast")
NORMAL_LIMIT = "40"

SERTRALINE_THEN_VENLAFAXINE = [
    ["sertraline", 150, "2026-01-10", "2026-04-20"],
    ["venlafaxine", 225, "2026-06-01"],
]
TWO_TRIALS_SCORES = [
    ["2026-01-08", 21],
    ["2026-04-18", 19],
    ["2026-05-30", 19],
    ["2026-11-13", 18],
]
HISTORIES: dict[str, dict[str, Any]] = {
    "none": {"drugs": [], "phq9": []},
    "H1": {"drugs": SERTRALINE_THEN_VENLAFAXINE, "phq9": TWO_TRIALS_SCORES},
    "H2": {"drugs": [["sertraline", 50, "2026-09-01"]], "phq9": [["2026-08-31", 20], ["2026-11-13", 19]]},
    "H3": {
        "drugs": [
            ["escitalopram", 10, "2025-12-10", "2026-02-20"],
            ["mirtazapine", 30, "2026-02-25", "2026-05-25"],
            ["venlafaxine", 225, "2026-06-01"],
        ],
        "phq9": [
            ["2025-12-08", 22],
            ["2026-02-18", 20],
            ["2026-05-24", 19],
            ["2026-05-30", 19],
            ["2026-11-13", 18],
        ],
    },
    "H4": {
        "drugs": [["escitalopram", 10, "2026-01-10", "2026-04-20"], ["sertraline", 200, "2026-06-01"]],
        "phq9": TWO_TRIALS_SCORES,
    },
}
"""The histories of C12."""

LEVELS = {"U": 5, "1": 4, "2": 3, "3": 2, "c": 1}


@dataclass(frozen=True)
class Case:
    id: str
    title: str
    told: dict[str, Any]
    expected: dict[str, Any]
    disputed: str = ""
    file: str = field(default="", compare=False)


def read_cases(folder: Path) -> list[Case]:
    """Every case of a folder, in the order of its files."""
    cases = []
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["case"]:
            expected = entry.pop("expected", {})
            cases.append(
                Case(
                    id=entry.pop("id"),
                    title=entry.pop("title"),
                    disputed=entry.pop("disputed", ""),
                    told=entry,
                    expected=expected,
                    file=path.name,
                )
            )
    return cases


def history_of(told: dict[str, Any]) -> TreatmentHistory:
    """The record that a case tells."""
    base = HISTORIES[told.get("history", "none")]
    facts: list[Any] = []
    facts += [_drug(line) for line in told.get("drugs", base["drugs"])]
    facts += [_drug(line) for line in told.get("also", [])]
    facts += _scores(told, base)
    facts += [_condition(entry) for entry in _conditions(told)]
    facts += _measurements(told)
    facts += sessions_of(told)
    facts += [_any(name, entry) for name in BUILT for entry in told.get(name, [])]
    who = _patient(told)
    delivered = set(FactList) - {FactList(name) for name in told.get("not_sent", [])}
    return builders.history(facts, who=who, delivered=delivered)


BUILT: dict[str, Callable[..., Any]] = {
    "findings": builders.finding,
    "allergies": builders.allergy,
    "phenotypes": builders.phenotype,
    "encounters": builders.encounter,
    "refused": builders.refused,
    "requested": builders.request,
    "answers": builders.answer,
    "measures": builders.measurement,
}


DRUG_RECORDS: dict[str, Callable[..., Any]] = {
    "statement": builders.statement,
    "order": builders.order,
    "dispense": builders.dispense,
}


def _any(name: str, entry: list[Any] | dict[str, Any]) -> Any:
    if isinstance(entry, dict):
        more = dict(entry)
        arguments = more.pop("of", [])
        if "reactions" in more:
            more["reactions"] = frozenset(more["reactions"])
        return BUILT[name](*arguments, **more)
    return BUILT[name](*entry)


def ingredients_of(agent: str) -> tuple[str, ...]:
    """What a record of the agent holds: a product of two has both."""
    known = load().agents.get(agent)
    return known.ingredients if known is not None and known.ingredients else (agent,)


def _drug(line: Any) -> Any:
    """`[agent, dose, from, to]`; without `to` it goes on (C2)."""
    if isinstance(line, dict):
        more = dict(line)
        kind = more.pop("as", "statement")
        dose = more.pop("dose", None)
        dose = tuple(dose) if isinstance(dose, list) else dose
        build = DRUG_RECORDS[kind]
        more.setdefault("ingredients", ingredients_of(more["agent"]))
        if kind == "statement" and "end" not in more:
            more.setdefault("asserted", AS_OF.isoformat())
        return build(more.pop("agent"), dose, more.pop("start", None), more.pop("end", None), **more)
    agent, dose, start, *rest = line
    end = rest[0] if rest else None
    more = {} if end else {"asserted": AS_OF.isoformat()}
    return builders.statement(agent, dose, start, end, ingredients=ingredients_of(agent), **more)


def _scores(told: dict[str, Any], base: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    items = told.get("item9", 0)
    for day, value in told.get("phq9", base["phq9"]):
        found.append(builders.score("phq-9", value, day))
        if date.fromisoformat(day) >= RISK_ITEM_FROM and items is not None:
            found.append(builders.answer("phq-9", "9", items, day))
    for instrument, value, day in told.get("scores", []):
        found.append(builders.score(instrument, value, day))
    return found


def _conditions(told: dict[str, Any]) -> list[dict[str, Any]]:
    depression = told.get("depression", {"concept": "mdd-recurrent-moderate", "onset": "2025-12-01"})
    listed = [{"depression": True, **depression}] if depression else []
    return [*listed, *told.get("conditions", [])]


def _condition(entry: dict[str, Any]) -> Any:
    more = dict(entry)
    if more.pop("depression", False):
        return builders.depression(more.pop("concept"), **more)
    concepts = more.pop("concept")
    named = concepts if isinstance(concepts, list) else [concepts]
    return builders.condition(*named, **more)


def _measurements(told: dict[str, Any]) -> list[Any]:
    """Facts L with what the case changes; `false` takes a fact out, a list gives value and day."""
    values = {} if told.get("facts") == "none" else dict(FACTS_L)
    values |= told.get("values", {})
    found: list[Any] = []
    for concept, value in values.items():
        if value is False:
            continue
        value, day = value if isinstance(value, list) else (value, FACTS_DAY)
        more: dict[str, Any] = {"upper_limit": builders.number(NORMAL_LIMIT)} if concept in ENZYMES else {}
        found.append(builders.measurement(concept, value, day, **more))
    if told.get("facts") != "none":
        if told.get("hcg", "negative"):
            found.append(builders.finding("hcg", told.get("hcg", "negative"), FACTS_DAY))
        found.append(builders.finding("smoking-status", "266919005", FACTS_DAY))
    return found


def _patient(told: dict[str, Any]) -> Any:
    known = dict(told.get("patient", {}))
    if known.get("born") == "":
        known["born"] = None
    if known.pop("unknown", False):
        return builders.patient(born=None, sex=None)
    if "deceased" in known:
        known["deceased"] = builders.when(known["deceased"])
    return builders.patient(**known)


def sessions_of(told: dict[str, Any]) -> list[Any]:
    """Sessions one by one, or so many on weekdays from a day (`tms_days`)."""
    more = {"dose": told["session_dose"]} if "session_dose" in told else {}
    found = [builders.session(*entry, **more) for entry in told.get("sessions", [])]
    if "ect_days" in told:
        first, count, side = told["ect_days"]
        days = [date.fromisoformat(first) + timedelta(days=3 * number) for number in range(count)]
        found += builders.sessions("ect", days, laterality=side)
    if "tms_days" in told:
        first, count = told["tms_days"]
        days = [date.fromisoformat(first) + timedelta(days=day) for day in range(count * 2)]
        found += builders.sessions("rtms", [day for day in days if day.weekday() < 5][:count])
    return found


def choices_of(told: dict[str, Any]) -> Choices:
    known = dict(told.get("choices", {}))
    for name in ("not_offered", "topics_off"):
        if name in known:
            known[name] = frozenset(Topic(topic) for topic in known[name])
    return Choices(country=told.get("country", "US"), **known)


def answer_to(case: Case) -> Recommendations:
    """What the core answers to a case; with drafts what it finds about them too."""
    knowledge, choices = load(), choices_of(case.told)
    as_of = date.fromisoformat(case.told.get("as_of", AS_OF.isoformat()))
    assessment = assess(history_of(case.told), knowledge, choices, as_of=as_of)
    answer = recommend(assessment, knowledge, choices)
    drafts, occasion = drafts_of(case.told)
    return replace(answer, order_findings=check_orders(assessment, answer, drafts, occasion, knowledge, choices))


def findings_of(**told: Any) -> tuple[OrderFinding, ...]:
    """What the order checks find of a patient and drafts as they are told."""
    return answer_to(Case(id="t", title="t", told=told, expected={})).order_findings


def found_by(check: str, **told: Any) -> OrderFinding | None:
    """The finding of one check, if there is one; never two of one draft in these tests."""
    found = [each for each in findings_of(**told) if each.check == check]
    assert len(found) < 2, found
    return found[0] if found else None


def the_finding(check: str, **told: Any) -> OrderFinding:
    """The one finding of a check, which must be there."""
    (found,) = [each for each in findings_of(**told) if each.check == check]
    return found


def drafts_of(told: dict[str, Any]) -> tuple[Drafts, Occasion]:
    """`drafts`: one line a drug (`["sertraline", 50]`, or a table with what differs); `services` likewise.

    A draft that stops or replaces what runs names the record by `of`: the agent whose records are meant.
    """
    drugs = [_drafted(line, place, told) for place, line in enumerate(told.get("drafts", []), start=1)]
    services = [_drafted_service(entry, place) for place, entry in enumerate(told.get("services", []), start=1)]
    return Drafts(drugs=tuple(drugs), services=tuple(services)), Occasion(told.get("hook", "order-sign"))


DRAFT_FIELDS = ("selected", "stops", "void", "instructions", "tapers", "combines", "psychotropic", "repeats")
MORE_DRAFT_FIELDS = ("supervised", "specialist")


def _drafted(line: Any, place: int, told: dict[str, Any]) -> DraftedDrug:
    more = dict(line) if isinstance(line, dict) else {"agent": line[0], "dose": line[1] if len(line) > 1 else None}
    reference = more.pop("reference", f"MedicationRequest/draft-{place}")
    flags = {name: more.pop(name) for name in (*DRAFT_FIELDS, *MORE_DRAFT_FIELDS) if name in more}
    replaced = frozenset(more.pop("replaces", [])) | _records_of(more.pop("of", None), told)
    agent, dose = more.pop("agent", None), more.pop("dose", None)
    read = DoseReading(more.pop("reading", "missing" if dose is None else "read"))
    label = more.pop("label", agent or "")
    dose = tuple(dose) if isinstance(dose, list) and not isinstance(dose[0], dict) else dose
    if isinstance(dose, list):
        dose = [builders.step(step.pop("dose", None), **step) for step in (dict(each) for each in dose)]
    start = more.pop("start", None)
    if agent is not None:
        more.setdefault("ingredients", ingredients_of(agent))
    records = () if agent is None else (builders.order(agent, dose, start, label=label, id=reference, **more),)
    return DraftedDrug(reference=reference, label=label, records=records, replaces=replaced, dose=read, **flags)


def _records_of(agent: str | None, told: dict[str, Any]) -> frozenset[str]:
    """The references of a drug in the record."""
    records = history_of(told).medications if agent else ()
    return frozenset(name for record in records if record.agent == agent for name in record.evidence)


def _drafted_service(entry: dict[str, Any], place: int) -> DraftedService:
    more = dict(entry)
    for name in ("procedures", "tests"):
        more[name] = frozenset(more.get(name, []))
    return DraftedService(reference=more.pop("reference", f"ServiceRequest/draft-{place}"), label="", **more)


def situation_of(**told: Any) -> Situation:
    """A patient as the strategies see them."""
    knowledge, choices = load(), choices_of(told)
    as_of = date.fromisoformat(told.get("as_of", AS_OF.isoformat()))
    return read_situation(assess(history_of(told), knowledge, choices, as_of=as_of), knowledge, choices)


def offer(topic: Topic, **more: Any) -> Offer:
    """An offer of the decision table, first-line under D20 unless told otherwise."""
    return Offer(**{"topic": topic, "level": 4, "layer": 4, "position": 0, "rule": "D20", **more})


def option(topic: Topic, agent: str | None = None, **told: Any) -> Option:
    """The first option of a topic that a patient gets."""
    answer = answer_to(Case(id="t", title="t", told=told, expected={}))
    return next(known for known in answer.options if known.topic is topic and (agent is None or known.agent == agent))


NOTHING_RUNS: dict[str, Any] = {
    "drugs": [["sertraline", 50, "2026-07-01", "2026-09-30"]],
    "phq9": [["2026-11-13", 18]],
}


def words(option: Option) -> str:
    """`augmentation aripiprazole 1 (8)`: as the specification writes an option (C13)."""
    level = {number: word for word, number in LEVELS.items()}[option.level]
    drug_topics = (Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION)
    if option.topic in drug_topics:
        return f"{option.topic.value} {option.agent} {level} ({option.points})"
    if option.topic is Topic.SUICIDE_RISK:
        return f"{option.topic.value} {option.kind}"
    return f"{option.topic.value} {level}"


def aside_words(entry: SetAside) -> str:
    """`augmentation lithium S315`."""
    return " ".join(filter(None, (entry.topic.value, entry.agent or entry.kind, entry.row)))


def days_before(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()
