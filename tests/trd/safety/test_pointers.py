"""What is asked only when suspected: age, sex, an illness or another finding of the same organ points at it (R-Z3)."""

from dataclasses import replace

import pytest

from tests.builders import condition
from tests.matrix_patients import Told
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_codes
from trd.safety import Facts, RowResult
from trd.safety.matrix import Row, built, compiled
from trd.safety.pointers import ORGANS, SIGNS, suspected
from trd.terms import Sex, Verdict

KNOWLEDGE = load()
ROWS = compiled(KNOWLEDGE).rows
PREGNANCY = ROWS["S237"]


def asking(codes: str) -> Row:
    """A row that looks for these terms."""
    source = replace(ROWS["S237"].source, id=f"row of {codes}", codes=codes, test="<", threshold="1")
    return built(source, parse_codes(codes), frozenset(), KNOWLEDGE)


def aged(low: int | None, high: int | None, sex: Sex | None = Sex.FEMALE) -> Facts:
    facts = Told(sex=sex).read(KNOWLEDGE)
    return replace(facts, person=replace(facts.person, age=None, age_low=low, age_high=high))


@pytest.mark.parametrize(
    ("low", "high", "sex", "points"),
    [
        (11, 11, Sex.FEMALE, False),
        (12, 12, Sex.FEMALE, True),
        (30, 30, Sex.FEMALE, True),
        (50, 50, Sex.FEMALE, True),
        (51, 51, Sex.FEMALE, False),
        (11, 12, Sex.FEMALE, True),
        (50, 51, Sex.FEMALE, True),
        (None, None, Sex.FEMALE, False),
        (30, None, Sex.FEMALE, False),
        (None, 30, Sex.FEMALE, False),
        (30, 30, Sex.MALE, False),
        (30, 30, None, False),
        (60, 60, Sex.MALE, False),
    ],
)
def test_a_pregnancy_is_suspected_of_a_woman_of_12_to_50(
    low: int | None, high: int | None, sex: Sex | None, points: bool
) -> None:
    assert suspected(PREGNANCY, [], aged(low, high, sex)) is points
    assert suspected(ROWS["S245"], [], aged(low, high, sex)) is points, "so is a pregnancy test"


@pytest.mark.parametrize(("age", "points"), [(64, False), (65, True), (None, False)])
@pytest.mark.parametrize(
    ("concept", "by_age"),
    [("egfr", True), ("sodium", True), ("potassium", True), ("tsh", False), ("alt", False), ("bp-systolic", False)],
)
def test_kidney_sodium_and_heart_are_suspected_from_65(
    concept: str, by_age: bool, age: int | None, points: bool
) -> None:
    row = asking(f"observation:{concept}")
    assert suspected(row, [], aged(age, age, Sex.MALE)) is (points and by_age)


def test_an_age_that_may_be_65_points() -> None:
    assert suspected(asking("observation:egfr"), [], aged(64, 65, Sex.MALE))


@pytest.mark.parametrize(
    ("concept", "sign"),
    [(concept, sign) for concept, organ in sorted(ORGANS.items()) for sign in SIGNS.get(organ, ())],
)
def test_an_active_illness_of_the_organ_points_at_its_value(concept: str, sign: str) -> None:
    row = asking(f"observation:{concept}")
    assert suspected(row, [], Told(facts=[condition(sign)], sex=Sex.MALE).read(KNOWLEDGE))
    over = Told(facts=[condition(sign, clinical="resolved")], sex=Sex.MALE).read(KNOWLEDGE)
    assert not suspected(row, [], over)


def test_an_illness_of_another_organ_does_not_point() -> None:
    facts = Told(facts=[condition("hypothyroidism")], sex=Sex.MALE).read(KNOWLEDGE)
    assert suspected(asking("observation:tsh"), [], facts)
    assert not suspected(asking("observation:egfr"), [], facts)
    assert not suspected(asking("group:nsaids"), [], facts)


def test_another_finding_of_the_same_organ_points() -> None:
    facts = Told(sex=Sex.MALE).read(KNOWLEDGE)
    kidney, sodium = (RowResult(row=ROWS[name].source, verdict=Verdict.HIT) for name in ("S317", "S101"))
    row = asking("observation:creatinine-clearance")
    assert suspected(row, [sodium, kidney], facts)
    assert not suspected(row, [sodium], facts)
    assert not suspected(row, [], facts)
