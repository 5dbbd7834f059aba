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
        ("malignant hypertension", {"hypertension", "hypertension-uncontrolled"}),
        ("neuroleptic malignant syndrome", {"nms"}),
        ("postpartum psychosis", {"postpartum-psychosis"}),
        ("pre-eclampsia", {"pregnancy"}),
        ("heart attack 2019", {"mi-acute", "mi-ihd"}),
        ("old myocardial infarction", {"mi-ihd"}),
        ("unstable angina", {"mi-ihd", "unstable-angina"}),
        ("angina tonsillaris", set[str]()),
        ("binge eating disorder", {"eating-disorder-other"}),
        ("eating disorder, unspecified", {"eating-disorder-other"}),
        ("abdominal aortic aneurysm", {"aneurysm"}),
        ("aaa", {"aneurysm"}),
        ("aneurysm of popliteal artery", {"aneurysm"}),
        ("dissection of lymph nodes", set[str]()),
        ("brain avm", {"avm"}),
        ("nash", {"liver-disease-other"}),
        ("alcoholic hepatitis", {"liver-disease-other"}),
        ("fatty liver", {"liver-disease-other", "fatty-liver"}),
        ("hepatic encephalopathy", set[str]()),
        ("addison's disease", {"addison"}),
        ("sick sinus syndrome", {"arrhythmia", "bradycardia"}),
        ("acute kidney injury", {"aki"}),
        ("lithium toxicity", {"lithium-toxicity"}),
        ("tardive dyskinesia", {"tardive-dyskinesia"}),
        ("melena", {"bleeding-gi"}),
        ("low sodium", {"hyponatraemia"}),
        ("low sodium diet", set[str]()),
        ("enlarged prostate", {"bph"}),
        ("diabetes insipidus", {"diabetes-insipidus"}),
        ("stevens-johnson syndrome", {"dress-sjs"}),
        ("delirium tremens", {"alcohol-withdrawal"}),
        ("benzodiazepine dependence", {"sedative-use"}),
        ("tricyclic overdose", {"poisoning-antidepressant"}),
        ("deliberate self-harm", {"suicide-attempt", "self-harm-unspecified-intent"}),
        ("severe head injury", {"tbi"}),
        ("head injury", set[str]()),
        ("cochlear prosthesis in situ", {"cochlear-implant"}),
        ("aneurysm clip in situ", {"metal-in-head", "aneurysm"}),
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
    assert concepts_in("heart attack", past=True) == {"mi-ihd"}
