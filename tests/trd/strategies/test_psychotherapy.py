"""Psychotherapy: which kind, and when all were tried (§2.5)."""

from tests.told import offer, situation_of
from trd.strategies import psychotherapy
from trd.terms import Topic


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
