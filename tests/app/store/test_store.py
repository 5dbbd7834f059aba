"""Records, feedback, tokens and their time, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import URL, func, select

from app.clock import now
from app.store.database import Database
from app.store.records import find_by_input, milliseconds, write_records
from app.store.store import Store
from app.store.tables import CARDS, DECISIONS, FEEDBACK, TOKENS
from cds_hooks.feedback import Feedback
from tests.app.store.recorded import card, record


async def count(database: Database, table: object) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


async def test_a_record_is_written_behind_the_call_and_found_by_its_input(store: Store) -> None:
    kept = record(card(uuid=str(uuid4())), card("k2", "orderSafety", "critical"))
    store.keep(kept)
    for _ in range(100):
        if store.writer.written:
            break
        await asyncio.sleep(0.02)
    async with (await store.database()).reading() as connection:
        assert await find_by_input(connection, kept.input_digest) == kept
        assert await find_by_input(connection, "another") is None


async def test_what_waits_is_written_when_the_service_stops(address: URL) -> None:
    store = Store(address, retention_days=30)
    await store.open()
    for _ in range(250):
        store.keep(record(card()))
    await store.close()
    assert (store.writer.written, store.writer.lost) == (250, 0)
    database = Database(address)
    assert (await count(database, DECISIONS), await count(database, CARDS)) == (250, 250)
    await database.close()


async def test_feedback_sent_again_is_the_same_row_and_counts_once(store: Store) -> None:
    said = Feedback(card=str(uuid4()), outcome="overridden", reasons=("patient-declined",))
    first = await store.keep_feedback([said, said], client="north", service="trd-patient-view")
    again = await store.keep_feedback([said], client="north", service="trd-patient-view")
    assert (first.new, first.repeated, again.new, again.repeated) == (1, 1, 0, 1)
    assert await count(await store.database(), FEEDBACK) == 1


async def test_accepted_then_dismissed_are_two_answers_to_one_card(store: Store) -> None:
    name = str(uuid4())
    both = [Feedback(card=name, outcome="accepted"), Feedback(card=name, outcome="overridden")]
    assert (await store.keep_feedback(both, client="north", service="s")).new == 2


async def test_feedback_on_a_card_that_nobody_recorded_is_kept_and_counted(store: Store) -> None:
    name = str(uuid4())
    async with (await store.database()).quick() as connection:
        await write_records(connection, [record(card(uuid=name))])
    said = [Feedback(card=name, outcome="accepted"), Feedback(card="what Epic likes", outcome="accepted")]
    kept = await store.keep_feedback(said, client="north", service="s")
    assert (kept.new, kept.unknown) == (2, 1)


async def test_a_token_is_first_seen_once_whichever_worker_asks(store: Store, address: URL) -> None:
    other = Store(address, retention_days=30)
    await other.open()
    expires = now() + timedelta(minutes=5)
    answers = await asyncio.gather(
        *(worker.tokens.first_seen("https://ehr", "one", expires) for worker in (store, other) * 5)
    )
    assert answers.count(True) == 1
    assert await other.tokens.first_seen("https://other", "one", expires)
    await other.close()


async def test_what_is_older_than_the_retention_goes_and_what_is_a_day_younger_stays(store: Store) -> None:
    at, database = now(), await store.database()
    old, young = at - timedelta(days=30, seconds=1), at - timedelta(days=29)
    async with database.quick() as connection:
        await write_records(connection, [record(card(), at=old), record(card(), at=young)])
    await store.tokens.first_seen("i", "old", at - timedelta(seconds=1))
    await store.tokens.first_seen("i", "young", at + timedelta(hours=1))
    pruned = await store.prune()
    assert (pruned.decisions, pruned.tokens) == (1, 1)
    assert [await count(database, table) for table in (DECISIONS, CARDS, TOKENS)] == [1, 1, 1]


async def test_what_was_shown_comes_with_what_was_done_with_it(store: Store) -> None:
    name, at = str(uuid4()), now()
    async with (await store.database()).quick() as connection:
        await write_records(
            connection,
            [
                record(card("mine", uuid=name), card("finding", "orderSafety", ""), at=at),
                record(card("another's"), at=at, patient_key="q" * 32),
                record(card("silent"), at=at, shown=False),
                record(card("long ago"), at=at - timedelta(days=2)),
            ],
        )
    await store.keep_feedback(
        [Feedback(card=name, outcome="overridden", reasons=("patient-refuses",))], client="north", service="s"
    )
    said = await store.said_before("p" * 32, at=now())
    assert {(item.key, item.outcome, item.reason) for item in said} == {
        ("mine", "overridden", "patient-declined"),
        ("finding", None, None),
    }


async def test_one_client_cannot_silence_the_cards_of_another(store: Store) -> None:
    name = str(uuid4())
    async with (await store.database()).quick() as connection:
        await write_records(connection, [record(card(uuid=name), at=now())])
    await store.keep_feedback([Feedback(card=name, outcome="overridden")], client="south", service="s")
    (said,) = await store.said_before("p" * 32, at=now())
    assert said.outcome is None


async def test_an_override_from_long_ago_is_still_found(store: Store) -> None:
    name, shown = str(uuid4()), now() - timedelta(days=20)
    async with (await store.database()).quick() as connection:
        await write_records(connection, [record(card(uuid=name), at=shown)])
    said = Feedback(card=name, outcome="overridden", reasons=("other",), said_at=shown + timedelta(minutes=1))
    await store.keep_feedback([said], client="north", service="s")
    (found,) = await store.said_before("p" * 32, at=now())
    assert found.outcome_at is not None
    assert milliseconds(found.outcome_at) == milliseconds(shown + timedelta(minutes=1))


async def test_workers_that_start_together_migrate_once(address: URL) -> None:
    stores = [Store(address, retention_days=30) for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    assert [store.degraded for store in stores] == [[]] * 4
    assert await count(await stores[0].database(), DECISIONS) == 0
    for store in stores:
        await store.close()


@pytest.mark.parametrize("after", ["0001"])
async def test_the_migrations_make_the_very_tables_of_the_code(store: Store, after: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from app.store.tables import METADATA

    def differences(connection: object) -> list[object]:
        context = MigrationContext.configure(connection)  # type: ignore[arg-type]
        assert context.get_current_revision() == after
        return list(compare_metadata(context, METADATA))

    async with (await store.database()).reading() as connection:
        assert await connection.run_sync(differences) == []
