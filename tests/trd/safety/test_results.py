"""What all rows together say of one option: the worst effect, its points, what is first (R-Z7, R-Z8, N-K5)."""

from dataclasses import replace
from typing import Any

import pytest

from trd.knowledge.loading import load
from trd.safety import Judgement, RowResult
from trd.safety.matrix import compiled
from trd.safety.results import order
from trd.terms import Effect, Verdict

ROW = compiled(load()).rows["S189"].source
C, A, F, D, W = Effect.CONTRAINDICATED, Effect.AVOID, Effect.CHECK_FIRST, Effect.DOSE_LIMIT, Effect.CAUTION


def hit(effect: Effect, *, id: str = "S001", test: str = "current", **more: Any) -> RowResult:
    return RowResult(row=replace(ROW, id=id, effect=effect, test=test), verdict=Verdict.HIT, **more)


@pytest.mark.parametrize(
    ("effects", "worst", "points"),
    [
        ([], None, 0),
        ([W], W, -1),
        ([D], D, -1),
        ([F], F, -2),
        ([W, F], F, -2),
        ([W, D, W], D, -1),
        ([A, W], A, -1),
        ([C, F], C, -2),
    ],
)
def test_the_worst_effect_counts_once(effects: list[Effect], worst: Effect | None, points: int) -> None:
    judgement = Judgement(hits=tuple(map(hit, effects)))
    assert (judgement.worst, judgement.points) == (worst, points)


@pytest.mark.parametrize(
    "free",
    [
        pytest.param({"test": "missing"}, id="a missing value"),
        pytest.param({"id": "S403"}, id="a site setting"),
        pytest.param({"timing_only": True}, id="a timing caution"),
    ],
)
def test_a_missing_value_a_site_setting_and_a_timing_caution_cost_nothing(free: dict[str, Any]) -> None:
    assert Judgement(hits=(hit(F, **free),)).points == 0
    assert Judgement(hits=(hit(F, **free), hit(W))).points == -1


def test_what_is_met_only_by_the_drug_that_is_stopped_is_not_the_worst_and_forbids_nothing() -> None:
    timing, caution = hit(C, timing_only=True), hit(W)
    judgement = Judgement(hits=(caution, timing))
    assert judgement.worst is W
    assert judgement.forbidden is None
    assert Judgement(hits=(timing,)).worst is None


@pytest.mark.parametrize(("effect", "forbids"), [(C, True), (A, True), (F, False), (D, False), (W, False)])
def test_only_a_contraindication_and_avoid_set_an_option_aside(effect: Effect, forbids: bool) -> None:
    first = hit(effect)
    assert Judgement(hits=(first,)).forbidden is (first if forbids else None)


def test_the_first_that_forbids_is_named() -> None:
    worst = hit(C, id="S005")
    assert Judgement(hits=(worst, hit(A, id="S001"))).forbidden is worst


@pytest.mark.parametrize(
    ("effect", "possible", "open_"), [(C, True, True), (C, False, False), (A, True, False), (W, True, False)]
)
def test_no_draft_while_a_contraindicated_drug_may_still_be_taken(effect: Effect, possible: bool, open_: bool) -> None:
    asked = replace(hit(effect), verdict=Verdict.UNKNOWN, possible_only=possible)
    assert Judgement(unknowns=(asked,)).may_still_take is open_
    assert not Judgement(hits=(asked,)).may_still_take


def test_the_worst_is_told_first_then_the_row_number_and_timing_last() -> None:
    told = [
        hit(C, id="S300", timing_only=True),
        hit(W, id="S002"),
        hit(A, id="S100"),
        hit(A, id="S020"),
        hit(C, id="S400"),
    ]
    assert [found.row.id for found in sorted(told, key=order)] == ["S400", "S020", "S100", "S002", "S300"]
