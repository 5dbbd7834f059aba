"""Free-text sigs: every sample right or undetermined, none wrong; and what no sample says."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.dosage.reading import Amount, Instruction
from fhir_mappings.dosage.sigs import read_sig, times_in_sig
from fhir_mappings.dosage.tokens import SigDrug
from tests.fhir_mappings.records import WORDS

SAMPLES = list(csv.DictReader(Path(__file__).with_name("sig_samples.csv").read_text(encoding="utf-8").splitlines()))
DRUGS = WORDS.drugs
LEAST_READ = 500
"""Samples that are read or rightly left; fewer would be a loss of coverage (no sample may be wrong)."""


def drug(name: str, strength: str = "", unit: str = "tablet") -> SigDrug:
    """The drug that a sig is written for."""
    mg = Fraction(strength) if strength else None
    ingredients = {name, *(part for named in DRUGS.names.find(name) for part in named.ingredients)}
    return SigDrug(
        ingredients=frozenset(ingredients),
        per_unit=mg if unit in ("tablet", "capsule") else None,
        per_ml=mg if unit == "mL" else None,
        per_day=mg if unit == "patch" else None,
        noun=unit,
        strengths=frozenset().union(*(DRUGS.strengths_of((one,)) for one in ingredients)),
    )


def read(text: str, name: str = "sertraline", strength: str = "50", unit: str = "tablet") -> Instruction:
    return read_sig(text, drug(name, strength, unit), DRUGS.names)


def judge(row: dict[str, str]) -> str:
    """`right`, `undetermined` or what is wrong."""
    told = read(row["text"], row["agent"], row["product_strength_mg"], row["product_unit"])
    says_nothing = row["expected_kind"] in ("undetermined", "not-a-dose")
    if told.as_needed:
        return _as_needed(row, told)
    stated = any(step.daily.stated for step in told.steps) or (bool(row["daily_units"]) and told.units.stated)
    if not stated:
        return "right" if says_nothing else "undetermined"
    if says_nothing or row["expected_kind"] == "prn":
        return f"read as {told.steps}"
    if row["expected_kind"] == "steps":
        return _steps(row, told)
    if row["daily_units"]:
        low, high = (row["daily_units"].split("-") * 2)[:2]
        same = told.units == Amount(low=Fraction(low), high=Fraction(high))
        return "right" if same and not told.steps[0].daily.stated else f"read as {told.units}"
    dose = told.steps[0].daily
    same = len(told.steps) == 1 and near(dose.low, row["daily_mg_min"]) and near(dose.high, row["daily_mg_max"])
    return ("right" if _duration(row, told) else "another duration") if same else f"read as {told.steps}"


def near(value: Fraction | None, expected: str) -> bool:
    return value is not None and abs(value - Fraction(expected)) <= Fraction(expected) / 100


def _as_needed(row: dict[str, str], told: Instruction) -> str:
    if row["expected_kind"] != "prn":
        return "undetermined" if row["expected_kind"] in ("undetermined", "not-a-dose") else "read as needed"
    if row["daily_units"]:
        return "right" if told.units.high == Fraction(row["daily_units"].split("-")[1]) else "another maximum"
    high = told.steps[0].daily.high
    if not row["daily_mg_max"]:
        return "right" if high is None else "a maximum from nowhere"
    return "undetermined" if high is None else "right" if near(high, row["daily_mg_max"]) else "another maximum"


def _steps(row: dict[str, str], told: Instruction) -> str:
    expected = json.loads(row["steps"])
    if len(expected) != len(told.steps):
        return f"read as {told.steps}"
    for wanted, step in zip(expected, told.steps, strict=True):
        days, dose = wanted["days"], step.daily.single
        if (days is None) != (step.days is None) or (days and abs(days - (step.days or 0)) > 2):
            return "another length of a step"
        if dose is None or abs(dose - Fraction(str(wanted["daily_mg"]))) > Fraction(str(wanted["daily_mg"])) / 100:
            return "another dose of a step"
    return "right"


def _duration(row: dict[str, str], told: Instruction) -> bool:
    if told.supplied_days is None:
        return True
    return bool(row["duration_days"]) and abs(told.supplied_days - int(row["duration_days"])) <= 2


@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["id"])
def test_a_sample_is_right_or_undetermined_and_never_wrong(row: dict[str, str]) -> None:
    assert judge(row) in ("right", "undetermined"), f"{row['text']!r}: {row['note']}"


def test_hardly_a_sample_is_left_undetermined() -> None:
    assert sum(judge(row) == "right" for row in SAMPLES) >= LEAST_READ


MORE, PRINTED = (
    list(csv.DictReader(Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()))
    for name in ("more_sigs.csv", "printed_sigs.csv")
)
"""Written for this project after the samples, the second in the manner of those who print them; what is read of each,
empty where it has two readings or none."""


def shown(amount: Fraction | None) -> str:
    return "" if amount is None else str(amount)


def told(instruction: Instruction) -> str:
    """`50`, `25-50`, `25-` (as needed beside it, no end told), `7x25;*x50`, `prn:100`, or nothing."""
    steps = instruction.steps
    if instruction.as_needed:
        return f"prn:{shown(steps[0].daily.high) if steps else ''}"
    if len(steps) > 1:
        return ";".join(f"{step.days or '*'}x{shown(step.daily.low)}" for step in steps)
    if not steps or not steps[0].daily.stated:
        return ""
    low, high = steps[0].daily.low, steps[0].daily.high
    return shown(low) if low == high else f"{shown(low)}-{shown(high)}"


@pytest.mark.parametrize("row", [*MORE, *PRINTED], ids=lambda row: row["text"][:60])
def test_a_sig_of_no_sample_is_read_exactly_or_not_at_all(row: dict[str, str]) -> None:
    assert told(read(row["text"], row["agent"], row["strength"], row["unit"])) == row["daily_mg"]


@pytest.mark.parametrize(
    "text",
    [
        "Take 1 tablet daily (Patient not taking: Reported on 11/3/2025)",
        "no longer taking 1 tab daily",
        "1 tab daily. Never started",
        "Do not take. 1 tab daily",
    ],
)
def test_a_text_that_says_not_taken_gives_no_dose_and_says_so(text: str) -> None:
    told = read(text)
    assert told.not_taken
    assert not told.steps


def test_for_ninety_days_is_a_supply_and_no_stop() -> None:
    told = read("Take 1 tablet daily for 90 days")
    assert told.supplied_days == 90
    assert told.steps[0].days is None


def test_then_without_durations_is_between_the_lowest_and_the_highest_step() -> None:
    assert read("25 mg daily then 50 mg daily").steps[0].daily == Amount(low=Fraction(25), high=Fraction(50))


def test_another_drug_in_the_text_is_not_the_answer() -> None:
    assert read("fluoxetine 20 mg am, trazodone 50 mg hs", "trazodone", "50").steps[0].daily.single == 50


def test_in_addition_to_is_told() -> None:
    assert read("Take 1 tablet daily in addition to 100 mg tablet").in_addition


def test_the_times_are_read_where_the_amount_is_not() -> None:
    assert times_in_sig("twice a day", drug("sertraline")) == Amount.of(Fraction(2))
    assert times_in_sig("as directed", drug("sertraline")) is None


def test_the_drops_of_citalopram_are_counted_by_the_knowledge() -> None:
    drops = SigDrug(ingredients=frozenset({"citalopram"}), mg_per_drop=Fraction(2))
    assert read_sig("8 drops daily", drops).steps[0].daily.single == 16


def test_a_patch_told_by_its_content_gives_its_daily_mg() -> None:
    patch = SigDrug(ingredients=frozenset({"selegiline"}), noun="patch", contents={Fraction(20): Fraction(6)})
    assert read_sig("1 patch (20 mg/20 cm²) daily", patch).steps[0].daily.single == 6
    assert not read_sig("1 patch (25 mg/20 cm²) daily", patch).steps


def test_mg_of_a_tablet_with_two_ingredients_are_not_taken_for_one_of_them() -> None:
    both = SigDrug(ingredients=frozenset({"olanzapine", "fluoxetine"}), per_unit=Fraction(25), fixed=True)
    assert read_sig("1 capsule (6 mg/25 mg) every evening", both).steps[0].daily.single == 25
    assert not read_sig("25 mg every evening", both).steps


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read(text)


PIECES = [row["text"] for row in SAMPLES]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from([" ", ". ", ", then ", " and ", "; "]))
def test_two_sigs_run_together_never_give_less_than_nothing(one: str, two: str, joint: str) -> None:
    for step in read(one + joint + two).steps:
        assert step.daily.low is None or step.daily.low >= 0
        assert step.daily.low is None or step.daily.high is None or step.daily.low <= step.daily.high


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SAMPLES), st.sampled_from(["  ", " \n", "\t", "&nbsp;"]))
def test_white_space_changes_no_dose(row: dict[str, str], space: str) -> None:
    spaced = read(row["text"].replace(" ", space), row["agent"], row["product_strength_mg"], row["product_unit"])
    assert spaced == read(row["text"], row["agent"], row["product_strength_mg"], row["product_unit"])


PLAIN = ["Take 1 tablet daily", "Take 1 tablet by mouth every morning", "50 mg po qhs", "TAKE ONE TABLET TWICE A DAY"]
CHANGING = """not never no longer except but unless until double triple extra additional more less skip miss sometimes
    occasionally previously if when during over under almost may maximum then stop increase decrease taper winter"""


@pytest.mark.parametrize("word", CHANGING.split())
@pytest.mark.parametrize("text", PLAIN)
def test_a_changing_word_that_falls_into_a_sig_never_makes_another_number(text: str, word: str) -> None:
    """Figures, fractions and weekdays do make another sig; of these words none may be read past and give a new dose."""
    dose = read(text).steps[0].daily.single
    words = text.split()
    for place in range(len(words) + 1):
        for step in read(" ".join([*words[:place], word, *words[place:]])).steps:
            assert step.daily.low in (None, 0, dose), place
            assert step.daily.high is None or not step.daily.low or step.daily.high >= (dose or 0), place


UNITS = [("100 mg", 100), ("0.1 g", 100), ("100000 mcg", 100), ("2 tablets", 100), ("2 tabs (100 mg total)", 100)]
OFTEN = [("daily", 1), ("BID", 2), ("q8h", 3), ("every other day", Fraction(1, 2)), ("once a week", Fraction(1, 7))]


@pytest.mark.parametrize(("often", "times"), OFTEN)
@pytest.mark.parametrize(("dose", "mg"), UNITS)
def test_a_dose_in_equivalent_units_gives_the_same_mg_a_day(dose: str, mg: int, often: str, times: Fraction) -> None:
    assert read(f"Take {dose} by mouth {often}").steps[0].daily.single == mg * times


def test_a_scheduled_dose_stays_certain_beside_one_as_needed() -> None:
    told = read("Take 1 tablet nightly. May take an extra tablet as needed.")
    assert not told.as_needed
    assert told.steps[0].daily == Amount(low=Fraction(50), high=Fraction(100))
    assert told.units == Amount(low=Fraction(1), high=Fraction(2))


def test_as_needed_after_two_doses_may_mean_both() -> None:
    assert read("Take 1 tablet every morning and 1 tablet at bedtime as needed").as_needed


def test_a_letter_is_no_sig() -> None:
    assert read("Take 1 tablet daily. " + "word " * 300).steps == ()
