"""The minimum dose of this patient: by age and by how the drug is broken down (R-A2)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import history, patient, phenotype
from trd.knowledge.loading import load
from trd.terms import ReleaseForm
from trd.trials.minimum import Taker, minimum, taker_on

DAY = date(2026, 1, 5)
AS_OF = date(2026, 11, 23)


def least(agent: str, *facts, born: str | None = "1979-05-01", column: str = "min") -> Decimal:
    who = taker_on(history(*facts, who=patient(born)), DAY, as_of=AS_OF)
    found = minimum(load().agents[agent], column, form=None, taker=who)
    assert found is not None
    return found.certain


@pytest.mark.parametrize(
    ("agent", "gene", "value", "dose"),
    [
        pytest.param("dextromethorphan-bupropion", "CYP2D6", "poor", 105, id="poor: 45/105 is the label maximum"),
        pytest.param("dextromethorphan-bupropion", "CYP2D6", "normal", 210, id="normal: 90/210"),
        pytest.param("dextromethorphan-bupropion", "CYP2C19", "poor", 210, id="another gene changes nothing"),
        pytest.param("citalopram", "CYP2C19", "poor", 20, id="citalopram: the maximum 20 is the minimum"),
        pytest.param("vortioxetine", "CYP2D6", "poor", 10, id="vortioxetine: the maximum 10 is the minimum"),
        pytest.param("sertraline", "CYP2C19", "poor", 50, id="advice on dose is no label maximum"),
    ],
)
def test_a_label_maximum_for_the_genotype_is_the_minimum(agent, gene, value, dose) -> None:
    assert least(agent, phenotype(gene, value, "2026-06-01")) == dose


def test_a_phenotype_is_for_life_but_none_is_read_from_after_the_day_of_the_answer() -> None:
    assert least("dextromethorphan-bupropion", phenotype("CYP2D6", "poor", "2026-11-23")) == 105
    assert least("dextromethorphan-bupropion", phenotype("CYP2D6", "poor", "2026-11-24")) == 210
    assert least("dextromethorphan-bupropion", phenotype("CYP2D6", "poor")) == 105, "without a day"


def test_the_newest_report_counts_and_two_of_one_day_that_differ_count_for_nothing() -> None:
    old, new = phenotype("CYP2D6", "poor", "2024-01-01"), phenotype("CYP2D6", "normal", "2026-01-01")
    assert least("dextromethorphan-bupropion", new, old) == 210
    assert least("dextromethorphan-bupropion", phenotype("CYP2D6", "poor", "2026-01-01"), new) == 210


@pytest.mark.parametrize(
    ("agent", "born", "dose"),
    [
        pytest.param("nortriptyline", "1961-01-05", 50, id="65 on the first day"),
        pytest.param("nortriptyline", "1961-01-06", 75, id="64 on the first day"),
        pytest.param("imipramine", "1961-01-05", 100, id="imipramine from 65"),
        pytest.param("sertraline", "1940-01-01", 50, id="no lower dose for age"),
        pytest.param("nortriptyline", None, 75, id="age not known: as an adult"),
        pytest.param("nortriptyline", "1961", 75, id="born 1961: perhaps still 64"),
    ],
)
def test_a_label_maximum_for_age_is_the_minimum(agent, born, dose) -> None:
    assert least(agent, born=born) == dose


def test_it_lowers_every_column() -> None:
    poor = phenotype("CYP2D6", "poor", "2026-06-01")
    assert {least("dextromethorphan-bupropion", poor, column=name) for name in ("min", "mgh", "athf", "label")} == {105}


@pytest.mark.parametrize("form", [None, ReleaseForm.EXTENDED, ReleaseForm.IMMEDIATE])
def test_a_release_form_with_a_maximum_of_its_own_keeps_the_minimum_of_each_column(form) -> None:
    """Venlafaxine by its label: 75 mg, released at once, slowly, or not stated."""
    found = minimum(load().agents["venlafaxine"], "label", form=form, taker=Taker())
    assert found is not None
    assert found.certain == found.possible == 75


@pytest.mark.parametrize(
    ("form", "certain", "possible"), [(None, 25, 20), (ReleaseForm.CONTROLLED, 25, 25), (ReleaseForm.IMMEDIATE, 20, 20)]
)
def test_paroxetine_has_a_minimum_by_form(form, certain, possible) -> None:
    """R-A20."""
    found = minimum(load().agents["paroxetine"], "min", form=form, taker=Taker())
    assert found is not None
    assert (found.certain, found.possible) == (certain, possible)
