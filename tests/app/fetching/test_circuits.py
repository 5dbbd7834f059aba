"""A server that is out of order is left alone for a while, and tried by one call at a time."""

from app.fetching.circuits import CALLS_TO_OPEN, FIRST_REST, LONGEST_REST, Circuit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Circuit, Clock]:
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(CALLS_TO_OPEN):
        assert circuit.admits()
        circuit.failed()
    return circuit, clock


def test_one_failure_short_stays_closed() -> None:
    circuit = Circuit(Clock())
    for _ in range(CALLS_TO_OPEN - 1):
        circuit.failed()
    assert circuit.admits()


def test_an_answer_between_failures_starts_the_count_anew() -> None:
    circuit = Circuit(Clock())
    for _ in range(CALLS_TO_OPEN * 2):
        circuit.failed()
        circuit.answered()
    assert circuit.admits()


def test_it_rests_to_the_end_and_then_one_call_tries() -> None:
    circuit, clock = opened()
    clock.now = FIRST_REST - 0.01
    assert not circuit.admits()
    clock.now = FIRST_REST
    assert circuit.admits()
    assert not circuit.admits()


def test_a_trial_that_is_answered_closes_it() -> None:
    circuit, clock = opened()
    clock.now = FIRST_REST
    assert circuit.admits()
    circuit.answered()
    assert circuit.admits()
    assert circuit.admits()


def test_a_trial_that_fails_makes_the_rest_longer_up_to_a_limit() -> None:
    circuit, clock = opened()
    rests = []
    for _ in range(8):
        assert circuit.resting_until is not None
        clock.now = circuit.resting_until
        assert circuit.admits()
        circuit.failed()
        rests.append(circuit.resting_until - clock.now)
    assert rests[0] == FIRST_REST * 2
    assert rests[-1] == LONGEST_REST


def test_a_trial_that_is_given_up_leaves_the_next_call_its_trial() -> None:
    circuit, clock = opened()
    clock.now = FIRST_REST
    assert circuit.admits()
    circuit.given_up()
    assert circuit.admits()
