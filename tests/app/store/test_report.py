"""The report: cards shown in a period, how each was last answered, and how often the same was said again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.store.entries import every_entry
from app.store.feedback import keep_feedback
from app.store.records import CardRecord, DecisionRecord, write_records
from app.store.report import Report, report
from app.store.store import Store
from cds_hooks.feedback import Feedback
from tests.app.store.recorded import AT, record

SINCE = AT - timedelta(days=90)
NOW = AT + timedelta(hours=1)


def shown(topic: str = "switch", key: str | None = None) -> CardRecord:
    name = str(uuid4())
    return CardRecord(key=key or name[:32], topic=topic, indicator="info", uuid=name)


async def keep(store: Store, *records: DecisionRecord) -> None:
    async with (await store.database()).quick() as connection:
        await write_records(connection, records)


async def say(
    store: Store, card: CardRecord | str, outcome: Any, *reasons: str, at: datetime = AT, **more: Any
) -> None:
    name = card if isinstance(card, str) else card.uuid or ""
    said = Feedback(card=name, outcome=outcome, reasons=reasons, said_at=more.get("said_at"))
    client, service = more.get("client", "north"), more.get("service", "trd-order-select")
    await keep_feedback(await store.database(), [said], client=client, service=service, at=at)


async def told(store: Store, *, since: datetime = SINCE, until: datetime = NOW, service: str | None = None) -> Report:
    async with (await store.database()).reading() as connection:
        return await report(connection, since=since, until=until, service=service)


async def test_of_an_empty_store_everything_is_nought_and_every_week_is_there(store: Store) -> None:
    found = await told(store, since=AT - timedelta(days=14))
    assert (found.calls, found.entries, found.topics, found.versions) == (0, 0, (), ())
    assert [week.monday for week in found.weeks] == [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
    assert found.cards_per_100_charts is None


async def test_every_card_is_accepted_overridden_or_without_answer(store: Store) -> None:
    cards = [shown() for _ in range(12)]
    await keep(store, *(record(card) for card in cards))
    for card in cards[:4]:
        await say(store, card, "accepted")
    for card in cards[4:10]:
        await say(store, card, "overridden", "will-monitor")
    (topic,) = (await told(store)).topics
    assert (topic.topic, topic.shown, topic.accepted, topic.overridden, topic.unanswered) == ("switch", 12, 4, 6, 2)
    assert topic.reasons == {"will-monitor": 6}
    assert (topic.accepted_percent, topic.interval_percent) == (40, (17, 69))


async def test_nine_answers_are_too_few_for_a_percentage_and_ten_are_not(store: Store) -> None:
    cards = [shown() for _ in range(10)]
    await keep(store, *(record(card) for card in cards))
    for card in cards[:9]:
        await say(store, card, "accepted")
    (topic,) = (await told(store)).topics
    assert (topic.accepted_percent, topic.interval_percent) == (None, None)
    await say(store, cards[9], "accepted")
    (topic,) = (await told(store)).topics
    assert (topic.accepted_percent, topic.interval_percent) == (100, (72, 100))


async def test_a_change_of_mind_counts_once_by_the_last_word(store: Store) -> None:
    card = shown()
    await keep(store, record(card))
    await say(store, card, "accepted", said_at=AT + timedelta(minutes=1), at=AT + timedelta(minutes=5))
    await say(store, card, "overridden", "other", said_at=AT + timedelta(minutes=2), at=AT + timedelta(minutes=5))
    found = await told(store)
    assert [(topic.accepted, topic.overridden, topic.reasons) for topic in found.topics] == [(0, 1, {"other": 1})]
    assert found.entries == 2


async def test_a_clock_that_is_ahead_does_not_keep_its_word_for_ever(store: Store) -> None:
    card = shown()
    await keep(store, record(card))
    await say(store, card, "accepted", said_at=AT + timedelta(days=300), at=AT + timedelta(minutes=1))
    await say(store, card, "overridden", at=AT + timedelta(minutes=2))
    (topic,) = (await told(store)).topics
    assert (topic.accepted, topic.overridden, topic.reasons) == (0, 1, {"none given": 1})


async def test_a_sites_own_reason_is_counted_under_its_own_code(store: Store) -> None:
    first, second, third = shown(), shown(), shown()
    await keep(store, record(first, second, third))
    await say(store, first, "overridden", "local-7")
    await say(store, second, "overridden", "local-7", "already-tried")
    await say(store, third, "overridden")
    (topic,) = (await told(store)).topics
    assert topic.reasons == {"local-7": 1, "already-tried": 1, "none given": 1}


async def test_an_accepted_card_has_no_override_reason(store: Store) -> None:
    card = shown()
    await keep(store, record(card))
    await say(store, card, "accepted", "already-tried")
    assert [topic.reasons for topic in (await told(store)).topics] == [{}]


async def test_another_clients_word_on_a_card_counts_for_nobody(store: Store) -> None:
    card = shown()
    await keep(store, record(card))
    await say(store, card, "accepted", client="south")
    found = await told(store)
    assert [(topic.accepted, topic.unanswered) for topic in found.topics] == [(0, 1)]
    assert (found.entries, found.on_unknown_cards) == (1, 1)


async def test_what_silent_mode_computed_was_shown_to_nobody(store: Store) -> None:
    hidden = CardRecord(key="k", topic="switch", indicator="info")
    await keep(store, record(hidden, shown=False, hook="patient-view", service="trd-patient-view"))
    found = await told(store)
    assert (found.calls, found.silent_calls, found.calls_with_a_card, found.charts_opened) == (1, 1, 0, 0)
    assert found.topics == ()


async def test_a_card_of_yesterday_and_one_of_before_the_period(store: Store) -> None:
    old, new = shown(), shown()
    await keep(store, record(old, at=SINCE - timedelta(seconds=1)), record(new, at=SINCE))
    await say(store, old, "accepted")
    found = await told(store)
    assert [(topic.shown, topic.accepted) for topic in found.topics] == [(1, 0)]
    assert (found.entries, found.on_unknown_cards) == (1, 0)


async def test_the_same_card_again_for_the_same_patient_is_a_repeat(store: Store) -> None:
    await keep(
        store,
        record(shown(key="same"), at=AT),
        record(shown(key="same"), at=AT + timedelta(minutes=1)),
        record(shown(key="same"), at=AT + timedelta(minutes=2)),
        record(shown(key="other"), at=AT + timedelta(minutes=3)),
        record(shown(key="same"), at=AT, patient_key="q" * 32),
    )
    found = await told(store)
    assert (found.total.shown, found.total.repeated) == (5, 2)


async def test_the_burden_is_cards_per_100_charts_opened_over_all_hooks(store: Store) -> None:
    opening: dict[str, Any] = {"hook": "patient-view", "service": "trd-patient-view"}
    await keep(store, *(record(**opening) for _ in range(3)), record(shown(), **opening), record(shown(), shown()))
    found = await told(store)
    assert (found.charts_opened, found.total.shown, found.cards_per_100_charts) == (4, 3, 75)
    of_orders = await told(store, service="trd-order-select")
    assert (of_orders.calls, of_orders.charts_opened, of_orders.cards_per_100_charts) == (1, 4, 50)


async def test_one_service_alone(store: Store) -> None:
    select, sign = shown("switch"), shown("orderSafety")
    await keep(store, record(select), record(sign, service="trd-order-sign"))
    await say(store, select, "accepted")
    await say(store, sign, "overridden", "other", service="trd-order-sign")
    found = await told(store, service="trd-order-sign")
    assert [(topic.topic, topic.overridden) for topic in found.topics] == [("orderSafety", 1)]
    assert (found.calls, found.calls_with_a_card, found.entries) == (1, 1, 1)
    async with (await store.database()).reading() as connection:
        (entry,) = await every_entry(connection, since=SINCE, service="trd-order-sign")
    assert entry["topic"] == "orderSafety"


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        pytest.param(datetime(2026, 11, 22, 23, 59, 59, 999000, tzinfo=UTC), date(2026, 11, 16), id="Sunday night"),
        pytest.param(datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 23), id="Monday's first moment"),
    ],
)
async def test_a_week_begins_on_monday(store: Store, at: datetime, monday: date) -> None:
    await keep(store, record(shown(), at=at))
    weeks = {week.monday: (week.calls, week.shown) for week in (await told(store)).weeks}
    assert weeks[monday] == (1, 1)
    assert sum(calls for calls, _ in weeks.values()) == 1


async def test_versions_of_the_knowledge_stand_apart_the_newest_first(store: Store) -> None:
    older, newer = shown(), shown()
    await keep(
        store, record(older, knowledge_version="2026.9"), record(newer, knowledge_version="2026.11", id=str(uuid4()))
    )
    await say(store, newer, "accepted")
    found = await told(store)
    assert [(one.version, one.calls, one.shown, one.accepted) for one in found.versions] == [
        ("2026.11", 1, 1, 1),
        ("2026.9", 1, 1, 0),
    ]


async def test_what_is_told_by_topic_week_and_version_adds_up_to_the_same(store: Store) -> None:
    cards = [shown(topic) for topic in ("switch", "augmentation", "switch", "measurement")]
    await keep(store, *(record(card, at=AT - timedelta(days=9 * place)) for place, card in enumerate(cards)))
    for card in cards[:3]:
        await say(store, card, "accepted")
    found = await told(store)
    for parts in (found.topics, found.weeks, found.versions):
        assert sum(part.shown for part in parts) == 4
        assert sum(part.accepted for part in parts) == 3
    assert sum(week.calls for week in found.weeks) == found.calls == 4
