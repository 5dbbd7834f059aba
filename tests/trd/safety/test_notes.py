"""What the notes of single rows change: only a later, sufficient value does, and only for the drugs it names (R-Z8)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import condition, measurement
from tests.matrix_patients import AS_OF, LONG_AGO, ago, judged, taken
from trd.exposures import Exposure
from trd.safety import Judgement
from trd.terms import Effect, Sex, Topic

MAN: dict[str, Any] = {"sex": Sex.MALE}
LOW = condition("hyponatraemia", onset="2026-06-01")


def effect_of(row: str, judgement: Judgement) -> Effect | None:
    return next((hit.row.effect for hit in judgement.hits if hit.row.id == row), None)


# S103, S331: a sodium of 135 or more, dated after the hyponatraemia.


@pytest.mark.parametrize(
    ("facts", "recovered"),
    [
        pytest.param([LOW, measurement("sodium", 135, "2026-10-01")], True, id="135 later"),
        pytest.param([LOW, measurement("sodium", 134, "2026-10-01")], False, id="134 later"),
        pytest.param([LOW, measurement("sodium", 138, "2026-06-02")], True, id="the day after"),
        pytest.param([LOW, measurement("sodium", 138, "2026-06-01")], False, id="on the same day"),
        pytest.param([LOW, measurement("sodium", 138, "2026-05-01")], False, id="before"),
        pytest.param([LOW, measurement("sodium", (None, 140), "2026-10-01")], False, id="at most 140 may be low"),
        pytest.param([LOW, measurement("sodium", (135, None), "2026-10-01")], True, id="at least 135"),
        pytest.param(
            [LOW, measurement("sodium", 138, "2026-10-01"), measurement("sodium", 132, "2026-10-01")],
            False,
            id="two values of the day, one low",
        ),
        pytest.param(
            [LOW, measurement("sodium", 138, "2026-09-01"), measurement("sodium", 132, "2026-10-01")],
            False,
            id="normal in between, low again",
        ),
        pytest.param(
            [LOW, condition("hyponatraemia", onset="2026-11-01"), measurement("sodium", 138, "2026-10-01")],
            False,
            id="a second hyponatraemia since",
        ),
        pytest.param(
            [
                condition("hyponatraemia", onset=None),
                condition("hyponatraemia", onset="2026-06-01"),
                measurement("sodium", 138, "2026-10-01"),
            ],
            False,
            id="one without a date may be newer",
        ),
        pytest.param(
            [
                condition("hyponatraemia", onset=None),
                condition("hyponatraemia", onset="2026-06-01"),
                measurement("sodium", 130, "2026-10-01"),
            ],
            False,
            id="one without a date, and a low value",
        ),
        pytest.param([LOW], False, id="no sodium"),
    ],
)
def test_hyponatraemia_is_a_caution_only_after_a_later_normal_sodium(facts: list[Any], recovered: bool) -> None:
    found = effect_of("S103", judged("sertraline", *facts, **MAN))
    assert found is (Effect.CAUTION if recovered else Effect.AVOID)


def test_dehydration_alone_is_not_cleared_by_a_normal_sodium() -> None:
    facts = [condition("dehydration", onset=ago(60)), measurement("sodium", 138, ago(20))]
    judgement = judged("lithium", *facts, topic=Topic.AUGMENTATION, **MAN)
    assert effect_of("S331", judgement) is Effect.CONTRAINDICATED


@pytest.mark.parametrize(("days", "row"), [(90, Effect.CONTRAINDICATED), (91, None)])
def test_a_dehydration_of_90_days_ago_still_counts(days: int, row: Effect | None) -> None:
    facts = [LOW, condition("dehydration", onset=ago(days)), measurement("sodium", 138, ago(20))]
    low_again = condition("hyponatraemia", onset=ago(60))
    judgement = judged("lithium", *facts, low_again, topic=Topic.AUGMENTATION, **MAN)
    assert effect_of("S331", judgement) is row


# S133: an enlarged prostate.


@pytest.mark.parametrize(
    ("agent", "topic", "effect"),
    [
        ("paroxetine", Topic.SWITCH, Effect.CAUTION),
        ("quetiapine", Topic.AUGMENTATION, Effect.CAUTION),
        ("olanzapine", Topic.AUGMENTATION, Effect.AVOID),
        ("reboxetine", Topic.SWITCH, Effect.AVOID),
        ("nortriptyline", Topic.SWITCH, Effect.AVOID),
    ],
)
def test_an_enlarged_prostate_alone_is_a_caution_for_paroxetine_and_quetiapine(
    agent: str, topic: Topic, effect: Effect
) -> None:
    assert effect_of("S133", judged(agent, condition("bph"), topic=topic, **MAN)) is effect
    both = [condition("bph"), condition("urinary-retention")]
    assert effect_of("S133", judged(agent, *both, topic=topic, **MAN)) is Effect.AVOID


# S316: severe kidney disease on the list, and a newer eGFR.


@pytest.mark.parametrize("stage", ["ckd-4", "ckd-5"])
@pytest.mark.parametrize(
    ("onset", "egfr", "days", "effect"),
    [
        pytest.param("2025-01-01", 30, 20, Effect.AVOID, id="30"),
        pytest.param("2025-01-01", "29.9", 20, Effect.CONTRAINDICATED, id="below 30"),
        pytest.param("2025-01-01", 50, 90, Effect.AVOID, id="90 days old"),
        pytest.param("2025-01-01", 50, 91, Effect.CONTRAINDICATED, id="91 days old"),
        pytest.param(ago(10), 50, 20, Effect.CONTRAINDICATED, id="older than the disease"),
        pytest.param("2025-01-01", (None, 50), 20, Effect.CONTRAINDICATED, id="at most 50"),
    ],
)
def test_severe_kidney_disease_is_avoid_after_a_newer_egfr_of_30(
    stage: str, onset: Any, egfr: Any, days: int, effect: Effect
) -> None:
    facts = [condition(stage, onset=onset), measurement("egfr", egfr, ago(days))]
    assert effect_of("S316", judged("lithium", *facts, topic=Topic.AUGMENTATION, **MAN)) is effect


def test_severe_kidney_disease_without_an_egfr_is_a_contraindication() -> None:
    judgement = judged("lithium", condition("ckd-4", onset="2025-01-01"), topic=Topic.AUGMENTATION, **MAN)
    assert effect_of("S316", judgement) is Effect.CONTRAINDICATED


# S260: a second antipsychotic.


def dosed(name: str, dose: str | None, **more: Any) -> Exposure:
    known = None if dose is None else Decimal(dose)
    return taken(name, LONG_AGO, AS_OF, low=known, high=known, **more)


@pytest.mark.parametrize(
    ("running", "effect"),
    [
        pytest.param([dosed("prochlorperazine", "10")], Effect.CAUTION, id="an antiemetic"),
        pytest.param([dosed("quetiapine", "149")], Effect.CAUTION, id="quetiapine below 150 mg"),
        pytest.param([dosed("quetiapine", "150")], Effect.AVOID, id="quetiapine of 150 mg"),
        pytest.param([dosed("quetiapine", None)], Effect.AVOID, id="quetiapine of an unknown dose"),
        pytest.param([dosed("prochlorperazine", "10"), dosed("quetiapine", "25")], Effect.CAUTION, id="both"),
        pytest.param([dosed("prochlorperazine", "10"), dosed("haloperidol", "2")], Effect.AVOID, id="and a third"),
        pytest.param([dosed("haloperidol", "2")], Effect.AVOID, id="haloperidol"),
        pytest.param(
            [dosed("prochlorperazine", "10"), dosed("haloperidol", "2", certain=False)],
            Effect.AVOID,
            id="one that may still be taken",
        ),
        pytest.param(
            [taken("haloperidol", LONG_AGO, ago(1)), dosed("quetiapine", "25")], Effect.CAUTION, id="one that ended"
        ),
        pytest.param(
            [taken("quetiapine", LONG_AGO, ago(100), high=Decimal(300)), dosed("quetiapine", "25")],
            Effect.CAUTION,
            id="quetiapine that was lowered",
        ),
    ],
)
def test_a_second_antipsychotic_is_a_caution_beside_an_antiemetic_or_low_dose_quetiapine(
    running: list[Exposure], effect: Effect
) -> None:
    judgement = judged("aripiprazole", topic=Topic.AUGMENTATION, exposures=running, **MAN)
    assert effect_of("S260", judgement) is effect


# S340: a pacemaker.


@pytest.mark.parametrize("illness", ["heart-block", "bradycardia"])
@pytest.mark.parametrize(("status", "effect"), [("active", Effect.AVOID), ("inactive", Effect.AVOID)])
def test_a_slow_heart_with_a_pacemaker_is_avoid(illness: str, status: str, effect: Effect) -> None:
    facts = [condition(illness), condition("pacemaker", clinical=status)]
    assert effect_of("S340", judged("lithium", *facts, topic=Topic.AUGMENTATION, **MAN)) is effect
    alone = judged("lithium", *facts[:1], topic=Topic.AUGMENTATION, **MAN)
    assert effect_of("S340", alone) is Effect.CONTRAINDICATED
