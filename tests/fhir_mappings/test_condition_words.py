"""A diagnosis without a code is read by its words, and only where they state it of this patient (R-P6b, U3)."""

import pytest

from fhir_mappings.condition_words import read_words, refuses_intake


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Major depression", "depression-unspecified"),
        ("Major depressive disorder", "depression-unspecified"),
        ("MDD", "depression-unspecified"),
        ("Depressive episode", "depression-unspecified"),
        ("Unipolar depression", "depression-unspecified"),
        ("Melancholia", "depression-unspecified"),
        ("Depression NOS", "depression-unspecified"),
        ("Depressive disorder, not otherwise specified", "depression-unspecified"),
        ("Major depressive disorder, recurrent, moderate", "mdd-recurrent-moderate"),
        ("MDD, single episode, severe without psychotic features", "mdd-single-severe"),
        ("Recurrent major depression, severe, with psychotic features", "mdd-recurrent-severe-psychotic"),
        ("MDD recurrent, in full remission", "mdd-recurrent-full-remission"),
        ("MDD, single episode, in partial remission", "mdd-single-partial-remission"),
        ("Major depressive disorder, recurrent, in remission", "mdd-recurrent-remission-unspecified"),
        ("Postpartum depression", "postpartum-depression"),
        ("Persistent depressive disorder", "dysthymia"),
        ("Adjustment disorder with depressive reaction", "adjustment-disorder-depressed"),
        ("Mixed anxiety and depressive disorder", "mixed-anxiety-depression"),
        ("Alcohol-induced depressive disorder", "depression-organic-or-substance"),
        ("Treatment-resistant depression", "treatment-resistant-depression"),
        ("Mittelgradige depressive Störung", "depression-moderate"),
        ("Eenmalige episode van ernstige majeure depressieve stoornis", "mdd-single-severe"),
        ("Épisode dépressif", "depression-unspecified"),
        ("Trastorno depresivo", "depression-unspecified"),
        ("Bipolar disorder", "bipolar-i"),
        ("Bipolar II disorder, depressed", "bipolar-ii"),
        ("Bipolar depression", "bipolar-i"),
        ("Manic-depressive illness", "bipolar-i"),
        ("Manic episode", "mania"),
        ("Hypomania", "mania"),
        ("Paranoid schizophrenia", "schizophrenia-spectrum"),
        ("Schizoaffective disorder, depressive type", "schizophrenia-spectrum"),
        ("Vascular dementia", "dementia"),
    ],
)
def test_words_that_state_a_diagnosis_are_read(text: str, concept: str) -> None:
    reading = read_words(text)
    assert reading is not None
    assert reading.concepts == {concept}


@pytest.mark.parametrize(
    "text",
    [
        "No depression",
        "Denies depression, mania",
        "Rule out major depression",
        "r/o bipolar",
        "Family history of depression",
        "FH: bipolar disorder",
        "Mother with depression",
        "Depression screening",
        "Screen positive for depression",
        "Depression?",
        "?bipolar",
        "Query dementia",
        "Possible bipolar disorder",
        "Suspected schizophrenia",
        "Depression vs bipolar",
        "At risk of depression",
        "Depression ruled out",
        "V.a. Depression",
        "Respiratory depression",
        "ST depression",
        "Depressed skull fracture",
        "Bone marrow depression",
        "Gallstones",
        "Kleptomania",
        "",
    ],
)
def test_a_negation_a_question_and_another_meaning_are_not_read(text: str) -> None:
    assert read_words(text) is None


def test_a_statement_beside_a_negation_is_still_a_statement() -> None:
    reading = read_words("Major depression, severe. No psychotic features. Denies mania")
    assert reading is not None
    assert reading.concepts == {"depression-severe"}
    assert (reading.severity, reading.psychotic) == ("severe", False)


def test_a_history_is_told_as_past() -> None:
    past, now = read_words("History of bipolar disorder"), read_words("Bipolar disorder")
    assert past is not None
    assert now is not None
    assert (past.past, now.past) == (True, False)


def test_psychotic_words_alone_do_not_state_a_severity() -> None:
    reading = read_words("Psychotic depression")
    assert reading is not None
    assert (reading.severity, reading.psychotic) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "Refusal of food",
        "Patient refuses to eat",
        "Refusing fluids",
        "Refuses food and drink",
        "Refusal to eat or drink",
        "Food refusal",
        "Nahrungsverweigerung",
    ],
)
def test_refusal_of_food_or_fluid_is_read_by_name(text: str) -> None:
    assert refuses_intake(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dehydration",
        "Weight loss",
        "Refuses medication",
        "No refusal of food",
        "Family worried: refusing food?",
        "Poor intake",
    ],
)
def test_refusal_is_never_inferred(text: str) -> None:
    assert not refuses_intake(text)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Seizure disorder", {"seizure-epilepsy"}),
        ("Essential hypertension", {"hypertension"}),
        ("Idiopathic intracranial hypertension", {"raised-icp"}),
        ("CKD stage 4", {"ckd-4"}),
        ("Angle-closure glaucoma", {"glaucoma-narrow-angle"}),
        ("History of suicide attempt", {"suicide-attempt-history"}),
        ("Major depression with suicidal ideation", {"depression-unspecified", "suicidal-ideation"}),
        ("Depression and epilepsy", {"depression-unspecified", "seizure-epilepsy"}),
        ("Major depression with psychosis", {"depression-severe-psychotic"}),
        ("Postpartum psychosis", {"postpartum-psychosis"}),
    ],
)
def test_what_a_treatment_may_harm_is_read_too(text: str, concepts: set[str]) -> None:
    reading = read_words(text)
    assert reading is not None
    assert reading.concepts == concepts


@pytest.mark.parametrize("text", ["No seizures", "Family history of stroke", "History of pregnancy", "Pregnancy?"])
def test_what_is_not_so_now_warns_of_nothing(text: str) -> None:
    assert read_words(text) is None


def test_of_a_pasted_letter_only_the_beginning_is_read() -> None:
    assert read_words("word " * 300 + "major depression") is None
    assert not refuses_intake("word " * 300 + "refuses food")


@pytest.mark.parametrize("text", ["Breastfeeding (mother)", "breast-feeding", "Lactating mother", "Nursing mother"])
def test_the_mother_may_be_the_patient_herself(text: str) -> None:
    found = read_words(text)
    assert found is not None
    assert found.concepts == {"breastfeeding"}


@pytest.mark.parametrize("text", ["Mother had depression", "not breastfeeding", "Mother: pregnant with twins"])
def test_what_is_said_of_her_mother_or_denied_is_not_read(text: str) -> None:
    assert read_words(text) is None
