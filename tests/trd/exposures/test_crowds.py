"""More records of one drug than can be weighed day by day: no day is lost or won, a dose only becomes less certain."""

from datetime import date, timedelta
from random import Random

import pytest

from tests.builders import administration, dispense, history, order, statement
from trd.choices import Choices
from trd.exposures import Exposure, Rebuilt, certain_days, crowds, dosing, possible_days, rebuild
from trd.exposures.spells import Spell
from trd.history import MedicationRecord
from trd.intervals import Days
from trd.knowledge.loading import load
from trd.terms import GapCode, TrialKind
from trd.trials import join

AS_OF = date(2026, 11, 23)
SERTRALINE = frozenset({"sertraline"})


def rebuilt(records: list[MedicationRecord]) -> Rebuilt:
    return rebuild(history(records), load(), Choices(), as_of=AS_OF)


def day(ago: int) -> str:
    return (AS_OF - timedelta(days=ago)).isoformat()


def some_records(chance: Random) -> list[MedicationRecord]:
    """Records of one drug from every source, most of them at the same time."""
    found = []
    for number in range(chance.randrange(3, 16)):
        first = chance.randrange(1, 120)
        last = chance.randrange(0, first)
        dose = chance.choice([None, 50, 50, 100, 150])
        name = f"r{number}"
        match chance.randrange(7):
            case 0 | 1:
                found.append(statement("sertraline", dose, day(first), day(last), id=name))
            case 2:
                found.append(order("sertraline", dose, day(first), id=name, supply_days=chance.choice([None, 30])))
            case 3:
                found.append(order("sertraline", dose, day(first), day(last), id=name, as_needed=chance.random() < 0.5))
            case 4:
                found.append(dispense("sertraline", dose, day(first), chance.choice([None, 20, 60]), id=name))
            case 5:
                found.append(statement("sertraline", dose, day(first), day(last), id=name, intake="not-taken"))
            case _:
                found.append(administration("sertraline", dose or 50, day(first), id=name))
    return found


def on(exposures: tuple[Exposure, ...], ordinal: int) -> tuple[object, object] | None:
    """The lowest and the highest dose of a day."""
    return next(((each.low, each.high) for each in exposures if each.possible.holds(ordinal)), None)


@pytest.mark.parametrize("seed", range(40))
def test_a_crowd_keeps_every_day_and_no_dose_becomes_surer(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    records = some_records(Random(seed))
    exact = rebuilt(records)
    monkeypatch.setattr(crowds, "AT_ONCE", 1)
    crowded = rebuilt(records)
    assert certain_days(crowded.exposures, SERTRALINE) == certain_days(exact.exposures, SERTRALINE)
    assert possible_days(crowded.exposures, SERTRALINE) == possible_days(exact.exposures, SERTRALINE)
    assert {name for each in crowded.exposures for name in each.evidence} == {
        name for each in exact.exposures for name in each.evidence
    }
    for first, last in possible_days(exact.exposures, SERTRALINE).spans:
        for ordinal in range(first, last + 1):
            told, known = on(crowded.exposures, ordinal), on(exact.exposures, ordinal)
            assert told is not None
            assert known is not None
            assert told[0] is None or (known[0] is not None and told[0] <= known[0])  # type: ignore[operator]
            assert told[1] is None or told[1] == known[1]


def long_ones(count: int, doses: tuple[int, ...] = (50, 100)) -> list[MedicationRecord]:
    """Statements that all run to today, each with another first day."""
    return [
        statement("sertraline", doses[number % len(doses)], day(count - number + 5), day(0), id=f"s{number:04}")
        for number in range(count)
    ]


def test_many_that_agree_are_one_exposure_of_their_dose() -> None:
    found = rebuilt(long_ones(80, (100,)))
    (exposure,) = found.exposures
    assert exposure.low == exposure.high == 100
    assert exposure.certain == Days.between(date.fromisoformat(day(85)), AS_OF)
    assert len(exposure.evidence) == 80
    assert not found.gaps


def test_many_that_do_not_agree_are_said_and_only_the_lower_end_is_known() -> None:
    found = rebuilt(long_ones(80))
    crowd = found.exposures[-1]
    assert crowd.low == 50
    assert crowd.high is None
    assert crowd.certain.last == AS_OF
    (gap,) = found.gaps
    assert gap.code is GapCode.DOSE_CONFLICT
    assert gap.what == "Sertraline: more than 30 records tell of the same days, and not the same dose"
    assert "s0079" in gap.evidence


def test_a_drug_beside_a_crowd_of_unknown_dose_is_rated_alone_and_a_combination_is_said_to_be_possible() -> None:
    """R-T7: no combination is made of a dose that is not known."""
    beside = statement("mirtazapine", 30, day(70), day(0), id="m")
    agreed = join(rebuilt([*long_ones(80, (100,)), beside]), history([]), load(), Choices(), as_of=AS_OF)
    assert TrialKind.COMBINATION in {trial.kind for trial in agreed.trials}
    not_agreed = join(rebuilt([*long_ones(80, (25, 100)), beside]), history([]), load(), Choices(), as_of=AS_OF)
    assert {trial.kind for trial in not_agreed.trials} == {TrialKind.MONOTHERAPY}
    assert GapCode.POSSIBLE_COMBINATION in {gap.code for gap in not_agreed.gaps}


def test_as_many_as_can_be_weighed_are_weighed_to_the_day() -> None:
    """R-E24: the newer of two instructions holds; thirty at once are still read one by one."""
    found = rebuilt(long_ones(crowds.AT_ONCE))
    assert found.exposures[-1].high is not None
    assert not found.gaps


def test_many_of_the_same_days_are_no_crowd() -> None:
    """However many they are, they change on two days only: nothing has to be left unweighed."""
    same = [statement("sertraline", (50, 100)[number % 2], day(60), day(0), id=f"s{number}") for number in range(200)]
    (exposure,) = rebuilt(same).exposures
    assert exposure.high is not None


@pytest.mark.parametrize("doses", [(50, 100), (100,)], ids=["of two doses", "of one dose"])
def test_the_work_for_each_record_does_not_grow_with_their_number(
    doses: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    of = dosing.of

    def counted(spell: Spell, on: int) -> dosing.Dose:
        looked.append(on)
        return of(spell, on)

    monkeypatch.setattr(dosing, "of", counted)
    work = {}
    for count in (100, 400):
        looked.clear()
        rebuilt(long_ones(count, doses))
        work[count] = len(looked)
    assert work[400] <= work[100] + 300 * crowds.AT_ONCE
    assert work[400] <= 2 * 400 * crowds.AT_ONCE
