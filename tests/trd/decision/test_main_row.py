"""Exactly one main row for every state (D-R1), and the row at each threshold."""

from itertools import product
from typing import Any

import pytest

from trd.decision.state import State, row_of
from trd.terms import Adequacy, Outcome

ROWS = {f"D{number}" for number in range(1, 25)}


def every_state() -> list[State]:
    combinations: Any = product((0, 1, 2, 3, 4), Adequacy, Outcome, *[(True, False)] * 4)
    with_drug = [
        State(
            n=n,
            current=True,
            stopped=False,
            adequacy=adequacy,
            outcome=outcome,
            just_begun=begun,
            responding=responding,
            no_early_benefit=unimproved,
            below_minimum=low,
        )
        for n, adequacy, outcome, begun, responding, unimproved, low in combinations
    ]
    without = [
        State(n=n, current=False, stopped=stopped, last_helped=helped)
        for n, stopped, helped in product((0, 1, 2, 3), (True, False), (True, False))
    ]
    return with_drug + without


def test_every_combination_has_exactly_one_row() -> None:
    states = every_state()
    assert len(states) == 5 * 5 * 7 * 16 + 16
    assert {row_of(state) for state in states} <= ROWS


def test_every_row_is_reached() -> None:
    reached = {row_of(state) for state in every_state()}
    flags: dict[str, str] = {"course_runs": "D1", "not_tolerated": "D4", "relapse": "D6", "add_on_too_short": "D7"}
    for flag, row in flags.items():
        state = State(
            n=1, current=True, stopped=False, adequacy=Adequacy.ADEQUATE, outcome=Outcome.RESPONSE, **_set(flag)
        )
        assert row_of(state) == row
        reached.add(row)
    assert reached == ROWS


def _set(flag: str) -> dict[str, Any]:
    return {flag: True}


def running(adequacy: str, outcome: str, **more: Any) -> State:
    return State(current=True, stopped=False, adequacy=Adequacy(adequacy), outcome=Outcome(outcome), **{"n": 0, **more})


@pytest.mark.parametrize(
    ("state", "row"),
    [
        pytest.param(running("non-adherent", "non-response"), "D3", id="not taken regularly"),
        pytest.param(running("adequate", "intolerance"), "D4", id="not tolerated"),
        pytest.param(running("adequate", "remission"), "D5", id="in remission on it"),
        pytest.param(running("inadequate-duration", "ongoing", responding=True), "D8", id="answers early"),
        pytest.param(running("inadequate-dose", "ongoing"), "D9", id="dose too low"),
        pytest.param(running("inadequate-duration", "ongoing", below_minimum=True), "D9", id="too short and too low"),
        pytest.param(running("inadequate-duration", "ongoing", just_begun=True), "D10", id="just begun"),
        pytest.param(running("inadequate-duration", "ongoing"), "D12", id="running, no early score"),
        pytest.param(running("inadequate-duration", "ongoing", no_early_benefit=True), "D11", id="no early benefit"),
        pytest.param(running("undetermined", "unknown"), "D13", id="dose not known"),
        pytest.param(running("adequate", "unknown"), "D14", id="no score"),
        pytest.param(running("adequate", "response"), "D15", id="response"),
        pytest.param(running("adequate", "non-response", n=3), "D16", id="three failures"),
        pytest.param(running("adequate", "partial-response", n=2), "D17", id="two failures, part response"),
        pytest.param(running("adequate", "non-response", n=2), "D18", id="two failures, no response"),
        pytest.param(State(n=2, current=False, stopped=True), "D18", id="two failures, stopped"),
        pytest.param(running("adequate", "partial-response", n=1), "D19", id="one failure, part response"),
        pytest.param(running("adequate", "non-response", n=1), "D20", id="one failure, no response"),
        pytest.param(State(n=1, current=False, stopped=True), "D21", id="one failure, stopped"),
        pytest.param(running("adequate", "non-response"), "D22", id="poor effect that is not counted"),
        pytest.param(State(n=0, current=False, stopped=True, last_helped=True), "D23", id="relapse off treatment"),
        pytest.param(State(n=0, current=False, stopped=True), "D24", id="no fair trial yet"),
        pytest.param(State(n=0, current=False, stopped=False), "D2", id="untreated"),
    ],
)
def test_the_first_row_that_matches_is_taken(state: State, row: str) -> None:
    assert row_of(state) == row
