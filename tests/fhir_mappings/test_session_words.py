"""Sessions by the whole of their words."""

import pytest

from fhir_mappings.session_words import session_in_words


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("Bilateral ECT", "ect"),
        ("Electroconvulsive therapy, bilateral", "ect"),
        ("ECT #5", "ect"),
        ("ECT treatment", "ect"),
        ("Maintenance ECT, right unilateral, ultrabrief pulse", "ect"),
        ("ECT session 3 of 12", "ect"),
        ("Electroconvulsive therapy (ECT) under general anesthesia", "ect"),
        ("ECT no. 7", "ect"),
        ("rTMS session", "rtms"),
        ("TMS treatment 12", "rtms"),
        ("Repetitive transcranial magnetic stimulation (rTMS)", "rtms"),
        ("rTMS left DLPFC, 10 Hz", "rtms"),
        ("Deep TMS session 4", "deep-tms"),
        ("Intermittent theta burst stimulation (iTBS)", "tbs"),
        ("esketamine (Spravato) treatment session", "esketamine-session"),
        ("Spravato 84 mg administration", "esketamine-session"),
        ("IV ketamine infusion #2", "ketamine-infusion"),
    ],
)
def test_a_session_is_told_by_the_whole_of_its_words(text: str, treatment: str) -> None:
    assert session_in_words(text) == treatment


@pytest.mark.parametrize(
    "text",
    [
        *("ECT consultation", "TMS motor threshold determination", "Discussed ECT", "ECT declined", "no ECT"),
        *("Anesthesia for ECT", "MST session", "VNS session 2", "ketamine", "session 5", "bilateral", ""),
        *("Ectopic pregnancy", "ECT-free interval", "Electroconvulsive therapy education"),
        "ECT session " * 20,
    ],
)
def test_talk_of_a_treatment_and_short_names_of_others_are_no_session(text: str) -> None:
    assert session_in_words(text) is None
