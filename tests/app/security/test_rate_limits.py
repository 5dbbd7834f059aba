"""So many calls a minute, and the seconds to wait are the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.rate_limits import RateLimits, network_of


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_limit_is_let_through_and_one_more_is_not(clock: Clock) -> None:
    limits = RateLimits(clock=clock)
    assert [limits.seconds_to_wait("a", 3) for _ in range(3)] == [0, 0, 0]
    assert limits.seconds_to_wait("a", 3) > 0


def test_one_caller_does_not_use_up_the_minute_of_another(clock: Clock) -> None:
    limits = RateLimits(clock=clock)
    limits.seconds_to_wait("a", 1)
    assert limits.seconds_to_wait("a", 1) > 0
    assert limits.seconds_to_wait("b", 1) == 0


def test_a_caller_that_is_refused_and_keeps_on_trying_is_let_in_all_the_same(clock: Clock) -> None:
    limits = RateLimits(clock=clock)
    limits.seconds_to_wait("a", 1)
    for _ in range(200):
        clock.at += 1
        if limits.seconds_to_wait("a", 1) == 0:
            return
    raise AssertionError("refused for ever")


def test_after_two_quiet_minutes_the_whole_limit_is_free(clock: Clock) -> None:
    limits = RateLimits(clock=clock)
    for _ in range(5):
        limits.seconds_to_wait("a", 5)
    clock.at += 120
    assert [limits.seconds_to_wait("a", 5) for _ in range(5)] == [0] * 5


@given(limit=st.integers(1, 20), pauses=st.lists(st.floats(0, 40), min_size=1, max_size=120))
def test_who_waits_as_told_is_let_in_and_no_minute_holds_more_than_twice_the_limit(
    limit: int, pauses: list[float]
) -> None:
    clock = Clock()
    limits, through = RateLimits(clock=clock), []
    for pause in pauses:
        clock.at += pause
        wait = limits.seconds_to_wait("a", limit)
        if wait:
            assert 1 <= wait <= 120
            clock.at += wait
            assert limits.seconds_to_wait("a", limit) == 0
        through.append(clock.at)
    for start in through:
        assert sum(start <= at < start + 60 for at in through) <= 2 * limit + 1


def test_the_callers_that_are_counted_are_bounded_and_the_quietest_is_forgotten(clock: Clock) -> None:
    limits = RateLimits(most=10, clock=clock)
    for number in range(1000):
        limits.seconds_to_wait(f"address {number}", 1)
        assert limits.seconds_to_wait("busy", 10_000) == 0
    assert len(limits) == 10


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_ipv6_network_counts_as_one_caller(address: str | None, counted: str) -> None:
    assert network_of(address) == counted


def test_looking_does_not_count() -> None:
    limits = RateLimits()
    assert [limits.seconds_left("a", 1) for _ in range(3)] == [0, 0, 0]
    assert limits.seconds_to_wait("a", 1) == 0
    assert limits.seconds_left("a", 1) > 0
