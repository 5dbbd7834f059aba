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
        ("cochlear prosthesis in situ", {"cochlear-implant"}),
        ("aneurysm clip in situ", {"metal-in-head"}),
        ("titanium plate in skull", {"metal-in-head"}),
        ("cranial plate", {"metal-in-head"}),
        ("shrapnel in head", {"metal-in-head"}),
        ("ventriculoperitoneal shunt", {"cerebral-shunt"}),
        ("vns in situ", {"neurostimulator-dbs-vns"}),
        ("cerebral artery aneurysm", {"aneurysm-cerebral"}),
        ("parkinson's disease", {"parkinson"}),
        ("drug-induced parkinsonism", {"parkinsonism-secondary"}),
        ("caesarean section", {"postpartum-period"}),
        ("six weeks postpartum", {"postpartum-period"}),
        ("fear of childbirth", set[str]()),
        ("gallstones", set[str]()),
    ],
)
def test_a_statement_names_its_concepts(words: str, concepts: set[str]) -> None:
    assert concepts_in(words, past=False) == concepts


def test_of_the_past_some_are_another_concept_and_some_are_none() -> None:
    assert concepts_in("suicide attempt 2012", past=True) == {"suicide-attempt-history"}
    assert concepts_in("pregnancy", past=True) == frozenset()
    assert concepts_in("caesarean section", past=True) == frozenset()
    assert concepts_in("stroke", past=True) == {"stroke"}
