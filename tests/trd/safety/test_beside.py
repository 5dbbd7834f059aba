"""What a new drug would do to a drug that goes on: the row of the running one, with the record that tells of it."""

import pytest

from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, taken
from trd.knowledge.loading import load
from trd.safety import RowResult, forbids_beside
from trd.safety.matrix import compiled
from trd.terms import Verdict

KNOWLEDGE = load()


def beside(added: str, *running: str, certain: bool = True) -> RowResult | None:
    exposures = [
        taken(name, LONG_AGO, AS_OF, evidence=(f"MedicationStatement/{name}",), certain=certain) for name in running
    ]
    return forbids_beside(added, Told(exposures=exposures).read(KNOWLEDGE))


def test_the_running_drug_is_the_evidence_and_the_new_one_is_named() -> None:
    assert beside("olanzapine", "fluvoxamine") == RowResult(
        row=compiled(KNOWLEDGE).rows["S189"].source,
        verdict=Verdict.HIT,
        evidence=("MedicationStatement/fluvoxamine",),
        value="olanzapine",
    )


def test_of_a_running_combination_every_part_is_evidence_in_a_fixed_order() -> None:
    found = beside("carbamazepine", "dextromethorphan", "bupropion")
    assert found is not None
    assert (found.row.id, found.value) == ("S127", "carbamazepine")
    assert found.evidence == ("MedicationStatement/bupropion", "MedicationStatement/dextromethorphan")


def test_the_worst_row_of_all_that_run_is_told() -> None:
    found = beside("phenelzine", "fluvoxamine", "sertraline")
    assert found is not None
    assert found.row.effect.rank == 0


def test_a_drug_that_ended_or_may_only_be_taken_forbids_nothing_beside_it() -> None:
    ended = Told(exposures=[taken("fluvoxamine", LONG_AGO, ago(1))]).read(KNOWLEDGE)
    assert forbids_beside("olanzapine", ended) is None
    assert beside("olanzapine", "fluvoxamine", certain=False) is None


@pytest.mark.parametrize("added", ["fluvoxamine", "phenelzine"])
def test_a_drug_is_not_held_against_itself(added: str) -> None:
    assert beside(added, added) is None
