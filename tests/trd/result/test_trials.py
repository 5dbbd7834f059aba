"""The trials of the result, number by number."""

from decimal import Decimal

from tests.builders import depression, dispense, sessions, statement, step
from tests.results import SCORES, SERTRALINE, told


def test_a_failed_trial_is_told_with_its_numbers() -> None:
    (trial,) = told(depression(), SERTRALINE, *SCORES)["trials"]
    assert trial["because"]
    assert {name: value for name, value in trial.items() if name != "because"} == {
        "id": "t1",
        "agents": [{"name": "sertraline", "rxcui": "36437", "class": "SSRI"}],
        "kind": "monotherapy",
        "episode": "current",
        "start": "2026-07-10",
        "end": "2026-10-18",
        "ongoing": False,
        "startRange": ["2026-07-10", "2026-07-10"],
        "endRange": ["2026-10-18", "2026-10-18"],
        "startBasis": "stated",
        "endBasis": "stated",
        "doseSteps": [{"from": "2026-07-10", "to": "2026-10-18", "dailyDose": 100}],
        "peakDailyDose": 100,
        "minimumAdequateDose": 50,
        "doseUnit": "mg/d",
        "weeksAtAdequateDose": Decimal("14.4"),
        "weeksPossible": Decimal("14.4"),
        "minimumWeeks": 6,
        "adherence": None,
        "sessions": None,
        "adequacy": "adequate",
        "outcome": "non-response",
        "outcomeBasis": "scores",
        "baseline": {"instrument": "PHQ-9", "score": 21, "date": "2026-07-08"},
        "endpoint": {"instrument": "PHQ-9", "score": 19, "date": "2026-10-16"},
        "failed": True,
        "notes": [],
        "confidence": "high",
        "evidence": ["MedicationStatement/1", "Observation/1", "Observation/2"],
    }


def test_an_ongoing_trial_has_no_end() -> None:
    running = statement("sertraline", 50, "2026-09-01", asserted="2026-11-23")
    (trial,) = told(depression(), running)["trials"]
    assert (trial["start"], trial["end"], trial["endRange"], trial["ongoing"]) == ("2026-09-01", None, None, True)


def test_of_a_partial_date_the_certain_day_stands_beside_its_range() -> None:
    (trial,) = told(depression(), statement("sertraline", 50, "2026-03", "2026-05"))["trials"]
    assert (trial["start"], trial["startRange"]) == ("2026-03-31", ["2026-03-01", "2026-03-31"])
    assert (trial["end"], trial["endRange"]) == ("2026-05-01", ["2026-05-01", "2026-05-31"])
    assert trial["weeksAtAdequateDose"] == Decimal("4.5"), "32 days, rounded down"


def test_a_dose_range_shows_what_was_certainly_taken() -> None:
    found = told(depression(), statement("sertraline", (25, 50), "2026-01-05", "2026-03-05"))
    assert [each["dailyDose"] for each in found["trials"][0]["doseSteps"]] == [25]
    (exposure,) = found["history"]["exposures"]
    assert (exposure["dailyDose"], exposure["doseRange"]) == (None, [25, 50])


def test_a_dose_that_is_not_stated_is_null_never_zero() -> None:
    found = told(depression(), statement("sertraline", None, "2026-01-05", "2026-03-05"))
    assert [each["dailyDose"] for each in found["trials"][0]["doseSteps"]] == [None]
    (exposure,) = found["history"]["exposures"]
    assert (exposure["dailyDose"], exposure["doseRange"]) == (None, None)


def test_dose_steps_follow_one_another() -> None:
    titrated = statement("sertraline", [step(25, days=14), step(50)], "2026-01-05", "2026-03-05")
    (trial,) = told(depression(), titrated)["trials"]
    assert trial["doseSteps"] == [
        {"from": "2026-01-05", "to": "2026-01-18", "dailyDose": 25},
        {"from": "2026-01-19", "to": "2026-03-05", "dailyDose": 50},
    ]


def test_an_augmentation_names_the_augmenter_first() -> None:
    base = statement("sertraline", 100, "2026-01-05", asserted="2026-11-23")
    added = statement("aripiprazole", 5, "2026-06-01", "2026-09-01")
    trials = told(depression(), base, added)["trials"]
    (augmentation,) = [trial for trial in trials if trial["kind"] == "augmentation"]
    assert [agent["name"] for agent in augmentation["agents"]] == ["aripiprazole", "sertraline"]
    assert augmentation["minimumWeeks"] == 4


def test_a_course_is_counted_in_sessions_not_in_weeks() -> None:
    days = [
        "2026-05-04",
        "2026-05-06",
        "2026-05-08",
        "2026-05-11",
        "2026-05-13",
        "2026-05-15",
        "2026-05-18",
        "2026-05-20",
    ]
    found = told(depression(), sessions("ect-bilateral", days, label="ECT"))
    (trial,) = found["trials"]
    assert trial["agents"] == [{"name": "electroconvulsive therapy", "rxcui": None, "class": None}]
    assert (trial["kind"], trial["sessions"], trial["adequacy"]) == ("neuromodulation", 8, "adequate")
    assert [trial[name] for name in ("weeksAtAdequateDose", "weeksPossible", "minimumWeeks")] == [None] * 3
    (course,) = found["history"]["courses"]
    assert {name: course[name] for name in ("kind", "label", "from", "to", "sessions")} == {
        "kind": "ect",
        "label": "ECT",
        "from": "2026-05-04",
        "to": "2026-05-20",
        "sessions": 8,
    }
    assert len(course["evidence"]) == 8


def test_what_is_no_trial_is_told_with_its_reason() -> None:
    hypnotic = statement("trazodone", 50, "2026-01-05", "2026-03-05", id="MedicationStatement/5")
    found = told(depression(), hypnotic)
    assert found["trials"] == []
    assert found["notCounted"] == [
        {
            "agent": "trazodone",
            "reason": "hypnotic dose",
            "from": "2026-01-05",
            "to": "2026-03-05",
            "evidence": ["MedicationStatement/5"],
        }
    ]


def test_adherence_is_rounded_down() -> None:
    handed = [dispense("sertraline", 50, day, 30) for day in ("2026-05-01", "2026-06-15", "2026-07-29")]
    trials = told(depression(), *handed)["trials"]
    assert [trial["adherence"] for trial in trials] == [Decimal("0.75")], "90 of 119 days are 0.756"


def test_a_whole_number_has_one_spelling() -> None:
    (trial,) = told(depression(), statement("sertraline", "50.0", "2026-01-05", "2026-03-05"))["trials"]
    assert repr(trial["peakDailyDose"]) == "50"
    (trial,) = told(depression(), statement("paroxetine", "37.50", "2026-01-05", "2026-03-05"))["trials"]
    assert repr(trial["peakDailyDose"]) == "Decimal('37.5')"
