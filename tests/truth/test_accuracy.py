"""The service finds what is true of invented patients: the targets of docs/accuracy.md on a smaller number of them."""

from pathlib import Path

import pytest

from tests.truth.comparing import Case, case, cases
from tests.truth.page import FORMAT, TARGETS
from tests.truth.scoring import row
from tests.truth.styles import MESSES
from trd.knowledge.loading import load

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
PATIENTS, SEEDS = 30, (1, 2)


@pytest.fixture(scope="module")
def charts() -> list[Case]:
    return [case for seed in SEEDS for case in cases(PATIENTS, seed, load())]


def test_trials_of_well_kept_charts_are_rated_as_they_were(charts: list[Case]) -> None:
    assert (row([case for case in charts if case.mess == "clean"]).adequacy.value or 0) >= TARGETS["clean"]


def test_trials_of_messy_charts_are_rated_as_the_chart_allows(charts: list[Case]) -> None:
    assert (row([case for case in charts if case.mess != "clean"]).adequacy.value or 0) >= TARGETS["messy"]


@pytest.mark.parametrize("mess", MESSES)
def test_no_kind_of_mess_is_read_badly(charts: list[Case], mess: str) -> None:
    assert (row([case for case in charts if case.mess == mess]).adequacy.value or 0) >= 0.8


def test_nobody_is_mistakenly_said_to_have_failed_at_high_confidence(charts: list[Case]) -> None:
    mistaken = [case.life.number for case in charts if row([case]).mistaken_at_high]
    assert not mistaken


def test_a_response_that_the_chart_lost_is_a_false_failure_but_no_mistake() -> None:
    """Seed 3, patient 95: PHQ-9 23, 8, 18 in the life; 23 and 18 in the chart, which fails by R-O60 (R-Q13: high)."""
    own = row([case(95, 3, "scores missing", load())])
    assert (own.false_at_high, own.mistaken_at_high) == (1, 0)


def test_failed_trials_that_the_chart_tells_of_are_found(charts: list[Case]) -> None:
    assert (row(charts).recall_of_knowable.value or 0) >= 0.95


def test_a_wrong_answer_would_lower_the_agreement(charts: list[Case]) -> None:
    """The measure itself: the truth of one patient beside the chart of the next agrees no better than chance."""
    clean = [case for case in charts if case.mess == "clean"]
    told = [pair.found.adequacy for case in clean for pair in case.pairs if pair.found]
    right = [pair.known.adequacy for case in clean[1:] for pair in case.pairs if pair.known]
    agreeing = sum(one == other for one, other in zip(told, right, strict=False))
    assert agreeing < 0.7 * len(right)


def test_the_page_on_accuracy_is_of_the_present_form() -> None:
    assert f"; format {FORMAT};" in PAGE.read_text(encoding="utf-8")
