"""Diagnoses: active, ever and within so many days; what no date places is unknown (§3.0)."""

from typing import Any

import pytest

from tests.builders import condition
from tests.matrix_patients import AS_OF, Told, ago
from trd.intervals import DayInterval
from trd.knowledge.loading import load
from trd.safety import Facts
from trd.safety.conditions import absent, active, day_of, ever, is_active, within
from trd.terms import FactList, Verdict

KNOWLEDGE = load()
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


def read(*facts: Any, **told: Any) -> Facts:
    return Told(facts=list(facts), **told).read(KNOWLEDGE)


@pytest.mark.parametrize(
    ("status", "runs"),
    [
        ("active", True),
        ("recurrence", True),
        ("relapse", True),
        ("inactive", False),
        ("remission", False),
        ("resolved", False),
    ],
)
def test_an_illness_is_active_by_its_status_whatever_its_end(status: str, runs: bool) -> None:
    assert is_active(condition("bph", clinical=status, abated="2020-01-01"), AS_OF) is runs
    assert active(read(condition("bph", clinical=status)), "bph").verdict is (HIT if runs else CLEARED)
    assert ever(read(condition("bph", clinical=status)), "bph").verdict is HIT


@pytest.mark.parametrize(
    ("abated", "runs"),
    [(None, True), (AS_OF, True), (ago(1), False), ("2026", True), ("2026-11", True), ("2026-10", False)],
)
def test_without_a_status_an_end_in_the_past_ends_it(abated: Any, runs: bool) -> None:
    assert is_active(condition("bph", clinical=None, abated=abated), AS_OF) is runs


@pytest.mark.parametrize(
    ("remission", "runs"),
    [
        ("in-remission", False),
        ("in-full-remission", False),
        ("unspecified-remission", False),
        ("in-partial-remission", True),
        (None, True),
    ],
)
def test_a_code_in_remission_is_not_active_and_a_partial_remission_is(remission: str | None, runs: bool) -> None:
    facts = read(condition("bph", remission=remission))
    assert active(facts, "bph").verdict is (HIT if runs else CLEARED)
    assert ever(facts, "bph").verdict is HIT


@pytest.mark.parametrize(
    ("onset", "recorded", "verdict"),
    [
        pytest.param(ago(30), None, HIT, id="on the last day"),
        pytest.param(ago(31), None, CLEARED, id="a day before"),
        pytest.param(AS_OF, None, HIT, id="today"),
        pytest.param(ago(-1), None, CLEARED, id="tomorrow"),
        pytest.param(None, ago(30), HIT, id="recorded then"),
        pytest.param(None, ago(31), CLEARED, id="recorded before"),
        pytest.param(ago(31), ago(3), CLEARED, id="the onset counts before the record"),
        pytest.param("2026-10", None, UNKNOWN, id="a month that begins before the window"),
        pytest.param("2026-11", None, UNKNOWN, id="a month that ends after today"),
        pytest.param("2026-09", None, CLEARED, id="a month that ends before"),
        pytest.param(None, None, UNKNOWN, id="no date"),
    ],
)
def test_an_illness_lies_within_the_days_only_where_its_whole_date_does(
    onset: Any, recorded: Any, verdict: Verdict
) -> None:
    told = condition("mi-acute", onset=onset, recorded=recorded, label="infarction")
    found = within(read(told), "mi-acute", 30)
    assert found.verdict is verdict
    assert found.unknown == ("date of infarction" if verdict is UNKNOWN else None)


def test_an_illness_without_a_label_still_has_words() -> None:
    for told in (condition("mi-acute", label=""), condition("mi-acute", onset="2026-10", label="")):
        assert within(read(told), "mi-acute", 30).unknown == "date of a recorded condition"


def test_of_two_entries_the_recent_one_counts() -> None:
    facts = read(condition("mi-acute", onset="2020-01-01"), condition("mi-acute", onset=ago(3), id="Condition/8"))
    found = within(facts, "mi-acute", 30)
    assert (found.verdict, found.evidence) == (HIT, ("Condition/8",))


@pytest.mark.parametrize(
    ("verification", "sure", "doubted"),
    [
        ("confirmed", HIT, False),
        (None, HIT, False),
        ("provisional", HIT, True),
        ("unconfirmed", CLEARED, True),
        ("differential", CLEARED, True),
    ],
)
def test_what_is_not_confirmed_says_so_and_is_left_out_where_only_the_sure_counts(
    verification: str | None, sure: Verdict, doubted: bool
) -> None:
    facts = read(condition("bph", onset=ago(3), verification=verification, label="prostate", id="Condition/1"))
    for found in (active(facts, "bph"), ever(facts, "bph"), within(facts, "bph", 30)):
        assert (found.verdict, found.unconfirmed) == (HIT, doubted)
        assert (found.evidence, found.value) == (("Condition/1",), "prostate")
    assert active(facts, "bph", sure_only=True).verdict is sure
    assert ever(facts, "bph", sure_only=True).verdict is sure
    assert within(facts, "bph", 30, sure_only=True).verdict is sure


def test_what_is_not_on_record_is_clear_only_where_the_list_was_sent() -> None:
    sent, never = read(), read(not_sent={FactList.CONDITIONS})
    assert absent(sent).verdict is CLEARED
    for found in (active(never, "bph"), ever(never, "bph"), within(never, "bph", 30), absent(never)):
        assert (found.verdict, found.unknown, found.not_sent) == (UNKNOWN, "conditions", FactList.CONDITIONS)
    in_part = read(condition("bph"), not_sent={FactList.CONDITIONS})
    assert active(in_part, "bph").verdict is HIT, "what came in part counts"


def test_an_ended_or_old_entry_of_a_list_that_came_in_part_leaves_the_illness_unknown() -> None:
    facts = read(condition("bph", clinical="resolved"), not_sent={FactList.CONDITIONS})
    assert active(facts, "bph").verdict is UNKNOWN
    old = read(condition("mi-acute", onset="2010-01-01"), not_sent={FactList.CONDITIONS})
    assert within(old, "mi-acute", 30).not_sent is FactList.CONDITIONS


def test_the_day_of_an_illness_is_its_onset_else_its_record() -> None:
    assert day_of(condition("bph", onset=ago(9), recorded=ago(3))) == DayInterval.on(ago(9))
    assert day_of(condition("bph", recorded=ago(3))) == DayInterval.on(ago(3))
    assert day_of(condition("bph")) is None
