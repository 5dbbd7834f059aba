"""Reasons in words: a failure is read from a plain statement alone; negations, doubts and longer phrases are not."""

import pytest

from fhir_mappings.stop_words import reason_in_words
from trd.terms import StopReason

STATED = {
    StopReason.INEFFECTIVE: (
        *("Lack of efficacy", "no lasting change; no response", "not effective", "Ineffective", "treatment failure"),
        *("Did not help", "didn't work", "no effect after 8 weeks", "no response to sertraline 150 mg", "not working"),
        *("Reason: lack of efficacy", "Stopped due to lack of effect", "patient reports no benefit", "non-responder"),
        *("lack of efficacy and side effects", "no response, nausea", "drug therapy failed", "No improvement in mood"),
        *(
            "no response despite maximum dose",
            "failed trial of fluoxetine",
            "unwirksam",
            "Patient did not respond to treatment",
        ),
        *("Inefficace; lack of effect", "ineffective, no side effects", "no side effects but not effective"),
    ),
    StopReason.PARTIAL_BENEFIT: ("partial response", "Insufficient response", "only some benefit", "inadequate effect"),
    StopReason.REMISSION: (
        *("in remission", "full remission achieved", "Depression in remission", "recovered", "Therapy completed"),
        *("no longer needed", "symptoms resolved"),
    ),
    StopReason.ADVERSE_EFFECT: (
        *("Side effects: nausea", "not tolerated", "could not tolerate", "rash", "allergic reaction", "Adverse effect"),
    ),
    StopReason.MOOD_SWITCH: ("Hypomania", "?hypomania", "possible mania"),
    StopReason.SUICIDAL_THOUGHTS: ("suicidal thoughts", "no response, suicidal"),
    StopReason.PREGNANCY: ("pregnant", "Patient is pregnant, no side effects"),
    StopReason.PATIENT_CHOICE: (
        *("Patient preference", "No response from patient, lost to follow up", "no response to phone calls"),
        *(
            "not a treatment failure; moved to other city",
            "No side effects; patient moved",
            "did not respond to letters",
        ),
    ),
    StopReason.ADMINISTRATIVE: ("Not covered by insurance", "Ineffective? no - cost", "out of stock", "no supply"),
}
NOTHING = (
    *(
        "no lack of efficacy",
        "not ineffective",
        "no adverse effect",
        "denies side effects",
        "treatment failure ruled out",
    ),
    *("effective", "good response", "remission not reached", "not in remission", "no remission"),
    *(
        "recovered from surgical wound",
        "adverse effect feared",
        "allergy season",
        "pregnancy ruled out",
        "not pregnant",
    ),
    *("no nausea, vomiting or rash", "fear of side effects", "possible treatment failure", "no response recorded yet"),
    *("no effect on weight", "patient not working", "Patient did not respond", "failed trial of dose reduction"),
    *("unsuccessful contact", "treatment failure, ruled out", "no side effects and treatment failure", "see note"),
    *("cancer in remission", "radiation treatment completed", "no benefit in going on", "denies suicidal thoughts"),
    *("no history of mania", "risk of side effects", "Entered in error", "no treatment failure", "pregnancy test"),
    *("father: no response", "if no response", "headache clinic", "never a partial response", "partial response?"),
)


@pytest.mark.parametrize(
    ("words", "reason"), [(words, reason) for reason, texts in STATED.items() for words in texts], ids=str
)
def test_a_plain_statement_is_its_row(words: str, reason: StopReason) -> None:
    assert reason_in_words(words) is reason


@pytest.mark.parametrize("words", NOTHING)
def test_negated_doubtful_and_longer_phrases_say_nothing(words: str) -> None:
    assert reason_in_words(words) is None


def test_recovery_from_an_operation_is_no_remission() -> None:
    assert reason_in_words("recovered from surgery") is not StopReason.REMISSION
