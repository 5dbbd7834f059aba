"""Metaboliser phenotypes, each with the drugs that it bears on."""

import pytest

from tests.builders import depression, phenotype, statement
from tests.explained import codes, look, of


@pytest.mark.parametrize(
    ("gene", "value", "drug", "expected"),
    [
        pytest.param("CYP2C19", "ultrarapid", "escitalopram", ["cyp2c19-rapid"], id="W101: escitalopram"),
        pytest.param("CYP2C19", "ultrarapid", "sertraline", ["cyp2c19-rapid"], id="W101: sertraline"),
        pytest.param("CYP2C19", "rapid", "amitriptyline", ["cyp2c19-rapid"], id="a tertiary tricyclic"),
        pytest.param("CYP2C19", "rapid", "nortriptyline", [], id="a secondary tricyclic"),
        pytest.param("CYP2C19", "normal", "sertraline", [], id="normal"),
        pytest.param("CYP2D6", "ultrarapid", "vortioxetine", ["cyp2d6-ultrarapid"], id="vortioxetine"),
        pytest.param("CYP2D6", "ultrarapid", "nortriptyline", ["cyp2d6-ultrarapid"], id="a tricyclic"),
        pytest.param("CYP2D6", "ultrarapid", "sertraline", [], id="not a drug of CYP2D6"),
        pytest.param("CYP2D6", "poor", "venlafaxine", ["cyp-poor"], id="poor, venlafaxine"),
        pytest.param("CYP2B6", "poor", "sertraline", ["cyp-poor"], id="poor, sertraline"),
        pytest.param("CYP2C19", "poor", "citalopram", ["cyp-poor"], id="poor, citalopram"),
        pytest.param("CYP2C19", "poor", "bupropion", [], id="not a drug of CYP2C19"),
    ],
)
def test_a_phenotype_speaks_of_the_drugs_it_bears_on(gene, value, drug, expected) -> None:
    trial = statement(drug, 300, "2026-01-05", "2026-03-05")
    assert codes(look(depression(), trial, phenotype(gene, value, "2020-01-01"))) == expected


def test_a_phenotype_of_a_later_day_was_not_known() -> None:
    assert of(phenotype("CYP2C19", "ultrarapid", "2026-11-24")) == []
