"""The published JSON Schemas: every result validates, and what the contract does not name does not."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import answer, condition, depression, history, measurement, patient, score, sessions, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.history import Gap
from trd.knowledge.loading import load
from trd.options import Caution, Option, OrderFinding, Recommendations, SetAside
from trd.result import assessment_result, recommendation, result, without_empty
from trd.result.schema import schemas
from trd.terms import GapCode, Topic

AS_OF = date(2026, 11, 23)
PUBLISHED = schemas("https://cds.example.org/")

OPTION = Option(
    topic=Topic.SWITCH, agent="venlafaxine", level=4, cautions=(Caution(row=None, message="Blood pressure."),)
)
ADVICE = Recommendations(
    gate=None,
    row="D18",
    summary_allowed=True,
    options=(OPTION, Option(topic=Topic.PSYCHOTHERAPY, kind="cbt", level=1)),
    set_aside=(SetAside(topic=Topic.ECT_REFERRAL, agent=None, kind="ect", reason="Raised pressure", row="S421"),),
    order_findings=(OrderFinding(check="duplicate-moiety", level="warning", message="Twice.", row=None, order=None),),
)

SERTRALINE = statement("sertraline", 100, "2026-07-10", "2026-10-18")
FACTS = (
    depression("mdd-recurrent-severe"),
    SERTRALINE,
    statement("sertraline", None, "2026-03", "2026-05"),
    statement("trazodone", 50, "2026-01-05", "2026-03-05"),
    statement("aripiprazole", "2.5", "2026-08-01", "2026-10-18"),
    sessions("ect-bilateral", ["2026-05-04", "2026-05-06"]),
    score("phq-9", 21, "2026-07-08"),
    score("phq-9", 19, "2026-10-16"),
    answer("phq-9", 9, 3, "2026-10-16"),
    measurement("tsh", 12, "2026-06-01"),
    condition("adhd"),
    Gap(code=GapCode.UNKNOWN_DRUG, what="A drug"),
)


def told(*facts, advice: Recommendations = ADVICE, cards: bool = False, **more) -> Any:
    knowledge, choices = load(), Choices()
    assessment = assess(history(*facts, **more), knowledge, choices, as_of=AS_OF)
    tell = assessment_result if cards else result
    return tell(assessment, advice, knowledge, choices)


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=float))


def errors(name: str, value: Any) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(PUBLISHED[name], validate_formats=True)
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(as_json(value))]


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_schema_is_one_and_says_where_it_stands(name) -> None:
    schema = PUBLISHED[name]
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://cds.example.org/schemas/{name}"


def test_a_result_validates() -> None:
    assert errors("result.json", told(*FACTS)) == []


def test_an_empty_record_validates() -> None:
    assert errors("result.json", told(who=patient(None, sex=None), delivered=[])) == []


def test_the_extensions_of_cards_validate_without_empty_members() -> None:
    assert errors("assessment.json", without_empty(told(*FACTS, cards=True))) == []
    assert errors("assessment.json", without_empty(told(cards=True))) == []
    for rank, option in enumerate(ADVICE.options, start=1):
        assert errors("recommendation.json", without_empty(recommendation(option, rank, load()))) == []


def test_a_member_that_is_missing_or_not_in_the_contract_is_refused() -> None:
    whole = told(*FACTS)
    for name in whole:
        assert errors("result.json", {key: value for key, value in whole.items() if key != name}), name
    assert errors("result.json", {**whole, "name": "Ms A"})


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        pytest.param(("asOf",), "23 Nov 2026", id="a date in words"),
        pytest.param(("asOf",), "2026-02-30", id="a day that does not exist"),
        pytest.param(("patient", "age"), -1, id="a negative age"),
        pytest.param(("patient", "sex"), "F", id="an unknown sex"),
        pytest.param(("diagnosis", "status"), "unknown", id="an unknown status"),
        pytest.param(("failedTrials",), 1.5, id="half a failure"),
        pytest.param(("resistance", "status"), "maybe", id="an unknown verdict"),
        pytest.param(("trials", 0, "outcome"), "failed", id="an unknown outcome"),
        pytest.param(("trials", 0, "failed"), None, id="failed is never null"),
        pytest.param(("trials", 0, "startRange"), ["2026-01-01"], id="a range with one end"),
        pytest.param(("trials", 0, "agents"), [], id="a trial of nothing"),
        pytest.param(("staging", "maudsley"), {"min": 3}, id="half a stage"),
        pytest.param(("suicideRisk", "level"), None, id="a level is never null"),
        pytest.param(("gaps", 0, "code"), "oops", id="a gap code that is not published"),
        pytest.param(("recommendations", 0, "rank"), 0, id="ranks begin at 1"),
        pytest.param(("recommendations", 0, "topic"), "other", id="an unknown topic"),
        pytest.param(("setAside", 0, "row"), "X3", id="a row of no matrix"),
        pytest.param(("orderFindings", 0, "level"), "fatal", id="an unknown level"),
        pytest.param(("history", "courses", 0, "kind"), "vns", id="an unknown course"),
    ],
)
def test_a_wrong_value_is_refused(path, wrong) -> None:
    broken = deepcopy(as_json(told(*FACTS)))
    place = broken
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] != wrong
    place[path[-1]] = wrong
    assert errors("result.json", broken)


def test_the_published_gap_codes_are_all_of_them() -> None:
    assert PUBLISHED["gap-codes.json"]["enum"] == [code.value for code in GapCode]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    told_of=st.lists(st.sampled_from(range(len(FACTS))), unique=True),
    definition=st.sampled_from(sorted(load().definitions)),
    as_of=st.dates(date(2025, 12, 1), date(2027, 6, 1)),
)
def test_every_part_of_a_record_on_every_day_gives_a_valid_result(told_of, definition, as_of) -> None:
    knowledge, choices = load(), Choices(definition=definition)
    record = history(*(FACTS[index] for index in told_of))
    found = result(assess(record, knowledge, choices, as_of=as_of), ADVICE, knowledge, choices)
    assert errors("result.json", found) == []
