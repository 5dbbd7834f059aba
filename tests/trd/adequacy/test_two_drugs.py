"""Of two drugs together a day counts when both are at dose; what is open of one is open of both (R-Q9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from trd.adequacy.days import CountedDays, counted_days
from trd.exposures import Exposure
from trd.intervals import NO_DAYS, DayInterval, Days
from trd.knowledge.loading import load
from trd.terms import DateBasis, Doubt, TrialKind
from trd.trials import Trial
from trd.trials.minimum import Taker

KNOWLEDGE = load()


def days(first: int, last: int) -> Days:
    """Days of January and after, 1 = 1 January 2026."""
    origin = date(2025, 12, 31).toordinal()
    return Days.span(origin + first, origin + last)


def exposure(agent: str, dose: Any, certain: Days, possible: Days | None = None, **more: Any) -> Exposure:
    low, high = dose if isinstance(dose, tuple) else (dose, dose)
    return Exposure(
        agent=agent,
        ingredients=(agent,),
        label=agent,
        certain=certain,
        possible=possible or certain,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        start=DayInterval.on(date(2026, 1, 1)),
        end=None,
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.STATED,
        evidence=(f"MedicationStatement/{agent}",),
        **more,
    )


def together(first: Exposure, second: Exposure) -> CountedDays:
    trial = Trial(
        agents=(first.agent, second.agent),
        kind=TrialKind.COMBINATION,
        certain=first.certain & second.certain,
        possible=first.possible & second.possible,
        start=first.start,
        end=None,
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.STATED,
        ongoing=False,
        exposures=(first,),
        partner_exposures=(second,),
    )
    return counted_days(trial, "min", (), KNOWLEDGE, Taker(age=40))


SERTRALINE = exposure(
    "sertraline",
    100,
    days(1, 60),
    days(1, 80),
    stated=days(1, 50),
    assumed=days(51, 60),
    doubts=((Doubt.END, days(61, 80)),),
)
MIRTAZAPINE = exposure("mirtazapine", 30, days(11, 90), stated=days(11, 90), assumed=NO_DAYS)


def test_a_day_counts_when_both_are_at_dose() -> None:
    found = together(SERTRALINE, MIRTAZAPINE)
    assert found.certain == days(11, 60)
    assert found.possible == days(11, 80)
    assert found.any_dose == days(11, 80)
    assert found.stated == days(11, 50)
    assert found.if_dose_known == days(11, 60)
    assert not found.dose_open
    assert not found.level_needed
    assert not found.level_too_low


def test_a_day_rests_on_an_assumed_end_when_one_of_both_does() -> None:
    assert together(SERTRALINE, MIRTAZAPINE).assumed == days(51, 60)
    assert together(MIRTAZAPINE, SERTRALINE).assumed == days(51, 60)


def test_what_is_missing_of_one_is_missing_of_both() -> None:
    found = together(SERTRALINE, MIRTAZAPINE)
    assert found.open_doubts == (Doubt.END,)
    assert found.by_doubt == {Doubt.END: days(11, 80)}
    assert together(MIRTAZAPINE, SERTRALINE).by_doubt == found.by_doubt
    assert together(MIRTAZAPINE, SERTRALINE).open_doubts == found.open_doubts


def test_the_days_of_one_missing_fact_need_the_other_drug_too() -> None:
    later = replace(MIRTAZAPINE, certain=days(70, 90), possible=days(70, 90), doubts=((Doubt.START, days(55, 69)),))
    found = together(SERTRALINE, later)
    assert found.by_doubt == {Doubt.END: days(70, 80), Doubt.START: days(55, 60)}


def test_an_open_dose_of_one_leaves_the_dose_of_both_open() -> None:
    unsure = exposure("mirtazapine", (None, None), days(11, 90))
    for found in (together(SERTRALINE, unsure), together(unsure, SERTRALINE)):
        assert found.dose_open
        assert found.certain == NO_DAYS
        assert found.if_dose_known == days(11, 60)
        assert found.possible == days(11, 80)


def test_the_threshold_and_the_peak_are_those_of_the_first_drug() -> None:
    found = together(SERTRALINE, MIRTAZAPINE)
    sertraline = KNOWLEDGE.agents["sertraline"]
    assert found.threshold == sertraline.minimum
    assert found.peak == 100
    assert together(MIRTAZAPINE, SERTRALINE).peak == 30


def test_where_one_drug_has_no_minimum_the_two_have_none() -> None:
    unknown = next(
        agent for agent in sorted(KNOWLEDGE.agents) if KNOWLEDGE.agents[agent].minimum is None
        and KNOWLEDGE.agents[agent].antidepressant
    )  # fmt: skip
    other = exposure(unknown, 10, days(1, 60))
    assert together(SERTRALINE, other).threshold is None
    assert together(other, SERTRALINE).threshold is None


def test_lithium_beside_a_drug_asks_for_its_level() -> None:
    lithium = exposure("lithium", 900, days(1, 60), stated=days(1, 60), assumed=days(1, 60))
    for found in (together(SERTRALINE, lithium), together(lithium, SERTRALINE)):
        assert found.level_needed
        assert found.certain == NO_DAYS
        assert found.possible == days(1, 60)
        assert found.any_dose == days(1, 60)
        assert found.if_dose_known == days(1, 60)
        assert found.assumed == NO_DAYS
        assert found.stated == NO_DAYS
    assert together(lithium, SERTRALINE).peak == 900
    assert together(lithium, SERTRALINE).threshold == KNOWLEDGE.agents["lithium"].minimum
