"""Does an exposure count as an antidepressant trial? (§1.3)"""

from datetime import date

import pytest

from tests.builders import condition, depression, history, statement
from trd.choices import Choices
from trd.exposures import Exposure, rebuild
from trd.knowledge.loading import load
from trd.terms import Counts

PERIOD = ("2026-01-05", "2026-03-05")


def built(*facts) -> list[Exposure]:
    found = rebuild(history(*facts), load(), Choices(), as_of=date(2026, 6, 1))
    return list(found.exposures)


def only(*facts) -> Exposure:
    (exposure,) = built(*facts)
    return exposure


def drug(agent: str, dose=None, *reasons: str, **more):
    return statement(agent, dose, *PERIOD, indications=reasons, **more)


@pytest.mark.parametrize(
    ("record", "counts", "why"),
    [
        pytest.param(drug("sertraline", 50), Counts.YES, None, id="no reason recorded"),
        pytest.param(drug("sertraline", 50, "hypertension"), Counts.YES, None, id="a reason the rule does not know"),
        pytest.param(drug("duloxetine", 60, "fibromyalgia"), Counts.NO, "for fibromyalgia", id="pain only"),
        pytest.param(drug("duloxetine", 60, "fibromyalgia", "mdd-single-mild"), Counts.YES, None, id="pain and mood"),
        pytest.param(drug("sertraline", 50, "gad"), Counts.YES, None, id="anxiety, and depression active"),
        pytest.param(
            drug("sertraline", 50, "gad", "chronic-pain"), Counts.NO, "for chronic pain", id="anxiety and pain"
        ),
        pytest.param(drug("trazodone", 149), Counts.NO, "hypnotic dose", id="one milligram under the trap limit"),
        pytest.param(drug("trazodone", 150), Counts.YES, None, id="at the trap limit"),
        pytest.param(drug("trazodone", (50, 150)), Counts.YES, None, id="perhaps at the trap limit"),
        pytest.param(drug("trazodone", 50, "mdd-single-mild"), Counts.YES, None, id="low, and for depression"),
        pytest.param(drug("trazodone"), Counts.UNDETERMINED, None, id="a trap drug without a dose"),
        pytest.param(drug("nortriptyline", 49), Counts.NO, "dose for pain, migraine or sleep", id="nortriptyline 49"),
        pytest.param(drug("nortriptyline", 50), Counts.YES, None, id="nortriptyline 50"),
        pytest.param(
            drug("doxepin", 6, always_trap=True), Counts.NO, "product for another use", id="a product for sleep"
        ),
        pytest.param(
            drug("doxepin", 6, "insomnia", always_trap=True), Counts.NO, "for insomnia", id="a product, reason told"
        ),
        pytest.param(drug("doxepin", 150, route="topical"), Counts.NO, "given by another route", id="on the skin"),
        pytest.param(drug("selegiline", 10, route="oral"), Counts.NO, "given by another route", id="oral selegiline"),
        pytest.param(drug("selegiline", 6, route="transdermal"), Counts.YES, None, id="selegiline patch"),
        pytest.param(drug("opipramol", 150, "gad"), Counts.NO, "anxiolytic", id="opipramol, not for depression"),
        pytest.param(drug("opipramol", 150, "mdd-single-mild"), Counts.YES, None, id="opipramol for depression"),
        pytest.param(drug("aripiprazole", 5), Counts.AUGMENTATION_ONLY, None, id="an augmenter"),
        pytest.param(
            drug("aripiprazole", 400, form="lai"),
            Counts.NO,
            "long-acting injection: schizophrenia or bipolar disorder",
            id="long-acting injection",
        ),
        pytest.param(drug("lamotrigine", 200, "seizure-epilepsy"), Counts.NO, "for epilepsy", id="for epilepsy"),
        pytest.param(
            drug("lamotrigine", 200, "seizure-epilepsy", "mdd-single-mild"),
            Counts.AUGMENTATION_ONLY,
            None,
            id="for epilepsy and depression",
        ),
    ],
)
def test_what_a_drug_was_for(record, counts, why) -> None:
    exposure = only(depression(), record)
    assert (exposure.counts, exposure.not_counted) == (counts, why)


def test_a_drug_that_is_listed_only_is_no_trial() -> None:
    exposure = only(drug("zuranolone", 50))
    assert exposure.counts is Counts.NO
    assert exposure.not_counted


@pytest.mark.parametrize(
    ("diagnosis", "counts"),
    [
        pytest.param(depression(), Counts.YES, id="active"),
        pytest.param(depression(onset="2026-02-01"), Counts.NO, id="only later"),
        pytest.param(depression(onset=None, recorded="2025-01-01"), Counts.YES, id="recorded before"),
        pytest.param(depression(onset=None), Counts.YES, id="active, no date"),
        pytest.param(depression(abated="2025-12-31"), Counts.NO, id="over the day before"),
        pytest.param(depression(abated="2026-01-05"), Counts.YES, id="over on the day itself"),
        pytest.param(depression(clinical="resolved"), Counts.NO, id="resolved"),
        pytest.param(depression(verification="unconfirmed"), Counts.NO, id="unconfirmed"),
        pytest.param(condition("hypothyroidism"), Counts.NO, id="another diagnosis"),
    ],
)
def test_an_anxiety_reason_counts_beside_an_active_depression(diagnosis, counts) -> None:
    """R-A10: the same drug at the same dose treats both."""
    exposure = only(diagnosis, drug("sertraline", 50, "panic"))
    assert exposure.counts is counts
    assert exposure.for_anxiety == (counts is Counts.YES)


@pytest.mark.parametrize(
    ("aid", "diagnosis", "counts"),
    [
        pytest.param("2026-01-19", (), Counts.NO, id="14 days after, no depression"),
        pytest.param("2025-12-22", (), Counts.NO, id="14 days before"),
        pytest.param("2026-01-20", (), Counts.YES, id="15 days after"),
        pytest.param("2026-01-19", (depression(),), Counts.YES, id="depression active"),
    ],
)
def test_bupropion_beside_a_smoking_aid(aid, diagnosis, counts) -> None:
    found = built(*diagnosis, drug("bupropion", 300, form="sr"), statement("varenicline", 2, aid, "2026-03-05"))
    assert next(each for each in found if each.agent == "bupropion").counts is counts


def test_a_reason_told_once_holds_for_the_whole_run() -> None:
    found = built(
        statement("amitriptyline", 75, "2026-01-01", "2026-01-31", indications=["migraine"]),
        statement("amitriptyline", 100, "2026-02-01", "2026-03-31"),
    )
    assert {each.not_counted for each in found} == {"for migraine prophylaxis"}


@pytest.mark.parametrize(
    ("low_until", "counts"),
    [
        pytest.param("2026-01-30", Counts.YES, id="30 days of titration"),
        pytest.param("2026-01-31", Counts.NO, id="31 days for sleep"),
    ],
)
def test_a_short_low_dose_beside_a_counted_one_is_titration(low_until, counts) -> None:
    """R-T4."""
    after = date.fromordinal(date.fromisoformat(low_until).toordinal() + 1)
    found = built(
        statement("mirtazapine", "7.5", "2026-01-01", low_until), statement("mirtazapine", 15, after, "2026-03-31")
    )
    assert [each.counts for each in found] == [counts, Counts.YES]


def test_two_low_steps_in_a_row_are_one_titration() -> None:
    found = built(
        statement("trazodone", 50, "2026-01-01", "2026-01-07"),
        statement("trazodone", 100, "2026-01-08", "2026-01-14"),
        statement("trazodone", 200, "2026-01-15", "2026-03-31"),
    )
    assert {each.counts for each in found} == {Counts.YES}
