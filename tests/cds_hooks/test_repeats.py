"""What is not said again, and above all what is (R-Z34, R-Z35, R-K12, R-W30), to the hour and the day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.repeats import DAYS_OF_SILENCE, RISK_ONCE_IN, SESSION, Said, find_repeats

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SHOWN = Said(
    call="c1",
    at=NOW - timedelta(hours=1),
    hook="order-select",
    key="k",
    topic="orderSafety",
    indicator="info",
    user="u",
    encounter="e",
)
OVERRIDDEN = replace(
    SHOWN, hook="patient-view", topic="switch", outcome="overridden", reason="patient-declined", outcome_at=SHOWN.at
)
RISK = replace(SHOWN, hook="patient-view", topic="suicideRisk", indicator="warning")


def silenced(*said: Said, hook: str = "order-sign", user: str | None = "u", encounter: str | None = "e") -> set[str]:
    return set(find_repeats(said, hook=hook, user=user, encounter=encounter, now=NOW).silenced)


def test_sign_says_only_what_select_could_not_have_said() -> None:
    assert silenced(SHOWN) == {"k"}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(replace(SHOWN, user="another"), id="signed by another clinician"),
        pytest.param(replace(SHOWN, user=None), id="shown to nobody known"),
        pytest.param(replace(SHOWN, encounter="another"), id="in another encounter"),
        pytest.param(replace(SHOWN, hook="patient-view"), id="when the chart was opened"),
        pytest.param(replace(SHOWN, at=NOW - SESSION - SECOND), id="more than 12 hours ago"),
        pytest.param(replace(SHOWN, at=NOW + SECOND), id="in the future"),
        pytest.param(replace(SHOWN, indicator="critical"), id="critical"),
        pytest.param(replace(SHOWN, outcome="accepted", outcome_at=NOW), id="accepted: the order changed"),
    ],
)
def test_sign_says_it_again(said: Said) -> None:
    assert silenced(said) == set()


def test_twelve_hours_to_the_second_is_the_same_session() -> None:
    assert silenced(replace(SHOWN, at=NOW - SESSION)) == {"k"}


def test_an_accepted_suggestion_brings_back_all_of_that_answer() -> None:
    accepted = replace(SHOWN, key="other", outcome="accepted", outcome_at=NOW)
    assert silenced(SHOWN, accepted) == set()
    assert silenced(SHOWN, replace(accepted, call="another call")) == {"k"}


def test_without_a_clinician_everything_is_said() -> None:
    assert silenced(replace(SHOWN, user=None), user=None) == set()


def test_select_itself_repeats_what_it_said() -> None:
    assert silenced(SHOWN, hook="order-select") == set()


def test_every_reason_on_a_card_has_its_time() -> None:
    assert list(DAYS_OF_SILENCE) == [reason.code for reason in OVERRIDE_REASONS]


@pytest.mark.parametrize(("reason", "days"), DAYS_OF_SILENCE.items(), ids=DAYS_OF_SILENCE)
def test_an_override_is_honoured_for_the_days_of_its_reason_and_not_a_second_longer(reason: str, days: int) -> None:
    within = replace(OVERRIDDEN, reason=reason, outcome_at=NOW - timedelta(days=days) + SECOND)
    assert silenced(within, hook="patient-view", user=None) == {"k"}
    assert silenced(replace(within, outcome_at=NOW - timedelta(days=days)), hook="patient-view") == set()


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(replace(OVERRIDDEN, reason=None), id="dismissed without a reason"),
        pytest.param(replace(OVERRIDDEN, reason="unlisted"), id="a reason that is not ours"),
        pytest.param(replace(OVERRIDDEN, topic="suicideRisk", at=NOW - 2 * RISK_ONCE_IN), id="a suicide risk"),
        pytest.param(replace(OVERRIDDEN, topic="orderSafety", indicator="critical"), id="a critical danger"),
        pytest.param(replace(OVERRIDDEN, outcome_at=NOW + SECOND), id="overridden in the future"),
    ],
)
def test_an_override_that_silences_nothing(said: Said) -> None:
    assert silenced(said, hook="patient-view") == set()


def test_the_last_word_on_a_key_counts() -> None:
    later = replace(OVERRIDDEN, outcome="accepted", outcome_at=SHOWN.at + SECOND)
    assert silenced(OVERRIDDEN, later, hook="patient-view") == set()
    assert silenced(later, replace(OVERRIDDEN, outcome_at=NOW), hook="patient-view") == {"k"}
    assert silenced(replace(OVERRIDDEN, outcome_at=NOW), later, hook="patient-view") == {"k"}


def test_a_critical_finding_that_was_overridden_is_said_with_the_day() -> None:
    critical = replace(OVERRIDDEN, topic="orderSafety", indicator="critical")
    found = find_repeats([critical], hook="order-sign", user="u", encounter="e", now=NOW)
    assert found.overridden == {"k": SHOWN.at.date()}
    assert found.silenced == frozenset()


def test_a_suicide_risk_of_level_present_is_said_once_a_day_to_each_clinician() -> None:
    assert silenced(RISK, hook="patient-view") == {"k"}
    assert silenced(RISK, hook="patient-view", user="another") == set()
    assert silenced(replace(RISK, at=NOW - RISK_ONCE_IN), hook="patient-view") == set()
    assert silenced(replace(RISK, at=NOW - RISK_ONCE_IN + SECOND), hook="patient-view") == {"k"}


def test_a_high_suicide_risk_is_said_on_every_call() -> None:
    assert silenced(replace(RISK, indicator="critical"), hook="order-sign") == set()
