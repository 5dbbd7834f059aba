"""What each way forward does with an offer, where the worked cases do not reach (§2)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.told import Case, answer_to, situation_of
from trd.explanations import Explanation
from trd.knowledge.loading import load
from trd.options import Offer, Option
from trd.strategies import (
    augment,
    combine,
    diagnostic_review,
    ect,
    ketamine,
    measurement,
    optimise,
    psychotherapy,
    switch,
)
from trd.terms import Topic

KNOWLEDGE = load()


def offer(topic: Topic, **more: Any) -> Offer:
    return Offer(**{"topic": topic, "level": 4, "layer": 4, "position": 0, "rule": "D20", **more})


def option(topic: Topic, agent: str | None = None, **told: Any) -> Option:
    answer = answer_to(Case(id="t", title="t", told=told, expected={}))
    return next(known for known in answer.options if known.topic is topic and (agent is None or known.agent == agent))


NOTHING_RUNS = {"drugs": [["sertraline", 50, "2026-07-01", "2026-09-30"]], "phq9": [["2026-11-13", 18]]}


@pytest.mark.parametrize("strategy", [optimise, combine, augment])
def test_without_a_running_drug_there_is_nothing_to_change_or_to_add_to(strategy: Any) -> None:
    topic = {optimise: Topic.DOSE_OPTIMIZATION, combine: Topic.COMBINATION, augment: Topic.AUGMENTATION}[strategy]
    proposal = strategy.propose(situation_of(**NOTHING_RUNS), offer(topic))
    assert (proposal.options, proposal.set_aside) == ((), ())


def test_a_dose_that_is_not_stated_is_not_raised() -> None:
    situation = situation_of(drugs=[["sertraline", None, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION)).options == ()


def test_at_the_usual_maximum_there_is_no_step() -> None:
    situation = situation_of(drugs=[["sertraline", 200, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION)).options == ()


def test_to_the_minimum_in_one_step_when_it_is_the_next_but_one() -> None:
    situation = situation_of(drugs=[["venlafaxine", "37.5", "2026-09-01"]], phq9=[["2026-11-13", 18]])
    plan = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="too-low", rule="D9")).options[0].plan
    assert plan is not None
    assert (plan.current_dose, plan.target) == (Decimal("37.5"), Decimal(150))


def test_a_drug_without_a_ladder_is_said_as_text() -> None:
    situation = situation_of(drugs=[["nefazodone", 300, "2026-09-01"]], phq9=[["2026-11-13", 18]])
    assert situation.room is not None
    room = replace(situation.room, next_step=Decimal(400))
    proposal = optimise.propose(replace(situation, room=room), offer(Topic.DOSE_OPTIMIZATION, case="room"))
    assert proposal.options[0].no_draft_because == "no ladder in the table"
    lower = optimise.propose(replace(situation, room=room), offer(Topic.DOSE_OPTIMIZATION, case="lower", rule="D4"))
    assert lower.options[0].plan is not None
    assert lower.options[0].plan.target == situation.room.minimum


def test_a_tricyclic_above_150_wants_an_ecg() -> None:
    situation = situation_of(
        drugs=[["clomipramine", 150, "2026-09-01"]], phq9=[["2026-11-13", 18]], values={"qtc-interval": False}
    )
    proposal = optimise.propose(situation, offer(Topic.DOSE_OPTIMIZATION, case="room"))
    assert "ECG (QTc)" in proposal.options[0].unknowns


def test_a_drug_that_may_still_be_taken_withholds_the_rise() -> None:
    told = {"as": "order", "agent": "phenelzine", "dose": 45, "start": "2024-05-01"}
    raised = option(Topic.DOSE_OPTIMIZATION, history="H2", also=[told])
    assert raised.draft is False
    assert raised.unknowns[0] == "may still be taking phenelzine: confirm before"


@pytest.mark.parametrize(
    ("old", "dose", "new", "method", "washout"),
    [
        ("sertraline", 50, "venlafaxine", "taper", None),
        ("sertraline", 50, "mirtazapine", "cross-taper", None),
        ("bupropion", 300, "escitalopram", "direct", None),
        ("venlafaxine", 150, "bupropion", "cross-taper", None),
        ("vortioxetine", 10, "sertraline", "taper", None),
    ],
)
def test_the_switch_says_its_method(old: str, dose: int, new: str, method: str, washout: int | None) -> None:
    situation = situation_of(drugs=[[old, dose, "2026-09-01"]], phq9=[["2026-08-31", 20], ["2026-11-13", 19]])
    options = switch.propose(situation, offer(Topic.SWITCH)).options
    every = {known.agent: known.plan for known in options}
    plan = every.get(new)
    if plan is None:
        pytest.fail(f"{new} is not among {sorted(map(str, every))}")
    assert (plan.method, plan.washout_days) == (method, washout)


def test_a_washout_withholds_the_draft_and_says_the_first_day() -> None:
    situation = situation_of(
        drugs=[["fluvoxamine", 200, "2026-09-01"]],
        phq9=[["2026-08-31", 20], ["2026-11-13", 19]],
        conditions=[{"concept": "chronic-pain"}],
    )
    assert KNOWLEDGE.switching is not None
    assert KNOWLEDGE.switching.method("fluvoxamine", "duloxetine").days == 7  # type: ignore[union-attr]
    found = {known.agent: known for known in switch.propose(situation, offer(Topic.SWITCH)).options}
    assert found["duloxetine"].no_draft_because == "washout first"
    assert found["duloxetine"].plan is not None
    assert found["duloxetine"].plan.not_before is not None
    assert (found["duloxetine"].plan.not_before - situation.as_of).days == 8


def test_from_75_a_tricyclic_is_only_considered() -> None:
    situation = situation_of(history="H3", patient={"born": "1950-01-01"}, values={"qtc-interval": 400})
    nortriptyline = [
        known for known in switch.propose(situation, offer(Topic.SWITCH)).options if known.agent == "nortriptyline"
    ]
    assert all(known.level == 1 for known in nortriptyline)


def test_in_great_britain_an_add_on_is_consulted_about() -> None:
    assert option(Topic.AUGMENTATION, "aripiprazole", history="H1", country="GB").no_draft_because == (
        "consult or refer to a specialist"
    )


def test_olanzapine_fluoxetine_replaces_the_base_as_text() -> None:
    situation = situation_of(history="H1", conditions=[])
    only = [
        known for known in KNOWLEDGE.strategies["augmentation"].candidates if known.agent == "olanzapine-fluoxetine"
    ]
    strategies = {
        **KNOWLEDGE.strategies,
        "augmentation": replace(KNOWLEDGE.strategies["augmentation"], candidates=tuple(only)),
    }
    bare = replace(situation, knowledge=replace(KNOWLEDGE, strategies=strategies))
    found = augment.propose(bare, offer(Topic.AUGMENTATION, rule="D18")).options
    assert [known.no_draft_because for known in found] == ["replaces the running drug, as text"]


def test_from_75_no_trazodone_beside_an_ssri() -> None:
    situation = situation_of(history="H2", patient={"born": "1950-01-01"}, conditions=[{"concept": "insomnia"}])
    agents = {known.agent for known in combine.propose(situation, offer(Topic.COMBINATION)).options}
    assert "trazodone" not in agents


def test_all_kinds_of_therapy_tried_leaves_another_therapist() -> None:
    weeks = ("01-05", "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23")
    later = ("03-05", "03-12", "03-19", "03-26", "04-02", "04-09", "04-16", "04-23")
    last = ("06-05", "06-12", "06-19", "06-26", "07-02", "07-09", "07-16", "07-23")
    kinds = zip(("cbt", "behavioural-activation", "psychodynamic"), (weeks, later, last), strict=True)
    sessions = [[kind, f"2026-{day}"] for kind, days in kinds for day in days]
    found = psychotherapy.propose(situation_of(history="H2", sessions=sessions), offer(Topic.PSYCHOTHERAPY)).options[0]
    assert (found.kind, found.level, found.draft) == ("psychotherapy", 1, False)
    assert "another therapist or format" in found.rationale


def test_psychotherapy_waits_in_an_acute_mania_that_is_not_confirmed() -> None:
    mania = [{"concept": "mania", "verification": "differential"}]
    proposal = psychotherapy.propose(situation_of(history="H2", conditions=mania), offer(Topic.PSYCHOTHERAPY))
    assert proposal.options == ()
    assert {entry.row for entry in proposal.set_aside} == {"S447"}


def test_under_18_there_is_no_ketamine_whatever_the_site_allows() -> None:
    situation = situation_of(history="H1", patient={"born": "2009-05-01"}, choices={"minimum_age": 16})
    assert ketamine.propose(situation, offer(Topic.KETAMINE_REFERRAL)).options == ()


def test_esketamine_alone_asks_which_drug_runs_with_it_where_the_licence_wants_one() -> None:
    told: dict[str, Any] = {
        "drugs": [["sertraline", 150, "2026-01-10", "2026-04-20"], ["venlafaxine", 225, "2026-06-01", "2026-11-08"]],
        "phq9": [["2026-01-08", 21], ["2026-04-18", 19], ["2026-05-30", 19], ["2026-11-06", 18]],
    }
    assert "which SSRI or SNRI" in option(Topic.KETAMINE_REFERRAL, country="DE", **told).rationale
    assert "which SSRI or SNRI" not in option(Topic.KETAMINE_REFERRAL, country="US", **told).rationale


def test_the_label_of_esketamine_counts_harder_than_we_do() -> None:
    told: dict[str, Any] = {
        "history": "H1",
        "phq9": [["2026-01-08", 21], ["2026-04-18", 14], ["2026-05-30", 19], ["2026-11-13", 13]],
    }
    assert "label asks 25 % improvement or less twice" in option(Topic.KETAMINE_REFERRAL, **told).unknowns


@pytest.mark.parametrize(
    ("rule", "reason"), [("U2", "catatonia"), ("U3", "refusal of food or fluid"), ("D18", "depression")]
)
def test_the_reason_for_ect_is_that_of_its_rule(rule: str, reason: str) -> None:
    found = ect.propose(situation_of(history="H1"), offer(Topic.ECT_REFERRAL, rule=rule)).options[0]
    assert found.facts["reason"] == reason


def test_a_review_without_finding_or_question_is_no_card() -> None:
    situation = situation_of(history="H1")
    assert diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW)).options == ()
    asked = diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW, case="relapse")).options
    assert "Ask about adherence" in asked[0].rationale


def test_the_question_of_a_trial_that_cannot_be_judged_is_its_missing_fact() -> None:
    situation = situation_of(
        drugs=[{"agent": "sertraline", "dose": [25, 50], "start": "2026-09-25"}], phq9=[["2026-11-13", 19]]
    )
    resistance = replace(situation.assessment.resistance, would_settle=())
    unsettled = replace(situation, assessment=replace(situation.assessment, resistance=resistance))
    found = diagnostic_review.propose(unsettled, offer(Topic.DIAGNOSTIC_REVIEW, case="question", rule="D13")).options
    assert "dose" in found[0].facts["question"]
    settled = diagnostic_review.propose(situation, offer(Topic.DIAGNOSTIC_REVIEW, case="question", rule="D13")).options
    assert settled[0].case == "question"
    nothing = replace(situation_of(**NOTHING_RUNS), assessment=unsettled.assessment)
    assert diagnostic_review.propose(nothing, offer(Topic.DIAGNOSTIC_REVIEW, case="question")).options == ()


def test_bipolarity_leads_the_findings() -> None:
    findings = tuple(
        Explanation(code=code, row=row, what=f"{code} found", advice=f"Look at {code}.")
        for code, row in (("ptsd", "X16"), ("hypothyroidism", "X3"), ("bipolarity", "X1"), ("alcohol", "X12"))
    )
    found = diagnostic_review.propose(
        situation_of(history="H2"), offer(Topic.DIAGNOSTIC_REVIEW, findings=findings)
    ).options[0]
    assert (found.case, found.kind) == ("bipolarity", "bipolarity")
    assert found.facts["findings"] == "bipolarity found; alcohol found; hypothyroidism found"
    assert found.rationale.endswith("And 1 more.")


def test_the_instrument_in_use_is_asked_again() -> None:
    used = situation_of(drugs=[["sertraline", 100, "2026-09-01"]], phq9=[], scores=[["madrs", 30, "2026-08-30"]])
    assert measurement.propose(used, offer(Topic.MEASUREMENT)).options[0].kind == "madrs"
    none = situation_of(drugs=[["sertraline", 100, "2026-09-01"]])
    assert measurement.propose(none, offer(Topic.MEASUREMENT)).options[0].kind == "phq-9"


def test_a_score_of_the_last_14_days_with_its_risk_item_is_not_asked_again() -> None:
    fresh = situation_of(history="H2", phq9=[["2026-08-31", 20], ["2026-11-09", 19]])
    older = situation_of(history="H2", phq9=[["2026-08-31", 20], ["2026-11-08", 19]])
    assert measurement.propose(fresh, offer(Topic.MEASUREMENT)).options == ()
    assert measurement.propose(older, offer(Topic.MEASUREMENT)).options[0].case == "old"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"history": "H1"}, "psychiatry"),
        ({"history": "H1", "patient": {"born": "1951-11-23"}}, "old-age"),
        ({"history": "H2", "hcg": False, "conditions": [{"concept": "pregnancy", "onset": "2026-08-01"}]}, "perinatal"),
    ],
)
def test_the_referral_goes_to_the_right_service(told: dict[str, Any], kind: str) -> None:
    found = option(Topic.SPECIALIST_REFERRAL, **told)
    assert found.kind == kind


def test_a_referral_takes_the_failed_trials_along_and_names_other_services() -> None:
    found = option(Topic.SPECIALIST_REFERRAL, history="H1", conditions=[{"concept": "alcohol-use"}])
    assert len([reference for reference in found.supporting if reference.startswith("MedicationStatement/")]) == 2
    assert "also addiction" in found.rationale.casefold()
