"""Names of drugs, kinds and options as they stand in a sentence (R-W6, R-C2)."""

import pytest

from cds_hooks.wording.telling import spelled_here
from tests.cds_hooks.patient_a import assessment, augmentation, exposure, rated, sertraline, telling, venlafaxine
from trd.history import Score
from trd.options import Option
from trd.terms import EpisodeOf, ReleaseForm, Topic


@pytest.mark.parametrize(
    ("agent", "form", "said"),
    [
        ("venlafaxine", ReleaseForm.EXTENDED, "venlafaxine XR"),
        ("bupropion", ReleaseForm.EXTENDED, "bupropion XL"),
        ("bupropion", ReleaseForm.SUSTAINED, "bupropion SR"),
        ("sertraline", None, "sertraline"),
        ("sertraline", ReleaseForm.IMMEDIATE, "sertraline"),
        ("some-herb", None, "some herb"),
    ],
)
def test_the_release_form_stands_after_the_name(agent: str, form: ReleaseForm | None, said: str) -> None:
    assert telling().drug(agent, form) == said


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("venlafaxine", "venlafaxine XR"),
        ("bupropion", "bupropion XL"),
        ("lithium", "lithium carbonate"),
        ("mirtazapine", "mirtazapine"),
    ],
)
def test_a_suggested_drug_names_the_product_that_is_meant(agent: str, said: str) -> None:
    assert telling().new_drug(agent) == said


def test_a_drug_in_use_has_the_form_of_its_last_exposure() -> None:
    both = (
        exposure("venlafaxine", "2026-01-01", "2026-02-01", "75", form=ReleaseForm.EXTENDED),
        exposure("venlafaxine", "2026-02-02", None, "75", form=ReleaseForm.IMMEDIATE),
    )
    assert telling(assessment(exposures=both)).running("venlafaxine") == "venlafaxine"
    assert telling().running("venlafaxine") == "venlafaxine XR"
    assert telling().running("mirtazapine") == "mirtazapine"


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (augmentation("lithium"), "lithium"),
        (Option(topic=Topic.SWITCH, agent="bupropion"), "switch to bupropion"),
        (Option(topic=Topic.DOSE_OPTIMIZATION, agent="sertraline"), "a dose change of sertraline"),
        (Option(topic=Topic.PSYCHOTHERAPY, kind="cbt"), "CBT"),
        (Option(topic=Topic.PSYCHOTHERAPY, kind="ipt"), "interpersonal therapy"),
        (Option(topic=Topic.KETAMINE_REFERRAL, kind="esketamine"), "esketamine"),
        (Option(topic=Topic.SPECIALIST_REFERRAL, kind="psychiatry"), "specialist referral"),
        (Option(topic=Topic.DIAGNOSTIC_REVIEW), "diagnostic review"),
        (Option(topic=Topic.MEASUREMENT, kind="phq-9"), "PHQ-9"),
    ],
)
def test_an_option_in_a_list_is_clear_without_its_card(option: Option, said: str) -> None:
    assert telling().name(option) == said


@pytest.mark.parametrize(
    ("agent", "kind", "topic", "said"),
    [
        ("bupropion", None, Topic.SWITCH, "bupropion"),
        (None, "ect", Topic.ECT_REFERRAL, "ECT"),
        (None, None, Topic.TMS_REFERRAL, "TMS"),
        (None, None, Topic.SWITCH, "a switch"),
    ],
)
def test_what_is_set_aside_is_named(agent: str | None, kind: str | None, topic: Topic, said: str) -> None:
    assert telling().aside(agent, kind, topic) == said


def test_the_trial_of_an_option_is_the_agents_last_else_the_running_else_the_last_that_failed() -> None:
    told = telling()
    assert told.trial_of("sertraline") == sertraline()
    assert told.trial_of(None) == venlafaxine()
    assert told.trial_of("mirtazapine") is None
    ended = rated("mirtazapine", "2026-05-01", "2026-06-01", dose="15", count=20)
    stopped = telling(assessment(trials=(sertraline(), ended)))
    assert stopped.trial_of(None) == sertraline()
    assert telling(assessment(trials=())).trial_of(None) is None
    assert told.base(Option(topic=Topic.SWITCH, agent="mirtazapine")) == venlafaxine()


def test_trials_of_an_earlier_episode_are_none_of_this_one() -> None:
    earlier = venlafaxine(episode=EpisodeOf.EARLIER)
    assert telling(assessment(trials=(sertraline(), earlier))).current_trials() == (sertraline(),)


def test_scales_without_an_entry_are_named_by_their_id() -> None:
    assert telling().scale("gds-15") == "GDS-15"
    assert telling().score(None) is None
    assert isinstance(Score, type)


@pytest.mark.parametrize(
    ("country", "said"), [("US", "cognitive behavioral therapy"), ("GB", "cognitive behavioural therapy")]
)
def test_the_spelling_is_that_of_the_country(country: str, said: str) -> None:
    assert spelled_here("cognitive behavioural therapy", country) == said
