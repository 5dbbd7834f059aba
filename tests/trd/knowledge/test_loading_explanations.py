"""The rows of §7 are read strictly: what is misspelt stops the service."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from trd.knowledge.loading import PACKAGED, load
from trd.knowledge.loading_explanations import read_explanations
from trd.knowledge.reading import KnowledgeError, read_toml
from trd.terms import Sex

FILE = read_toml(PACKAGED, "explanations.toml")


def read(table: dict[str, Any]):
    knowledge = load()
    return read_explanations(table, knowledge.sources, knowledge.codes, knowledge.agents)


def test_the_file_reads_as_it_is_written() -> None:
    rows, checks = read(deepcopy(FILE))
    assert list(rows) == list(FILE["explanation"])
    assert [check.label for check in checks] == ["TSH", "B12", "alcohol screen", "bipolar screen"]


def test_every_row_names_its_source_and_its_place() -> None:
    for row in load().explanations.values():
        assert row.source.id
        assert row.where == f"clinical-trials.md §7, {row.row}"
        assert row.advice
        assert row.mark in {"V", "M", "P"}


def test_a_limit_carries_source_sex_and_look_back() -> None:
    women, men = load().explanations["anaemia"].limits
    assert (women.sex, women.threshold.value, women.lookback_days) == (Sex.FEMALE, Decimal(12), 365)
    assert (men.sex, men.threshold.value, men.threshold.source.id) == (Sex.MALE, Decimal(13), "WHO-ANAEMIA")


def test_groups_are_expanded_and_exceptions_taken_out() -> None:
    rows = load().explanations
    assert {"tramadol", "oxycodone"} <= rows["opioids-long-term"].drugs
    assert "acetylsalicylic-acid" not in rows["chronic-pain"].drugs
    assert "interferon-gamma-1b" not in rows["drug-interferon"].drugs
    assert "nortriptyline" in rows["cyp2d6-ultrarapid"].genes["CYP2D6"][1], "a class of drugs is expanded"


@pytest.mark.parametrize(
    ("code", "key", "wrong"),
    [
        pytest.param("sleep-apnoea", "conditions", {"sleep-apnea": "Sleep apnoea"}, id="a condition"),
        pytest.param("adhd", "positive", {"asrs-5": "ASRS"}, id="an observation"),
        pytest.param("drug-montelukast", "drugs", ["montelucast"], id="a drug"),
        pytest.param("opioids-long-term", "groups", ["opiates"], id="a group"),
        pytest.param("prodrug-inhibited", "beside", ["prozac"], id="an agent"),
        pytest.param("drug-corticosteroid", "factors", {"prednisolon": 1}, id="a drug with a factor"),
        pytest.param("ptsd", "limits", [{"concept": "pcl", "label": "PCL", "at_least": 33}], id="a scale"),
        pytest.param("ptsd", "limits", [{"concept": "pcl-5", "label": "PCL-5"}], id="a limit without a number"),
        pytest.param(
            "ptsd", "limits", [{"concept": "pcl-5", "label": "PCL-5", "at_least": 33, "below": 3}], id="two numbers"
        ),
        pytest.param(
            "ptsd", "limits", [{"concept": "pcl-5", "label": "PCL-5", "at_least": "33"}], id="a number in words"
        ),
        pytest.param("ptsd", "source", "MEMORY", id="a source"),
        pytest.param("ptsd", "when", "sometimes", id="a time"),
        pytest.param("ptsd", "when", "recent", id="recent without a look-back"),
        pytest.param("ptsd", "advise", "Therapy.", id="a key"),
        pytest.param("opioids-long-term", "figures", {"days": {"unit": "d"}}, id="a figure without a value"),
    ],
)
def test_a_misspelt_entry_is_refused_by_name(code, key, wrong) -> None:
    table = deepcopy(FILE)
    table["explanation"][code][key] = wrong
    with pytest.raises(KnowledgeError, match=code):
        read(table)


def test_a_check_of_an_unknown_test_is_refused() -> None:
    table = deepcopy(FILE)
    table["checks"]["tsh"]["concepts"] = ["thyrotropin"]
    with pytest.raises(KnowledgeError, match="tsh"):
        read(table)


def test_every_condition_and_drug_of_a_row_has_a_code() -> None:
    knowledge = load()
    coded = {concept for code in knowledge.codes.conditions_exact.values() for concept in code.concepts}
    coded |= {concept for code in knowledge.codes.condition_prefixes.values() for concept in code.concepts}
    for row in knowledge.explanations.values():
        assert set(row.conditions) <= coded, row.code
        assert row.drugs <= set(knowledge.codes.ingredients), row.code
