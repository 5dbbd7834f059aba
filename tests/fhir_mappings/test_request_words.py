"""What a request or a visit is for, by its words."""

import pytest

from fhir_mappings.request_words import is_mental_health, request_in_words


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Referral: assessment for electroconvulsive therapy (ECT), urgent", "ect"),
        ("TMS evaluation", "rtms"),
        ("Deep TMS evaluation", "deep-tms"),
        ("Spravato clinic intake", "esketamine-session"),
        ("Dialectical behavior therapy", "dbt"),
        ("Interpersonal psychotherapy, weekly", "ipt"),
        ("CBASP", "cbasp"),
        ("Mindfulness-based cognitive therapy group", "mbct"),
        ("Behavioural activation", "behavioural-activation"),
        ("Kognitive Verhaltenstherapie", "cbt"),
        ("Psychodynamic therapy", "psychodynamic"),
        ("Individual psychotherapy", "psychotherapy"),
        ("Mood disorders clinic", "psychiatry-referral"),
        ("Überweisung Psychiatrie", "psychiatry-referral"),
        ("Community mental health team", "mental-health-referral"),
        ("Referral to psychiatry for ECT", "ect"),
    ],
)
def test_what_is_asked_for(text: str, concept: str) -> None:
    assert request_in_words(text) == concept


@pytest.mark.parametrize(
    "text",
    [
        "Physiotherapy",
        "Perfect pitch review",
        "Speech therapy",
        "ECT not indicated",
        "Patient refuses psychotherapy",
        "Discharge from psychiatry",
        "MST",
        "",
    ],
)
def test_what_is_not_asked_for_or_taken_back(text: str) -> None:
    assert request_in_words(text) is None


def test_a_visit_to_a_service_is_told_from_a_treatment() -> None:
    assert is_mental_health("Psychiatric outpatient visit")
    assert is_mental_health("Behavioral Health")
    assert not is_mental_health("ECT")
    assert not is_mental_health("No psychiatry visit")
