"""The published result: what an integrator reads, member by member (`contract.md` §1.4)."""

from decimal import Decimal
from typing import Any

from tests.builders import answer, condition, depression, history, measurement, patient, score, sessions
from tests.results import AS_OF, NOTHING, SCORES, SERTRALINE, told
from trd.assessment import assess
from trd.choices import Choices
from trd.history import Gap
from trd.knowledge.loading import load
from trd.result import assessment_result, result, without_empty
from trd.terms import GapCode


def test_the_members_stand_in_the_order_of_the_contract() -> None:
    assert list(told(depression(), SERTRALINE, *SCORES)) == [
        "asOf",
        "knowledgeVersion",
        "definition",
        "dataUpTo",
        "patient",
        "diagnosis",
        "trials",
        "notCounted",
        "failedTrials",
        "lifetimeFailedTrials",
        "resistance",
        "byDefinition",
        "staging",
        "severity",
        "suicideRisk",
        "alternativeExplanations",
        "recommendations",
        "setAside",
        "orderFindings",
        "gaps",
        "history",
    ]


def test_the_summary_card_carries_the_result_without_its_raw_facts() -> None:
    knowledge, choices = load(), Choices()
    assessment = assess(history(depression(), SERTRALINE), knowledge, choices, as_of=AS_OF)
    whole = result(assessment, NOTHING, knowledge, choices)
    del whole["history"]
    assert assessment_result(assessment, NOTHING, knowledge, choices) == whole


def test_the_heading_says_who_when_and_by_which_knowledge() -> None:
    found = told(depression(id="Condition/1"), SERTRALINE)
    assert found["asOf"] == "2026-11-23"
    assert found["knowledgeVersion"] == load().version
    assert found["definition"] == "default"
    assert found["patient"] == {"age": 47, "sex": "female"}
    assert found["diagnosis"] == {
        "status": "active",
        "reason": None,
        "episodeStart": "2025-12-01",
        "episodeStartBasis": "stated",
        "flags": [],
        "evidence": ["Condition/1"],
    }


def test_what_is_not_on_record_is_null_or_empty() -> None:
    found = told(who=patient(None, sex=None))
    assert found["dataUpTo"] is None
    assert found["patient"] == {"age": None, "sex": None}
    assert found["diagnosis"]["episodeStart"] is None
    assert found["severity"] is None
    assert found["staging"] == {"maudsley": None, "thaseRush": None, "mghStaging": None, "european": None}
    assert found["suicideRisk"] == {"level": "unknown", "notes": [], "evidence": []}
    assert found["history"] == {"exposures": [], "scores": [], "courses": []}
    assert [found[name] for name in ("trials", "notCounted", "alternativeExplanations", "recommendations")] == [[]] * 4


def test_a_verdict_is_given_under_every_definition() -> None:
    found = told(depression(), SERTRALINE, *SCORES)
    assert (found["failedTrials"], found["lifetimeFailedTrials"]) == (1, 1)
    assert found["resistance"]["status"] == "one-failure"
    assert list(found["byDefinition"]) == list(load().definitions)
    assert found["byDefinition"]["default"] == {"status": "one-failure", "failedTrials": 1}


def test_staging_gives_each_scheme_its_form() -> None:
    staging = told(depression("mdd-recurrent-severe"), SERTRALINE, *SCORES)["staging"]
    assert set(staging["maudsley"]) == {"min", "max", "band", "items"}
    assert staging["maudsley"]["items"]["duration"] == [1, 1]
    assert staging["thaseRush"] == {"stage": "I"}
    assert set(staging["mghStaging"]) == {"score", "max"}
    assert set(staging["european"]) == {"stage"}


def test_an_episode_known_to_the_month_begins_on_the_day_it_had_certainly_begun() -> None:
    assert told(depression(onset="2025-10"))["diagnosis"]["episodeStart"] == "2025-10-31"


def test_the_reason_why_resistance_is_not_judged_is_said() -> None:
    found = told(depression(), SERTRALINE, condition("bipolar-i", id="Condition/9"))
    assert found["diagnosis"]["status"] == "excluded"
    assert found["resistance"] == {"status": "none", "definition": "not applied: bipolar", "wouldSettle": []}
    assert len(found["trials"]) == 1, "trials are still listed and rated"


def test_severity_risk_and_explanations_are_told() -> None:
    found = told(
        depression(),
        score("phq-9", 19, "2026-11-02"),
        answer("phq-9", 9, 3, "2026-10-01", id="Observation/9"),
        measurement("tsh", 12, "2026-06-01", id="Observation/7"),
    )
    assert found["severity"] == {
        "instrument": "PHQ-9",
        "score": 19,
        "date": "2026-11-02",
        "band": "moderately-severe",
        "trend": "unknown",
    }
    assert found["suicideRisk"] == {"level": "present", "notes": ["old"], "evidence": ["Observation/9"]}
    assert found["alternativeExplanations"] == [
        {"code": "hypothyroidism", "what": "TSH 12 mIU/L (1 Jun 2026)", "evidence": ["Observation/7"]}
    ]


def test_equal_gaps_are_one_row_that_names_every_record_it_concerns() -> None:
    gaps = [
        Gap(code=GapCode.UNKNOWN_DRUG, what="A drug", evidence=("MedicationRequest/3",)),
        Gap(code=GapCode.UNKNOWN_DRUG, what="A drug", evidence=("MedicationRequest/2", "MedicationRequest/1")),
        Gap(code=GapCode.NOT_SENT, what="Laboratory results"),
    ]
    found = told(depression(), score("phq-9", 12, "2026-11-20"), *gaps)["gaps"]
    assert found == [
        {"code": "not-sent", "what": "Laboratory results", "reference": None, "evidence": []},
        {
            "code": "unknown-drug",
            "what": "A drug",
            "reference": "MedicationRequest/1",
            "evidence": ["MedicationRequest/1", "MedicationRequest/2", "MedicationRequest/3"],
        },
    ]


def test_on_cards_members_that_say_nothing_are_left_out() -> None:
    value = {
        "a": None,
        "b": [],
        "c": {},
        "d": {"e": None},
        "f": 0,
        "g": False,
        "h": "",
        "i": [{"j": None, "k": 1}],
        "l": [None, 50],
    }
    assert without_empty(value) == {"f": 0, "g": False, "h": "", "i": [{"k": 1}], "l": [None, 50]}


def test_only_plain_values_are_told() -> None:
    def kinds(value: Any) -> set[type]:
        if isinstance(value, dict):
            return {kind for member in value.values() for kind in kinds(member)} | {type(name) for name in value}
        if isinstance(value, list):
            return {kind for member in value for kind in kinds(member)}
        return {type(value)}

    found = told(depression(), SERTRALINE, *SCORES, sessions("ect", ["2026-05-04", "2026-05-06"]))
    assert kinds(found) <= {str, int, Decimal, bool, type(None)}
