"""All staging schemes on one patient: of this episode, by certain facts, and only for whom they are meant."""

from datetime import date
from typing import Any

import pytest

from tests.builders import condition, depression, history, score, statement
from trd.assessment import assess
from trd.choices import Choices
from trd.knowledge.loading import load
from trd.staging import Staging

FAILED = [
    statement("sertraline", 50, "2026-02-01", "2026-03-14"),
    score("phq-9", 20, "2026-01-30"),
    score("phq-9", 18, "2026-03-14"),
]


def staged(*facts: Any) -> Staging:
    return assess(history(FAILED, *facts), load(), Choices(), as_of=date(2026, 3, 28)).staging


def test_a_failure_of_this_episode_is_staged_by_every_scheme() -> None:
    found = staged(depression())
    assert found.maudsley is not None
    assert (found.thase_rush, str(found.mgh_score), found.european) == ("I", "1.0", "non-responder")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([depression(), condition("bipolar-i", recorded="2020-01-01")], id="bipolar"),
        pytest.param([depression(clinical="resolved")], id="over"),
        pytest.param([], id="no depression"),
    ],
)
def test_someone_whom_the_schemes_do_not_mean_has_no_stage(facts) -> None:
    """§6.1."""
    assert staged(*facts) == Staging()


def test_a_failure_of_an_earlier_episode_is_no_stage() -> None:
    assert staged(depression(onset="2026-03-20")) == Staging()
