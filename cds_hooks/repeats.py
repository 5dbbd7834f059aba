"""What was said before and is not said again: shown when the order was chosen, or overridden within its time.

Silence is the exception: whatever is not known to have been seen by this very clinician is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from trd.terms import Topic

SELECT, SIGN = "order-select", "order-sign"
SESSION = timedelta(hours=12)
"""How long what order-select said is known to whoever signs (§7.6, 8)."""
RISK_ONCE_IN = timedelta(hours=24)
"""How often the same suicide risk of level present is said with the filter on (R-K12)."""
CRITICAL: Final = "critical"
DAYS_OF_SILENCE: Final = {
    "patient-declined": 90,
    "already-tried": 180,
    "not-indicated": 180,
    "clinically-inappropriate": 180,
    "will-monitor": 28,
    "not-available": 90,
    "incorrect-data": 365,  # until a deciding fact changes, which makes another key; a year at most
    "other": 28,
}
"""How long an override with each of our reasons silences the same key (§7.5); without a reason, not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One card, or one finding on a card, that this patient's clinicians were shown."""

    call: str
    """The answer that it was part of."""
    at: datetime
    hook: str
    key: str
    topic: str
    indicator: str
    user: str | None = None
    encounter: str | None = None
    outcome: str | None = None
    """What was done with it; the same card stands here once for each answer to it."""
    reason: str | None = None
    outcome_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """The keys that stay silent, and the days on which others were overridden that are said all the same."""

    silenced: frozenset[str] = frozenset()
    overridden: Mapping[str, date] = field(default_factory=dict)


NONE = Repeats()


def find_repeats(said: Iterable[Said], *, hook: str, user: str | None, encounter: str | None, now: datetime) -> Repeats:
    """What a call of `hook` by `user` need not say again (R-Z34, R-Z35, R-K12); only asked with the filter on."""
    said = tuple(said)
    overridden = _overridden(said, now)
    silenced = {item.key for item in _latest_overrides(said) if _may_be_silenced(item) and _in_force(item, now)}
    silenced |= {item.key for item in said if _is_risk_of_today(item, now, user)}
    if hook == SIGN and user is not None:
        silenced |= _shown_at_select(said, user, encounter, now)
    return Repeats(silenced=frozenset(silenced), overridden=overridden)


def _shown_at_select(said: tuple[Said, ...], user: str, encounter: str | None, now: datetime) -> set[str]:
    """By the same clinician in the same encounter; an answer of which something was accepted changed the order."""
    changed = {item.call for item in said if item.outcome == "accepted"}
    return {
        item.key
        for item in said
        if item.hook == SELECT
        and item.user == user
        and item.encounter == encounter
        and item.call not in changed
        and item.topic != Topic.SUICIDE_RISK
        and item.indicator != CRITICAL
        and timedelta() <= now - item.at <= SESSION
    }


def _is_risk_of_today(item: Said, now: datetime, user: str | None) -> bool:
    """R-K12; to the same clinician, since another has not seen it."""
    return (
        item.topic == Topic.SUICIDE_RISK
        and item.indicator != CRITICAL
        and user is not None
        and item.user == user
        and timedelta() <= now - item.at < RISK_ONCE_IN
    )


def _latest_overrides(said: Iterable[Said]) -> Iterable[Said]:
    """The last word on each key, where it is an override."""
    last: dict[str, Said] = {}
    for item in said:
        if item.outcome is None or item.outcome_at is None:
            continue
        before = last.get(item.key)
        if before is None or before.outcome_at is None or before.outcome_at <= item.outcome_at:
            last[item.key] = item
    return [item for item in last.values() if item.outcome == "overridden"]


def _may_be_silenced(item: Said) -> bool:
    """R-W30: no override silences a suicide risk, nor a danger of level critical."""
    return item.topic != Topic.SUICIDE_RISK and item.indicator != CRITICAL


def _in_force(item: Said, now: datetime) -> bool:
    days, at = DAYS_OF_SILENCE.get(item.reason or ""), item.outcome_at
    return days is not None and at is not None and timedelta() <= now - at < timedelta(days=days)


def _overridden(said: tuple[Said, ...], now: datetime) -> dict[str, date]:
    """R-Z35: critical findings are shown again, with the day on which they were overridden."""
    found = (item for item in _latest_overrides(said) if item.topic == Topic.ORDER_SAFETY)
    return {
        item.key: item.outcome_at.date()
        for item in found
        if item.indicator == CRITICAL and item.outcome_at is not None and item.outcome_at <= now
    }
