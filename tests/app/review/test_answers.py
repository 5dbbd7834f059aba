"""Two answers are the same when a clinician would act on them alike."""

import pytest

from app.review.answers import ELSEWHERE, beside_only, changes, weight


def test_only_what_differs_is_told_in_the_order_of_weight() -> None:
    before = {"resistance": "none", "failed trials": 0, "severity": "severe"}
    after = {"resistance": "one-failure", "failed trials": 1, "severity": "severe", "TMS tms": "first-line"}
    assert changes(before, after) == (
        "resistance: none → one-failure",
        "failed trials: 0 → 1",
        "TMS tms: – → first-line",
    )
    assert changes(before, before) == ()


@pytest.mark.parametrize(
    ("told", "only"),
    [
        ((f"{ELSEWHERE}athf-sf: 1 → 0",), True),
        ((f"{ELSEWHERE}athf-sf: 1 → 0", "failed trials: 1 → 0"), False),
    ],
)
def test_a_change_of_another_definition_alone_is_known_as_one(told: tuple[str, ...], only: bool) -> None:
    assert beside_only(told) is only


def test_a_change_of_the_count_weighs_more_than_one_of_a_dose() -> None:
    told = [
        ("resistance: none → one-failure", "failed trials: 0 → 1"),
        ("resistance: none → indeterminate",),
        ("severity: mild → severe",),
        (f"{ELSEWHERE}ema: 0 → 1",),
    ]
    assert [weight(each) for each in told] == [0, 1, 2, 3]
