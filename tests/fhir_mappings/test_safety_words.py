"""Words of what a treatment may harm."""

import pytest

from fhir_mappings.safety_words import concepts_in


@pytest.mark.parametrize(
    ("words", "concepts"),
    [
        ("seizure disorder", {"seizure-epilepsy"}),
        ("chronic kidney disease stage 5", {"ckd-5"}),
        ("chronic kidney disease", {"ckd-unspecified"}),
        ("idiopathic intracranial hypertension", {"raised-icp"}),
        ("malignant hypertension", {"hypertension"}),
        ("neuroleptic malignant syndrome", {"nms"}),
        ("postpartum psychosis", {"postpartum-psychosis"}),
        ("pre-eclampsia", {"pregnancy"}),
        ("heart attack 2019", {"mi-ihd"}),
        ("gallstones", set[str]()),
    ],
)
def test_a_statement_names_its_concepts(words: str, concepts: set[str]) -> None:
    assert concepts_in(words, past=False) == concepts


def test_of_the_past_some_are_another_concept_and_some_are_none() -> None:
    assert concepts_in("suicide attempt 2012", past=True) == {"suicide-attempt-history"}
    assert concepts_in("pregnancy", past=True) == frozenset()
    assert concepts_in("stroke", past=True) == {"stroke"}
