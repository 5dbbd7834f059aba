"""The published result: what an integrator reads, member by member (`contract.md` §1.4)."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from tests.builders import (
    answer,
    condition,
    depression,
    dispense,
    history,
    measurement,
    patient,
    score,
    session,
    sessions,
    statement,
    step,
)
from trd.assessment import assess
from trd.choices import Choices
from trd.history import Gap
from trd.knowledge.loading import load
from trd.options import Caution, Option, OrderFinding, Recommendations, RunningDanger, SetAside
from trd.result import assessment_result, recommendation, result, without_empty
from trd.safety import RowResult
from trd.terms import GapCode, Topic, Verdict

AS_OF = date(2026, 11, 23)
NOTHING = Recommendations(gate=None, row=None, summary_allowed=True)

SERTRALINE = statement("sertraline", 100, "2026-07-10", "2026-10-18", id="MedicationStatement/1")
SCORES = (
    score("phq-9", 21, "2026-07-08", id="Observation/1"),
    score("phq-9", 19, "2026-10-16", id="Observation/2"),
)


def told(*facts, recommendations: Recommendations = NOTHING, **more) -> dict[str, Any]:
    knowledge, choices = load(), Choices()
    return result(assess(history(*facts, **more), knowledge, choices, as_of=AS_OF), recommendations, knowledge, choices)


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


def test_a_failed_trial_is_told_with_its_numbers() -> None:
    (trial,) = told(depression(), SERTRALINE, *SCORES)["trials"]
    assert trial["because"]
    assert {name: value for name, value in trial.items() if name != "because"} == {
        "id": "t1",
        "agents": [{"name": "sertraline", "rxcui": "36437", "class": "SSRI"}],
        "kind": "monotherapy",
        "episode": "current",
        "start": "2026-07-10",
        "end": "2026-10-18",
        "ongoing": False,
        "startRange": ["2026-07-10", "2026-07-10"],
        "endRange": ["2026-10-18", "2026-10-18"],
        "startBasis": "stated",
        "endBasis": "stated",
        "doseSteps": [{"from": "2026-07-10", "to": "2026-10-18", "dailyDose": 100}],
        "peakDailyDose": 100,
        "minimumAdequateDose": 50,
        "doseUnit": "mg/d",
        "weeksAtAdequateDose": Decimal("14.4"),
        "weeksPossible": Decimal("14.4"),
        "minimumWeeks": 6,
        "adherence": None,
        "sessions": None,
        "adequacy": "adequate",
        "outcome": "non-response",
        "outcomeBasis": "scores",
        "baseline": {"instrument": "PHQ-9", "score": 21, "date": "2026-07-08"},
        "endpoint": {"instrument": "PHQ-9", "score": 19, "date": "2026-10-16"},
        "failed": True,
        "notes": [],
        "confidence": "high",
        "evidence": ["MedicationStatement/1", "Observation/1", "Observation/2"],
    }


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


def test_an_ongoing_trial_has_no_end() -> None:
    running = statement("sertraline", 50, "2026-09-01", asserted="2026-11-23")
    (trial,) = told(depression(), running)["trials"]
    assert (trial["start"], trial["end"], trial["endRange"], trial["ongoing"]) == ("2026-09-01", None, None, True)


def test_of_a_partial_date_the_certain_day_stands_beside_its_range() -> None:
    (trial,) = told(depression(), statement("sertraline", 50, "2026-03", "2026-05"))["trials"]
    assert (trial["start"], trial["startRange"]) == ("2026-03-31", ["2026-03-01", "2026-03-31"])
    assert (trial["end"], trial["endRange"]) == ("2026-05-01", ["2026-05-01", "2026-05-31"])
    assert trial["weeksAtAdequateDose"] == Decimal("4.5"), "32 days, rounded down"


def test_an_episode_known_to_the_month_begins_on_the_day_it_had_certainly_begun() -> None:
    assert told(depression(onset="2025-10"))["diagnosis"]["episodeStart"] == "2025-10-31"


def test_a_dose_range_shows_what_was_certainly_taken() -> None:
    found = told(depression(), statement("sertraline", (25, 50), "2026-01-05", "2026-03-05"))
    assert [each["dailyDose"] for each in found["trials"][0]["doseSteps"]] == [25]
    (exposure,) = found["history"]["exposures"]
    assert (exposure["dailyDose"], exposure["doseRange"]) == (None, [25, 50])


def test_a_dose_that_is_not_stated_is_null_never_zero() -> None:
    found = told(depression(), statement("sertraline", None, "2026-01-05", "2026-03-05"))
    assert [each["dailyDose"] for each in found["trials"][0]["doseSteps"]] == [None]
    (exposure,) = found["history"]["exposures"]
    assert (exposure["dailyDose"], exposure["doseRange"]) == (None, None)


def test_dose_steps_follow_one_another() -> None:
    titrated = statement("sertraline", [step(25, days=14), step(50)], "2026-01-05", "2026-03-05")
    (trial,) = told(depression(), titrated)["trials"]
    assert trial["doseSteps"] == [
        {"from": "2026-01-05", "to": "2026-01-18", "dailyDose": 25},
        {"from": "2026-01-19", "to": "2026-03-05", "dailyDose": 50},
    ]


def test_an_augmentation_names_the_augmenter_first() -> None:
    base = statement("sertraline", 100, "2026-01-05", asserted="2026-11-23")
    added = statement("aripiprazole", 5, "2026-06-01", "2026-09-01")
    trials = told(depression(), base, added)["trials"]
    (augmentation,) = [trial for trial in trials if trial["kind"] == "augmentation"]
    assert [agent["name"] for agent in augmentation["agents"]] == ["aripiprazole", "sertraline"]
    assert augmentation["minimumWeeks"] == 4


def test_a_course_is_counted_in_sessions_not_in_weeks() -> None:
    days = [
        "2026-05-04",
        "2026-05-06",
        "2026-05-08",
        "2026-05-11",
        "2026-05-13",
        "2026-05-15",
        "2026-05-18",
        "2026-05-20",
    ]
    found = told(depression(), sessions("ect-bilateral", days, label="ECT"))
    (trial,) = found["trials"]
    assert trial["agents"] == [{"name": "electroconvulsive therapy", "rxcui": None, "class": None}]
    assert (trial["kind"], trial["sessions"], trial["adequacy"]) == ("neuromodulation", 8, "adequate")
    assert [trial[name] for name in ("weeksAtAdequateDose", "weeksPossible", "minimumWeeks")] == [None] * 3
    (course,) = found["history"]["courses"]
    assert {name: course[name] for name in ("kind", "label", "from", "to", "sessions")} == {
        "kind": "ect",
        "label": "ECT",
        "from": "2026-05-04",
        "to": "2026-05-20",
        "sessions": 8,
    }
    assert len(course["evidence"]) == 8


def test_what_is_no_trial_is_told_with_its_reason() -> None:
    hypnotic = statement("trazodone", 50, "2026-01-05", "2026-03-05", id="MedicationStatement/5")
    found = told(depression(), hypnotic)
    assert found["trials"] == []
    assert found["notCounted"] == [
        {
            "agent": "trazodone",
            "reason": "hypnotic dose",
            "from": "2026-01-05",
            "to": "2026-03-05",
            "evidence": ["MedicationStatement/5"],
        }
    ]


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


def test_each_gap_names_every_record_it_concerns() -> None:
    gaps = [
        Gap(code=GapCode.UNKNOWN_DRUG, what="A drug", evidence=("MedicationRequest/2", "MedicationRequest/1")),
        Gap(code=GapCode.NOT_SENT, what="Laboratory results"),
    ]
    found = told(depression(), score("phq-9", 12, "2026-11-20"), *gaps)["gaps"]
    assert found == [
        {"code": "not-sent", "what": "Laboratory results", "reference": None},
        {"code": "unknown-drug", "what": "A drug", "reference": "MedicationRequest/1"},
        {"code": "unknown-drug", "what": "A drug", "reference": "MedicationRequest/2"},
    ]


def test_a_session_that_makes_no_trial_is_still_in_the_history() -> None:
    found = told(
        depression(),
        session("psychotherapy", "2026-05-04", label="Counselling", id="Procedure/1"),
        session("psychotherapy", "2026-02-04", label="Counselling", id="Procedure/2"),
        session("psychotherapy", "2026-12-04", label="Counselling", id="Procedure/3"),
    )
    labels = [(course["kind"], course["label"], course["evidence"]) for course in found["history"]["courses"]]
    assert [evidence for _, _, evidence in labels] in (
        [["Procedure/1", "Procedure/2"]],
        [["Procedure/2"], ["Procedure/1"]],
    )
    assert {(kind, label) for kind, label, _ in labels} == {("psychotherapy", "Counselling")}


def test_sessions_of_a_period_without_a_count_are_not_known() -> None:
    period = session("psychotherapy", "2026-02-01", "2026-05-31", label="Counselling")
    assert [course["sessions"] for course in told(depression(), period)["history"]["courses"]] == [None]
    counted = session("psychotherapy", "2026-02-01", "2026-05-31", label="Counselling", count=9)
    assert [course["sessions"] for course in told(depression(), counted)["history"]["courses"]] == [9]


def test_adherence_is_rounded_down() -> None:
    handed = [dispense("sertraline", 50, day, 30) for day in ("2026-05-01", "2026-06-15", "2026-07-29")]
    trials = told(depression(), *handed)["trials"]
    assert [trial["adherence"] for trial in trials] == [Decimal("0.75")], "90 of 119 days are 0.756"


def test_scores_and_exposures_of_the_history_come_by_date() -> None:
    facts = (
        depression(id="Condition/1"),
        SERTRALINE,
        statement("citalopram", 20, "2026-05-05", "2026-07-05", id="MedicationStatement/2"),
        *SCORES,
    )
    found = {str(told(*order)["history"]) for order in list(permutations(facts))[::17]}
    assert len(found) == 1
    listed = told(*facts)["history"]
    assert [each["agent"] for each in listed["exposures"]] == ["citalopram", "sertraline"]
    assert [each["date"] for each in listed["scores"]] == ["2026-07-08", "2026-10-16"]


def test_scores_after_the_day_we_answer_for_are_not_told() -> None:
    assert told(depression(), score("phq-9", 20, "2026-11-24"))["history"]["scores"] == []


# Recommendations

OPTION = Option(
    topic=Topic.AUGMENTATION,
    agent="aripiprazole",
    level=4,
    rationale="Add to what partly helps.",
    cautions=(Caution(row="S281", message="Restlessness.", evidence=("Condition/3", "Condition/2")),),
    unknowns=("weight",),
    citations=("CANMAT-2023",),
)


def test_an_option_is_told_with_its_reasons() -> None:
    knowledge = load()
    assert recommendation(OPTION, 1, knowledge) == {
        "topic": "augmentation",
        "agent": {"name": "aripiprazole", "rxcui": "89013", "class": knowledge.agents["aripiprazole"].drug_class},
        "rank": 1,
        "strength": "first-line",
        "rationale": "Add to what partly helps.",
        "cautions": [{"row": "S281", "message": "Restlessness.", "evidence": ["Condition/2", "Condition/3"]}],
        "unknowns": ["weight"],
        "citations": ["CANMAT-2023"],
    }


@pytest.mark.parametrize(
    ("level", "strength"),
    [(5, "urgent"), (4, "first-line"), (3, "second-line"), (2, "third-line"), (1, "consider")],
)
def test_strength_is_said_in_words(level, strength) -> None:
    assert recommendation(Option(topic=Topic.SWITCH, level=level), 1, load())["strength"] == strength


@pytest.mark.parametrize(
    ("option", "name"),
    [
        pytest.param(Option(topic=Topic.KETAMINE_REFERRAL, kind="esketamine"), "esketamine", id="a drug by its kind"),
        pytest.param(Option(topic=Topic.PSYCHOTHERAPY, kind="cbt"), None, id="no drug"),
        pytest.param(Option(topic=Topic.ECT_REFERRAL), None, id="no kind"),
    ],
)
def test_only_a_drug_is_an_agent(option, name) -> None:
    agent = recommendation(option, 1, load())["agent"]
    assert (agent and agent["name"]) == name


def test_options_are_ranked_and_what_was_set_aside_says_why() -> None:
    row = next(row for row in load().safety if row.id == "S345")
    danger = RowResult(row=row, verdict=Verdict.HIT, evidence=("Observation/12",))
    possible = RowResult(row=row, verdict=Verdict.UNKNOWN, possible_only=True)
    given = Recommendations(
        gate=None,
        row="D18",
        summary_allowed=True,
        options=(OPTION, Option(topic=Topic.SWITCH, agent="bupropion", level=3)),
        set_aside=(
            SetAside(
                topic=Topic.AUGMENTATION,
                agent="lithium",
                kind=None,
                reason="eGFR 24",
                row="S315",
                evidence=("Observation/12",),
            ),
        ),
        dangers=(
            RunningDanger(result=danger, message="Lithium level 1.6."),
            RunningDanger(result=possible, message="May still be taken."),
        ),
        order_findings=(
            OrderFinding(
                check="repeats-failed-trial",
                level="warning",
                message="Sertraline failed.",
                row=None,
                order="MedicationRequest/draft-1",
            ),
        ),
    )
    found = told(depression(), recommendations=given)
    assert [(each["rank"], each["topic"]) for each in found["recommendations"]] == [(1, "augmentation"), (2, "switch")]
    assert [(each["agent"]["name"], each["reason"], each["row"]) for each in found["setAside"]] == [
        ("lithium", "eGFR 24", "S315")
    ]
    assert found["orderFindings"] == [
        {
            "check": "matrix-contraindicated",
            "level": "critical",
            "message": "Lithium level 1.6.",
            "row": "S345",
            "order": None,
            "evidence": ["Observation/12"],
        },
        {
            "check": "repeats-failed-trial",
            "level": "warning",
            "message": "Sertraline failed.",
            "row": None,
            "order": "MedicationRequest/draft-1",
            "evidence": [],
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


def test_a_whole_number_has_one_spelling() -> None:
    (trial,) = told(depression(), statement("sertraline", "50.0", "2026-01-05", "2026-03-05"))["trials"]
    assert repr(trial["peakDailyDose"]) == "50"
    (trial,) = told(depression(), statement("paroxetine", "37.50", "2026-01-05", "2026-03-05"))["trials"]
    assert repr(trial["peakDailyDose"]) == "Decimal('37.5')"


def test_only_plain_values_are_told() -> None:
    def kinds(value: Any) -> set[type]:
        if isinstance(value, dict):
            return {kind for member in value.values() for kind in kinds(member)} | {type(name) for name in value}
        if isinstance(value, list):
            return {kind for member in value for kind in kinds(member)}
        return {type(value)}

    found = told(depression(), SERTRALINE, *SCORES, sessions("ect", ["2026-05-04", "2026-05-06"]))
    assert kinds(found) <= {str, int, Decimal, bool, type(None)}
