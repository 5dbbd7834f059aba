"""The sentence of a rating, from numbers only (§4.3)."""

from decimal import Decimal
from typing import Any

import pytest

from trd.adequacy.sentence import MISSING, dose_in_words, drug_sentence, treatment
from trd.intervals import DayInterval, Days
from trd.knowledge.loading import load
from trd.terms import Adequacy, DateBasis, TrialKind
from trd.trials import Trial

KNOWLEDGE = load()
SPAN = Days.span(1, 2)


def of(kind: TrialKind, *agents: str) -> Trial:
    return Trial(
        agents=agents,
        kind=kind,
        certain=SPAN,
        possible=SPAN,
        start=DayInterval.on(SPAN.first),  # type: ignore[arg-type]
        end=None,
        start_basis=DateBasis.STATED,
        end_basis=DateBasis.STATED,
        ongoing=True,
    )


@pytest.mark.parametrize(
    ("kind", "agents", "words"),
    [
        (TrialKind.MONOTHERAPY, ("sertraline",), "sertraline"),
        (TrialKind.COMBINATION, ("sertraline", "mirtazapine"), "sertraline with mirtazapine"),
        (TrialKind.AUGMENTATION, ("lithium", "sertraline"), "lithium added to sertraline"),
        (TrialKind.NEUROMODULATION, ("ect",), "ECT"),
        (TrialKind.NEUROMODULATION, ("tms",), "TMS"),
        (TrialKind.PSYCHOTHERAPY, ("cbasp",), "CBASP"),
        (TrialKind.PSYCHOTHERAPY, ("behavioural-activation",), "behavioural activation"),
    ],
)
def test_a_treatment_has_its_name(kind: TrialKind, agents: tuple[str, ...], words: str) -> None:
    assert treatment(of(kind, *agents), KNOWLEDGE) == words


@pytest.mark.parametrize(
    ("dose", "unit", "words"),
    [
        ("50", "mg/d", "50 mg/d"),
        ("50.0", "mg/d", "50 mg/d"),
        ("37.50", "mg/d", "37.5 mg/d"),
        ("1E+2", "mg/d", "100 mg/d"),
        ("100", "mg/d", "100 mg/d"),
        ("0.6", "mmol/L", "0.6 mmol/L"),
        ("25", "ug/d", "25 µg/d"),
        (None, "mg/d", "not stated"),
    ],
)
def test_a_dose_is_written_without_needless_zeros(dose: str | None, unit: str, words: str) -> None:
    assert dose_in_words(None if dose is None else Decimal(dose), KNOWLEDGE.agents["sertraline"], unit) == words
    assert dose_in_words(None if dose is None else Decimal(dose), None, unit) == words


def test_a_fixed_combination_tells_both_parts() -> None:
    agent = KNOWLEDGE.agents["dextromethorphan-bupropion"]
    assert dose_in_words(Decimal(105), agent, "mg/d") == "45/105 mg/d"
    assert dose_in_words(Decimal(210), agent, "mg/d") == "90/210 mg/d"


def said(verdict: Adequacy, **changes: Any) -> str:
    told: dict[str, Any] = {
        "at_dose": "at 50 mg/d or more",
        "days": (30, 40, 50),
        "needed": 28,
        "highest": "25 mg/d",
        "least": "50 mg/d",
        "ongoing": False,
        "supply": None,
        "missing": (),
    }
    return drug_sentence("sertraline", verdict, **{**told, **changes})


@pytest.mark.parametrize(
    ("verdict", "changes", "words"),
    [
        (Adequacy.ADEQUATE, {}, "Sertraline: adequate. 30 days at 50 mg/d or more; 28 needed."),
        (
            Adequacy.INADEQUATE_DOSE,
            {},
            "Sertraline: dose too low. 50 days, highest 25 mg/d; 50 mg/d needed for 28 days.",
        ),
        (
            Adequacy.INADEQUATE_DURATION,
            {"days": (1, 1, 1)},
            "Sertraline: too short. 1 day at 50 mg/d or more; 28 needed.",
        ),
        (
            Adequacy.INADEQUATE_DURATION,
            {"ongoing": True, "days": (9, 9, 9)},
            "Sertraline: too short so far. 9 days at 50 mg/d or more; 28 needed.",
        ),
        (Adequacy.NON_ADHERENT, {}, "Sertraline: not taken regularly, by the record."),
        (
            Adequacy.NON_ADHERENT,
            {"supply": (20, 60)},
            "Sertraline: not taken regularly. Supply for 20 of 60 days (33 %).",
        ),
        (
            Adequacy.UNDETERMINED,
            {"missing": ("dose", "end date")},
            "Sertraline: cannot be judged. 30 days certain, 40 possible at 50 mg/d or more; 28 needed. "
            "Missing: the dose and the end date.",
        ),
        (
            Adequacy.UNDETERMINED,
            {"missing": ("minimum dose",)},
            "Sertraline: cannot be judged. 30 days certain, 40 possible at 50 mg/d or more; 28 needed. "
            "Missing: minimum dose.",
        ),
        (
            Adequacy.UNDETERMINED,
            {"days": (0, 1, 1)},
            "Sertraline: cannot be judged. 0 days certain, 1 possible at 50 mg/d or more; 28 needed.",
        ),
    ],
)
def test_each_verdict_has_its_sentence(verdict: Adequacy, changes: dict[str, Any], words: str) -> None:
    assert said(verdict, **changes) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("level", "a serum level"),
        ("start date", "the start date"),
        ("dispensing", "whether it was dispensed"),
        ("taking", "whether it was taken"),
        ("as needed", "how often it was taken"),
        ("sessions", "the number of sessions"),
    ],
)
def test_what_is_missing_is_said_as_a_clinician_would_ask_for_it(name: str, words: str) -> None:
    assert MISSING[name] == words
    assert said(Adequacy.UNDETERMINED, missing=(name,)).endswith(f"Missing: {words}.")
