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
    assert (found.thase_rush, str(found.mgh_score), found.european) == ("I", "1", "non-responder")


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
    found = staged(depression(onset="2026-03-20"))
    assert (found.maudsley, found.thase_rush, found.mgh_score, found.european) == (None,) * 4
    assert found.athf is not None
    assert (found.athf.episode.drugs, found.athf.lifetime.drugs) == (0, 1)


def test_each_stage_says_what_it_rests_on() -> None:
    found = staged(depression())
    assert found.because == {
        "thase-rush": "failed alone: SSRI",
        "european": "1 failed, 1 full month on antidepressants",
        "mgh": "sertraline 1",
    }
    assert found.maudsley is not None
    assert dict(found.maudsley.because) == {
        "duration": "since 1 Dec 2025 (stated): 3 full months",
        "severity": "PHQ-9 18, moderately severe; no code excludes psychosis",
        "failures": "1 agent failed",
        "augmentation": "no adequate augmentation in this episode",
        "ect": "no ECT in this episode on record",
    }
