"""Recommendations, what was set aside, and findings about orders."""

import pytest

from tests.builders import depression
from tests.results import told
from trd.knowledge.loading import load
from trd.options import Caution, Option, OrderFinding, Recommendations, RunningDanger, SetAside
from trd.result import recommendation
from trd.safety import RowResult
from trd.terms import Topic, Verdict

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
            RunningDanger(result=possible, message="A line of the summary.", summary_only=True),
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
            "check": "matrix-contraindicated",
            "level": "warning",
            "message": "May still be taken.",
            "row": "S345",
            "order": None,
            "evidence": [],
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
