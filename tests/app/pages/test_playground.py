"""What the playground's form writes is what the service reads: each code that is offered stands in the knowledge."""

import pytest

from app.pages.playground import CONDITIONS, MEASUREMENTS, SUICIDE_ITEM, hooks, offered, sample_groups
from app.settings import Settings
from app.shell import Shell
from trd.codes import Code, CodeSystem
from trd.knowledge.types import Knowledge


@pytest.fixture
def shell(knowledge: Knowledge) -> Shell:
    return Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests", demo=True)


@pytest.mark.parametrize(("code", "label"), CONDITIONS, ids=[code for code, _ in CONDITIONS])
def test_each_condition_that_is_offered_is_known(code: str, label: str, knowledge: Knowledge) -> None:
    codes = knowledge.codes
    starts = [code[:end] for end in range(3, len(code) + 1)]
    known = [
        Code(system, start) in table
        for system in (CodeSystem.ICD_10, CodeSystem.ICD_10_CM)
        for start in starts
        for table in (codes.condition_prefixes, codes.conditions_exact)
    ]
    assert any(known), label


@pytest.mark.parametrize(("code", "label"), MEASUREMENTS, ids=[code for code, _ in MEASUREMENTS])
def test_each_measurement_that_is_offered_has_a_unit(code: str, label: str, shell: Shell) -> None:
    (entry,) = [entry for entry in offered(shell)["measurements"] if entry["code"] == code]
    assert entry["label"] == label
    assert entry["unit"]


def test_the_answers_on_suicide_are_those_of_the_knowledge_in_their_order(knowledge: Knowledge) -> None:
    found = [
        knowledge.codes.observations[Code(CodeSystem.LOINC, answer["code"])][0] for answer in SUICIDE_ITEM["answers"]
    ]
    assert [each.score for each in found] == [0, 1, 2, 3]
    (item,) = knowledge.codes.observations[Code(CodeSystem.LOINC, SUICIDE_ITEM["code"])]
    assert (item.concept, item.item) == ("phq-9", "9")


def test_scales_and_drugs_come_from_the_knowledge_and_the_best_known_first(shell: Shell) -> None:
    found = offered(shell)
    assert found["scales"][0] == {"label": "PHQ-9", "code": "44261-6", "maximum": 27.0}
    drugs = {drug["label"]: drug for drug in found["drugs"]}
    assert drugs["sertraline"] == {"label": "sertraline", "rxcui": "36437", "unit": "mg"}
    assert drugs["liothyronine"]["unit"] == "ug"
    assert "ketamine" not in drugs


def test_hooks_that_the_site_offers_are_in_the_menu_and_every_sample_has_words(shell: Shell) -> None:
    assert hooks(shell) == ["patient-view", "order-select", "order-sign", "medication-refill"]
    told = [words for _, names in sample_groups() for _, words in names]
    assert all(told)
    assert len(set(told)) == len(told)
