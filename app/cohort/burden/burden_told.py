"""Cards per 100 openings and per 1,000 patients a month, over time, and under other switches."""

from collections.abc import Iterator
from typing import Any, Final

from app.cohort.burden.blurring import Blurred, per
from app.cohort.burden.forecast import REASONS
from app.cohort.burden.replay import Replay
from app.cohort.burden.tallying import ALL, MOST_CARDS
from cds_hooks.composition import INDICATORS
from cds_hooks.configuration import NEVER_OFF
from cds_hooks.repeats import DAYS_OF_SILENCE
from trd.terms import Topic

OPENED: Final = ("opened", ALL)
VISITS: Final = ("visits", ALL)
SHOWN: Final = ("shown-any", ALL)
AT_VISITS: Final = ("visit-shown-any", ALL)


def add_up(blurred: Blurred, replay: Replay) -> None:
    """Which of these numbers are sums of others."""
    days = [day.isoformat() for day in replay.days]
    for when in (*days, ALL):
        blurred.add_up(("shown-any", when), [("shown-indicator", when, name) for name in INDICATORS])
        for part in ("with-card", "resistant"):
            opened, those = blurred.exact("opened", when), blurred.exact(part, when)
            rest = max(0, opened.number - those.number)
            people = min(rest, opened.patients)
            blurred.add_up(("opened", when), [(part, when), blurred.put((f"not-{part}", when), rest, people)])
    for name in ("opened", "visits", "with-card", "resistant", "shown-any"):
        blurred.add_up((name, ALL), [(name, day) for day in days])
    for name in INDICATORS:
        blurred.add_up(("shown-indicator", ALL, name), [("shown-indicator", day, name) for day in days])
        blurred.add_up(("shown-indicator", ALL, name), [("shown", ALL, topic.value, name) for topic in Topic])
    for topic in Topic:
        blurred.add_up(("shown-topic", ALL, topic.value), [("shown", ALL, topic.value, name) for name in INDICATORS])
    blurred.add_up(SHOWN, [("shown-topic", ALL, topic.value) for topic in Topic])
    blurred.add_up(AT_VISITS, [("visit-topic", topic.value) for topic in Topic])


def cards(blurred: Blurred, replay: Replay) -> dict[str, Any]:
    """All days together, by topic and indicator."""
    opened, visits = blurred.told(*OPENED), blurred.told(*VISITS)
    return {
        "openings": opened,
        "visits": visits,
        "shown": blurred.told(*SHOWN),
        "openingsWithCard": blurred.told("with-card", ALL),
        "withCardPercent": per(blurred.told("with-card", ALL), opened),
        **_rates(blurred.told(*SHOWN), opened, blurred.told(*AT_VISITS), visits, replay),
        "byIndicator": [_indicator(blurred, name, replay) for name in INDICATORS],
        "byTopic": [
            _topic(blurred, topic, replay) for topic in Topic if blurred.exact("shown-topic", ALL, topic).number
        ],
    }


def _indicator(blurred: Blurred, name: str, replay: Replay) -> dict[str, Any]:
    shown, opened = blurred.told("shown-indicator", ALL, name), blurred.told(*OPENED)
    return {
        "indicator": name,
        "shown": shown,
        "per100Openings": per(shown, opened),
        "per1000PatientsAMonth": per(shown, opened, 1000 * replay.a_month),
    }


def _topic(blurred: Blurred, topic: Topic, replay: Replay) -> dict[str, Any]:
    shown, at_visits = blurred.told("shown-topic", ALL, topic.value), blurred.told("visit-topic", topic.value)
    return {
        "topic": topic.value,
        "shown": shown,
        **{name: blurred.told("shown", ALL, topic.value, name) for name in INDICATORS},
        **_rates(shown, blurred.told(*OPENED), at_visits, blurred.told(*VISITS), replay),
    }


def _rates(
    shown: int | None, opened: int | None, at_visits: int | None, visits: int | None, replay: Replay
) -> dict[str, float | None]:
    monthly = 1000 * replay.a_month
    return {
        "per100Openings": per(shown, opened),
        "per1000PatientsAMonth": per(shown, opened, monthly),
        "per100Visits": per(at_visits, visits),
        "per1000PatientsAMonthAtVisits": per(at_visits, opened, monthly) if visits else None,
    }


def over_time(blurred: Blurred, replay: Replay) -> list[dict[str, Any]]:
    """Day by day."""
    return [_day(blurred, day.isoformat()) for day in replay.days]


def _day(blurred: Blurred, day: str) -> dict[str, Any]:
    opened = blurred.told("opened", day)
    return {
        "day": day,
        "openings": opened,
        "visits": blurred.told("visits", day),
        "resistant": blurred.told("resistant", day),
        "openingsWithCard": blurred.told("with-card", day),
        "shown": blurred.told("shown-any", day),
        **{name: blurred.told("shown-indicator", day, name) for name in INDICATORS},
        "per100Openings": per(blurred.told("shown-any", day), opened),
    }


def what_if(blurred: Blurred, replay: Replay) -> dict[str, Any]:
    """The same charts under other switches, each by itself."""
    return {
        "maxCards": list(_limits(blurred, replay)),
        "topicsOff": list(_topics_off(blurred)),
        "filterRepeated": {
            "repeated": blurred.told("repeated"),
            "repeatedPercent": per(blurred.told("repeated"), blurred.told(*SHOWN)),
            "ifAllAreOverridden": [_filtered(blurred, reason) for reason in REASONS],
        },
    }


def _limits(blurred: Blurred, replay: Replay) -> Iterator[dict[str, Any]]:
    """One limit after the other, until so few would see one card more that their number is not told."""
    if blurred.told(*SHOWN) is None:
        return
    for most in range(MOST_CARDS + 1):
        if blurred.few(blurred.exact("limit-gain", str(most)).patients):
            return
        number, opened = blurred.told("limit", str(most)), blurred.told(*OPENED)
        charts = _with_card(blurred, "limit-with-card", str(most))
        yield {
            "maxCards": most,
            "now": most == replay.max_cards,
            "shown": number,
            "per100Openings": per(number, opened),
            "withCardPercent": per(charts, opened),
        }


def _topics_off(blurred: Blurred) -> Iterator[dict[str, Any]]:
    """Topic by topic, the ones that would spare most cards first; what moves up into the free place is counted."""
    total, opened = blurred.told(*SHOWN), blurred.told(*OPENED)
    topics = [topic for topic in Topic if topic not in NEVER_OFF and blurred.exact("off-patients", topic.value).number]
    for topic in sorted(topics, key=lambda topic: (-blurred.exact("off", topic.value).number, topic.value)):
        less, charts = blurred.exact("off", topic.value), blurred.exact("off-charts", topic.value)
        people = min(blurred.exact("off-patients", topic.value).patients, less.patients or blurred.under)
        withheld = total is None or blurred.told("shown-topic", ALL, topic.value) is None
        known = not withheld and not blurred.few(people) and not blurred.few(less.patients)
        yield {
            "topic": topic.value,
            "fewer": less.number if known else None,
            "per100Openings": per(total - less.number, opened) if known and total is not None else None,
            "openingsLeftWithoutCard": charts.number if known and not blurred.few(charts.patients) else None,
        }


def _filtered(blurred: Blurred, reason: str) -> dict[str, Any]:
    less, opened = blurred.exact("filtered-less", reason), blurred.told(*OPENED)
    known = blurred.told(*SHOWN) is not None and not blurred.few(less.patients)
    number = blurred.told("filtered", reason) if known else None
    return {
        "reason": reason,
        "silentDays": DAYS_OF_SILENCE[reason],
        "shown": number,
        "per100Openings": per(number, opened),
        "withCardPercent": per(_with_card(blurred, "filtered-with-card", reason), opened) if known else None,
    }


def _with_card(blurred: Blurred, *name: str) -> int | None:
    """Openings with a card under other switches: mostly those with one now, so withheld where these are."""
    return None if blurred.told("with-card", ALL) is None else blurred.told(*name)
