"""Records that share an id or an identifier are one (R-E25), through however many others."""

from random import Random

import pytest

from tests.builders import order
from trd.exposures import starts
from trd.history import MedicationRecord


def some_records(chance: Random) -> list[MedicationRecord]:
    names = [f"x|{number}" for number in range(12)]
    return [
        order(
            "sertraline",
            50,
            f"2026-0{chance.randrange(1, 9)}-01",
            id=f"MedicationRequest/{number:02}",
            identities=frozenset({f"MedicationRequest/{number:02}", *chance.sample(names, chance.randrange(0, 3))}),
        )
        for number in range(chance.randrange(2, 16))
    ]


def sharing(records: list[MedicationRecord]) -> set[tuple[str, ...]]:
    """Evidence of those that share an identity, directly or through another."""
    groups = [({*record.identities}, {*record.evidence}) for record in records]
    for _ in records:
        for one in groups:
            for other in groups:
                if one[0] & other[0]:
                    one[0].update(other[0])
                    one[1].update(other[1])
    return {tuple(sorted(evidence)) for _, evidence in groups}


@pytest.mark.parametrize("seed", range(30))
def test_those_that_share_an_identifier_are_one_record(seed: int) -> None:
    records = some_records(Random(seed))
    found = starts.distinct(records)
    assert {record.evidence for record in found} == sharing(records)
    assert len(found) == len(sharing(records))


@pytest.mark.parametrize("seed", range(10))
def test_their_order_changes_nothing(seed: int) -> None:
    records = some_records(Random(seed))
    shuffled = Random(seed).sample(records, len(records))
    assert starts.distinct(shuffled) == starts.distinct(records)
