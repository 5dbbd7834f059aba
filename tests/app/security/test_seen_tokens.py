"""A token counts once, for as long as it could be used, and remembering it costs a bounded memory."""

from datetime import UTC, datetime, timedelta

import pytest

from app.security.seen_tokens import RememberedTokens, SharedTokens

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


async def test_the_first_is_the_first_and_no_other_is() -> None:
    seen = RememberedTokens(clock=Clock())
    assert await seen.first_seen("north", "a", SOON)
    assert not await seen.first_seen("north", "a", SOON)
    assert not await seen.first_seen("north", "a", SOON + timedelta(hours=1))


async def test_two_issuers_may_use_the_same_id() -> None:
    seen = RememberedTokens(clock=Clock())
    assert await seen.first_seen("north", "a", SOON)
    assert await seen.first_seen("south", "a", SOON)


async def test_it_is_remembered_to_its_end_and_forgotten_after_it() -> None:
    clock = Clock()
    seen = RememberedTokens(most=1, clock=clock)
    assert await seen.first_seen("north", "a", SOON)
    clock.at = SOON
    assert not await seen.first_seen("north", "a", SOON)
    clock.at = SOON + timedelta(seconds=1)
    assert await seen.first_seen("north", "b", SOON + timedelta(minutes=5)), "there is room again"


async def test_a_full_memory_refuses_and_only_the_issuer_that_filled_it() -> None:
    seen = RememberedTokens(most=2, clock=Clock())
    assert [await seen.first_seen("north", jti, SOON) for jti in "abc"] == [True, True, False]
    assert await seen.first_seen("south", "c", SOON)


class Store:
    def __init__(self) -> None:
        self.used: set[tuple[str, str]] = set()
        self.broken = False

    async def first_seen(self, issuer: str, jti: str, expires: datetime) -> bool:
        if self.broken:
            raise OSError("disk full")
        first = (issuer, jti) not in self.used
        self.used.add((issuer, jti))
        return first


async def test_what_another_worker_saw_is_seen() -> None:
    store = Store()
    one, other = (SharedTokens(store, RememberedTokens(clock=Clock())) for _ in range(2))
    assert await one.first_seen("north", "a", SOON)
    assert not await other.first_seen("north", "a", SOON)


async def test_a_store_that_fails_costs_nobody_the_answer_and_this_worker_still_remembers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from app import logs

    logs.set_up("info", "json")
    store = Store()
    store.broken = True
    seen = SharedTokens(store, RememberedTokens(clock=Clock()))
    assert await seen.first_seen("north", "a", SOON)
    assert not await seen.first_seen("north", "a", SOON)
    assert await seen.first_seen("north", "b", SOON)
    told = capsys.readouterr().err
    assert told.count("can't be shared") == 1
    assert "disk full" not in told
    store.broken = False
    assert await seen.first_seen("north", "c", SOON)
    assert await seen.first_seen("north", "d", SOON)
    assert capsys.readouterr().err.count("are shared again") == 1
