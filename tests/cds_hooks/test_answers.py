"""What the decision log may keep of an answer: numbers, topics and keys, nothing of the patient."""

from datetime import date

from cds_hooks.answers import answered, counts, counts_of
from tests.cds_hooks.order_calls import finding
from tests.cds_hooks.patient_a import assessment, configuration, recommendations

DAY = date(2026, 11, 23)


def test_counts_are_numbers_by_name() -> None:
    told = counts(assessment(), recommendations(order_findings=(finding("a"), finding("a"), finding("b"))))
    assert told["finding.a"] == 2
    assert told["finding.b"] == 1
    assert told["failed_trials"] == assessment().resistance.failed_trials
    assert counts_of(assessment().history).items() <= told.items()
    assert all(isinstance(count, int) for count in told.values())


def test_in_silent_mode_what_would_have_been_shown_is_kept() -> None:
    silent = answered((), configuration(silent=True), as_of=DAY, silent_because="nothing to say")
    assert silent.silent_because == "silent"
    assert answered((), configuration(), as_of=DAY, silent_because="G9").silent_because == "G9"
