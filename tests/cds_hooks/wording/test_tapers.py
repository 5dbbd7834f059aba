"""How the old drug comes down, in words, on the card or at least on the draft (N-S14)."""

from decimal import Decimal

import pytest

from cds_hooks.wording.tapers import LONGEST_LINE, taper_words, with_taper
from tests.cds_hooks.patient_a import plan, telling
from trd.options import Option, Taper
from trd.terms import Topic


def switch(taper: Taper | None) -> Option:
    told = plan("mirtazapine", start="15", base_agent="venlafaxine", taper=taper)
    return Option(topic=Topic.SWITCH, agent="mirtazapine", plan=told)


STEPS = Taper(steps=(Decimal("150"), Decimal("37.5")), step_days=7, days=14)


@pytest.mark.parametrize(
    ("taper", "words"),
    [
        (STEPS, "venlafaxine XR by steps: 150, 37.5 mg/day, 7 days or more each"),
        (Taper(step_days=14, days=14), "venlafaxine XR over 14 days or more"),
        (
            Taper(step_days=14, days=14, long_use=True),
            "venlafaxine XR over 14 days or more; after a year of use slower, over months",
        ),
        (Taper(may_stop=True), "venlafaxine XR may end at this dose without steps"),
        (None, None),
    ],
)
def test_the_way_down_is_told_with_its_doses_and_days(taper: Taper | None, words: str | None) -> None:
    assert taper_words(switch(taper), telling()) == words


def test_it_joins_the_line_where_there_is_room_and_the_line_never_grows_too_long() -> None:
    joined = with_taper("taper, then start", switch(STEPS), telling())
    assert joined == "taper, then start; venlafaxine XR by steps: 150, 37.5 mg/day, 7 days or more each"
    long = "x" * (LONGEST_LINE - 20)
    assert with_taper(long, switch(STEPS), telling()) == long
    assert with_taper(None, switch(None), telling()) is None
