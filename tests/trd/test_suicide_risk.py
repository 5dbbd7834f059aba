"""What the record says of suicide risk. A wrong "none" is the worst error here."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import answer, condition, history, score
from trd.choices import Choices
from trd.history import Gap
from trd.knowledge.loading import load
from trd.suicide_risk import HISTORY, LATER_LOWER, OLD, SuicideRisk, read_suicide_risk
from trd.terms import GapCode, RiskLevel

AS_OF = date(2026, 11, 23)
NONE, PRESENT, HIGH, UNKNOWN = RiskLevel.NONE, RiskLevel.PRESENT, RiskLevel.HIGH, RiskLevel.UNKNOWN


def read(*facts, choices: Choices | None = None) -> SuicideRisk:
    return read_suicide_risk(history(*facts), load(), choices or Choices(), as_of=AS_OF)


def item9(value, on, **more):
    return answer("phq-9", 9, value, on, **more)


def screen(on, yes: str = "", asked: str = "1 2 3 4 5 6 6a"):
    """A C-SSRS: the questions that were asked, and those answered with yes."""
    return [answer("c-ssrs", item, int(item in yes.split()), on) for item in asked.split()]


@pytest.mark.parametrize(
    ("value", "day", "level", "notes"),
    [
        pytest.param(1, "2026-10-24", PRESENT, (), id="W87: 1, 30 days old"),
        pytest.param(3, "2026-10-24", HIGH, (), id="W87: 3, 30 days old"),
        pytest.param(2, "2026-11-23", PRESENT, (), id="2, today"),
        pytest.param(3, "2026-10-23", PRESENT, (OLD,), id="W88: 3, 31 days old: never high, and old"),
        pytest.param(3, "2026-08-25", PRESENT, (OLD,), id="W88: 3, 90 days old"),
        pytest.param(3, "2026-08-24", UNKNOWN, (), id="W88: 3, 91 days old"),
        pytest.param(0, "2026-10-24", NONE, (), id="W89: 0, 30 days old"),
        pytest.param(0, "2026-10-23", UNKNOWN, (), id="W89: 0, 31 days old says nothing"),
        pytest.param(3, "2026-11-24", UNKNOWN, (), id="after the day we answer for"),
    ],
)
def test_an_answer_sets_the_level_for_30_days_and_is_old_until_90(value, day, level, notes) -> None:
    risk = read(item9(value, day))
    assert (risk.level, risk.notes) == (level, notes)


def test_a_site_sets_how_long_an_answer_is_fresh() -> None:
    assert read(item9(3, "2026-11-10"), choices=Choices(risk_fresh_days=7)).notes == (OLD,)


def test_a_low_total_without_the_item_does_not_mean_none() -> None:
    assert read(score("phq-9", 3, "2026-11-20")).level is UNKNOWN  # W90


def test_a_silent_record_is_unknown_never_none() -> None:
    risk = read()
    assert (risk.level, risk.findings, risk.evidence) == (UNKNOWN, (), ())


@pytest.mark.parametrize(
    ("instrument", "item", "levels"),
    [
        ("phq-9", 9, {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH}),
        ("qids-sr16", 12, {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH}),
        ("ids-sr30", 18, {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH}),
        ("madrs", 10, {0: NONE, 1: NONE, 2: PRESENT, 4: PRESENT, 5: HIGH, 6: HIGH}),
        ("madrs-s", 9, {0: NONE, 1: NONE, 2: PRESENT, 4: PRESENT, 5: HIGH, 6: HIGH}),
        ("hamd-17", 3, {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH, 4: HIGH}),
        ("bdi", 9, {0: NONE, 1: PRESENT, 2: HIGH, 3: HIGH}),
        ("bdi-ii", 9, {0: NONE, 1: PRESENT, 2: HIGH, 3: HIGH}),
        ("epds", 10, {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH}),
        ("zung-sds", 19, {1: NONE, 2: PRESENT, 3: PRESENT, 4: HIGH}),
        ("hamd-7", "suicide", {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH, 4: HIGH}),
        ("csdd", "suicide", {0: NONE, 1: PRESENT, 2: HIGH}),
        ("cudos", "suicide", {0: NONE, 1: PRESENT, 2: PRESENT, 3: HIGH, 4: HIGH}),
        ("dass-21-d", 21, {0: NONE, 1: PRESENT, 2: PRESENT, 3: PRESENT}),
    ],
)
def test_each_suicide_item_has_its_own_levels(instrument, item, levels) -> None:
    found = {value: read(answer(instrument, item, value, "2026-11-20")).level for value in levels}
    assert found == levels


def test_another_item_of_the_scale_is_no_suicide_item() -> None:
    assert read(answer("phq-9", 2, 3, "2026-11-20")).level is UNKNOWN


def test_an_answer_that_the_item_does_not_have_says_nothing() -> None:
    assert read(item9(7, "2026-11-20")).level is UNKNOWN


@pytest.mark.parametrize(
    ("first", "level", "notes"),
    [
        pytest.param(3, PRESENT, (LATER_LOWER,), id="W91: after a 3 a 0 does not clear"),
        pytest.param(1, NONE, (), id="W91: after a 1 a 0 clears"),
    ],
)
def test_a_later_lower_answer_clears_unless_a_high_one_is_close(first, level, notes) -> None:
    risk = read(item9(first, "2026-11-01"), item9(0, "2026-11-20"))
    assert (risk.level, risk.notes) == (level, notes)


@pytest.mark.parametrize(
    ("high", "level"),
    [
        pytest.param("2026-10-21", PRESENT, id="30 days before"),
        pytest.param("2026-10-20", NONE, id="31 days before"),
    ],
)
def test_a_high_answer_holds_a_lower_one_for_30_days(high, level) -> None:
    assert read(item9(3, high), item9(0, "2026-11-20")).level is level


def test_a_clinicians_later_rating_does_clear() -> None:
    facts = answer("madrs", 10, 6, "2026-11-01"), answer("madrs", 10, 0, "2026-11-20")
    assert read(*facts).level is NONE


def test_a_present_answer_after_a_high_one_says_that_it_is_lower() -> None:
    risk = read(item9(3, "2026-11-01", id="Observation/3"), item9(1, "2026-11-20", id="Observation/1"))
    assert (risk.level, risk.notes) == (PRESENT, (LATER_LOWER,))
    assert risk.evidence == ("Observation/1", "Observation/3")


def test_an_old_no_does_not_undo_an_older_yes() -> None:
    risk = read(item9(2, "2026-09-10"), item9(0, "2026-10-10"))  # 74 and 44 days: the "no" is not used (R-K1)
    assert (risk.level, risk.notes) == (PRESENT, (OLD,))


def test_another_instrument_does_not_replace() -> None:
    assert read(item9(3, "2026-11-01"), answer("madrs", 10, 0, "2026-11-20")).level is HIGH  # W92


def test_a_complete_screen_replaces_the_item_before_it() -> None:
    assert read(item9(3, "2026-11-01"), *screen("2026-11-20")).level is NONE  # W93


def test_a_screen_does_not_replace_an_item_after_it() -> None:
    assert read(item9(3, "2026-11-21"), *screen("2026-11-20")).level is HIGH


def test_what_a_screen_cleared_stays_cleared_by_a_later_no() -> None:
    assert read(item9(3, "2026-11-01"), *screen("2026-11-10"), item9(0, "2026-11-20")).level is NONE


def test_a_screen_on_the_same_day_leaves_the_higher() -> None:
    assert read(item9(3, "2026-11-20"), *screen("2026-11-20")).level is HIGH


@pytest.mark.parametrize(
    ("yes", "level"),
    [
        pytest.param("4", HIGH, id="W94: intent"),
        pytest.param("5", HIGH, id="plan and intent"),
        pytest.param("6 6a", HIGH, id="behaviour in the past three months"),
        pytest.param("2", PRESENT, id="W94: thoughts alone"),
        pytest.param("1", PRESENT, id="wish to be dead"),
        pytest.param("3", PRESENT, id="with a method"),
        pytest.param("6", PRESENT, id="W94: behaviour once, not in the past three months"),
        pytest.param("", NONE, id="all no"),
    ],
)
def test_a_screen_speaks_by_its_worst_question(yes, level) -> None:
    assert read(*screen("2026-11-20", yes)).level is level


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        pytest.param("1 2 6a", NONE, id="after two no the next three are not asked"),
        pytest.param("1 2 6", NONE, id="behaviour ever: no"),
        pytest.param("1 2", UNKNOWN, id="nobody asked about behaviour"),
        pytest.param("1 6a", UNKNOWN, id="nobody asked about suicidal thoughts"),
        pytest.param("6 6a", UNKNOWN, id="nobody asked about thoughts"),
    ],
)
def test_a_screen_says_no_only_when_thoughts_and_behaviour_were_asked_about(asked, level) -> None:
    assert read(*screen("2026-11-20", asked=asked)).level is level


def test_a_part_of_a_screen_does_not_undo_a_high_answer() -> None:
    assert read(item9(3, "2026-11-01"), *screen("2026-11-20", "2", asked="2")).level is HIGH
    assert read(*screen("2026-11-01", "4"), *screen("2026-11-20", "2", asked="2")).level is HIGH


def test_a_later_screen_replaces_an_earlier_one() -> None:
    assert read(*screen("2026-11-01", "1 2 4"), *screen("2026-11-20")).level is NONE


@pytest.mark.parametrize(
    ("worst", "level"),
    [pytest.param(0, NONE, id="no thoughts"), pytest.param(3, PRESENT, id="3"), pytest.param(4, HIGH, id="4")],
)
def test_the_worst_thought_of_a_full_interview_counts(worst, level) -> None:
    facts = answer("c-ssrs", "", worst, "2026-11-20"), answer("c-ssrs", "6a", 0, "2026-11-20")
    assert read(*facts).level is level


def test_thoughts_of_a_lifetime_say_nothing_of_today() -> None:
    assert read(answer("c-ssrs", "1-lifetime", 1, "2026-11-20")).level is UNKNOWN


@pytest.mark.parametrize(
    ("day", "level", "notes"),
    [
        pytest.param("2026-09-01", HIGH, (), id="W95: 83 days"),
        pytest.param("2026-08-25", HIGH, (), id="90 days"),
        pytest.param("2026-08-24", PRESENT, (), id="W95: 91 days"),
        pytest.param("2025-11-23", PRESENT, (), id="365 days"),
        pytest.param("2025-11-22", NONE, (HISTORY,), id="366 days: a note, and the answer counts"),
    ],
)
def test_an_attempt_outweighs_a_no_for_a_year(day, level, notes) -> None:
    risk = read(item9(0, "2026-11-20"), condition("suicide-attempt", onset=day))
    assert (risk.level, risk.notes) == (level, notes)


def test_nothing_replaces_a_recent_attempt() -> None:
    assert read(condition("suicide-attempt", onset="2026-09-01"), *screen("2026-11-20")).level is HIGH


def test_an_attempt_known_to_the_month_is_read_at_its_latest() -> None:
    assert read(condition("suicide-attempt", onset="2026-08")).level is HIGH
    assert read(condition("suicide-attempt", onset="2026-07")).level is PRESENT
    assert read(condition("suicide-attempt", onset="2026")).level is HIGH


@pytest.mark.parametrize(
    ("clinical", "level"),
    [pytest.param("active", PRESENT, id="active"), pytest.param("resolved", UNKNOWN, id="resolved: a note")],
)
def test_an_attempt_without_a_date_counts_while_it_is_active(clinical, level) -> None:
    assert read(condition("suicide-attempt", clinical=clinical)).level is level


@pytest.mark.parametrize(
    ("fact", "level"),
    [
        pytest.param(condition("suicidal-ideation"), PRESENT, id="W97: active"),
        pytest.param(condition("suicidal-ideation", clinical=None), PRESENT, id="no status, no date"),
        pytest.param(condition("suicidal-ideation", clinical="resolved", onset="2026-08-25"), PRESENT, id="90 days"),
        pytest.param(condition("suicidal-ideation", clinical="resolved", onset="2026-08-24"), UNKNOWN, id="91 days"),
        pytest.param(
            condition("suicidal-ideation", clinical=None, recorded="2026-08-24"), UNKNOWN, id="no status, old"
        ),
        pytest.param(condition("suicidal-ideation", verification="refuted"), UNKNOWN, id="refuted"),
        pytest.param(condition("suicidal-ideation", verification="unconfirmed"), PRESENT, id="unconfirmed"),
        pytest.param(condition("self-harm-unspecified-intent"), PRESENT, id="self-harm, intent not stated"),
        pytest.param(condition("suicidal-ideation", onset="2026-11-24"), UNKNOWN, id="after the day we answer for"),
    ],
)
def test_coded_thoughts_count_while_active_or_for_90_days(fact, level) -> None:
    assert read(fact).level is level


@pytest.mark.parametrize("concept", ["suicide-attempt-history", "self-harm-nonsuicidal"])
def test_a_history_of_self_harm_is_a_note_not_a_level(concept) -> None:
    risk = read(condition(concept, id="Condition/9"))
    assert (risk.level, risk.notes, risk.evidence) == (UNKNOWN, (HISTORY,), ("Condition/9",))


def test_of_two_answers_on_one_day_the_higher_counts() -> None:
    risk = read(item9(0, "2026-11-20"), item9(2, "2026-11-20"))  # W96
    assert risk.level is PRESENT
    assert [(finding.item, finding.answer) for finding in risk.findings] == [("9", 2)]


def test_the_findings_that_set_the_level_come_newest_first() -> None:
    facts = item9(3, "2026-11-01"), answer("bdi-ii", 9, 2, "2026-11-20"), answer("epds", 10, 1, "2026-11-21")
    assert [finding.instrument for finding in read(*facts).findings] == ["bdi-ii", "phq-9"]


def test_the_order_of_the_record_changes_nothing() -> None:
    facts = [
        item9(3, "2026-11-01", id="a"),
        item9(0, "2026-11-20", id="b"),
        answer("madrs", 10, 2, "2026-09-20", id="c"),
        condition("suicide-attempt", onset="2026-01-01", id="d"),
    ]
    assert len({read(*order) for order in permutations(facts)}) == 1


RISKS = st.lists(
    st.one_of(
        st.builds(
            lambda value, age: item9(value, AS_OF - timedelta(days=age)), st.integers(0, 3), st.integers(-5, 120)
        ),
        st.builds(
            lambda value, age: answer("madrs", 10, value, AS_OF - timedelta(days=age)),
            st.integers(0, 6),
            st.integers(-5, 120),
        ),
        st.builds(lambda age: condition("suicide-attempt", onset=AS_OF - timedelta(days=age)), st.integers(-5, 400)),
    ),
    max_size=6,
)


@given(facts=RISKS)
def test_none_is_only_said_after_a_recent_no(facts) -> None:
    risk = read(*facts)
    negative = [
        fact for fact in facts if hasattr(fact, "value") and fact.value <= 1 and 0 <= (AS_OF - fact.day).days <= 30
    ]
    assert risk.level is not NONE or negative


@given(facts=RISKS)
def test_an_attempt_never_lowers_the_level(facts) -> None:
    order = [UNKNOWN, NONE, PRESENT, HIGH]
    with_attempt = read(*facts, condition("suicide-attempt", onset="2026-11-01"))
    assert with_attempt.level is HIGH
    assert order.index(read(*facts).level) <= order.index(with_attempt.level)


@given(facts=RISKS)
def test_a_gap_changes_nothing(facts) -> None:
    gap = Gap(code=GapCode.SCORE_UNREADABLE, what="A score could not be read")
    assert read(*facts, gap) == read(*facts)
