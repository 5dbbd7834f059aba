"""O14: a drug with withdrawal trouble that a draft of the call ends at once."""

from typing import Any

import pytest

from tests.told import days_before, found_by, the_finding

CHECK = "abrupt-stop"
STOPPABLE = [
    "paroxetine", "venlafaxine", "desvenlafaxine", "duloxetine", "nortriptyline", "phenelzine", "fluvoxamine",
    "sertraline", "citalopram", "escitalopram", "lithium",
]  # fmt: skip


def stopped(agent: str, days: int = 60, **more: Any) -> dict[str, Any]:
    return {
        "drugs": [[agent, 20, days_before(days - 1)]],
        "drafts": [{"agent": agent, "of": agent, "stops": True}],
        **more,
    }


@pytest.mark.parametrize("agent", STOPPABLE)
def test_each_of_them_warns_after_four_weeks(agent: str) -> None:
    found = the_finding(CHECK, **stopped(agent, 28))
    assert found.level == "warning"
    assert found.message.startswith(f"Stopping {agent} at once can ")
    assert "taper over" in found.message
    assert found_by(CHECK, **stopped(agent, 27)) is None, "one day short"


def test_lithium_is_said_in_its_own_words() -> None:
    assert (
        "relapse and raise suicide risk; taper over at least 4 weeks"
        in the_finding(CHECK, **stopped("lithium")).message
    )


@pytest.mark.parametrize("agent", ["fluoxetine", "mirtazapine", "bupropion", "aripiprazole"])
def test_others_may_end_at_once(agent: str) -> None:
    assert found_by(CHECK, **stopped(agent)) is None


def test_a_benzodiazepine_beside_bupropion() -> None:
    known = stopped("lorazepam")
    assert found_by(CHECK, **known) is None
    known["drugs"].append(["bupropion", 300, days_before(30)])
    assert "beside bupropion can cause seizures" in the_finding(CHECK, **known).message


@pytest.mark.parametrize("hook", ["order-select", "medication-refill"])
def test_it_is_said_at_the_signature(hook: str) -> None:
    assert found_by(CHECK, **stopped("sertraline"), hook=hook) is None


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param([{"agent": "sertraline", "dose": 25, "of": "sertraline"}], False, id="it goes on at a lower dose"),
        pytest.param([["escitalopram", 10]], False, id="one to which one goes without a gap"),
        pytest.param([["omeprazole", 20]], True, id="a drug that follows nothing"),
        pytest.param([{"agent": "escitalopram", "dose": 10, "void": True}], True, id="a follower that is void"),
    ],
)
def test_what_the_same_call_starts(more: list[Any], found: bool) -> None:
    known = stopped("sertraline")
    assert (found_by(CHECK, drugs=known["drugs"], drafts=[*known["drafts"], *more]) is not None) is found


def test_a_taper_is_no_abrupt_stop() -> None:
    known = stopped("sertraline")
    known["drafts"][0]["tapers"] = True
    assert found_by(CHECK, **known) is None


@pytest.mark.parametrize("concept", ["serotonin-syndrome", "dress-sjs", "agranulocytosis"])
def test_a_serious_reaction_ends_it_at_once(concept: str) -> None:
    for days, found in ((30, False), (31, True)):
        known = [{"concept": concept, "onset": days_before(days)}]
        assert (found_by(CHECK, **stopped("sertraline"), conditions=known) is not None) is found


@pytest.mark.parametrize(("qtc", "found"), [(500, False), (499, True)])
def test_a_qtc_of_500_ends_it_at_once(qtc: int, found: bool) -> None:
    assert (found_by(CHECK, **stopped("sertraline"), values={"qtc-interval": qtc}) is not None) is found


def test_whatever_the_diagnosis() -> None:
    assert found_by(CHECK, **stopped("sertraline"), depression=False) is not None
