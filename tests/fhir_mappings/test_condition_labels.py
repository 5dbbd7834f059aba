"""A diagnosis in our words (R-W14)."""

import pytest

from fhir_mappings.condition_labels import LABELS, label
from tests.fhir_mappings.records import KNOWLEDGE


@pytest.mark.parametrize(
    ("concepts", "words"),
    [
        ({"seizure-epilepsy"}, "seizure disorder"),
        ({"mdd-recurrent-moderate"}, "depression"),
        ({"depression-severe"}, "depression"),
        ({"ckd-4"}, "chronic kidney disease, stage 4"),
        ({"heart-failure"}, "heart failure"),
        ({"peptic-ulcer", "bleeding-gi"}, "gastrointestinal bleeding"),
        ({"arrhythmia", "atrial-fibrillation"}, "atrial fibrillation"),
    ],
)
def test_concepts_are_named(concepts: set[str], words: str) -> None:
    assert label(concepts) == words
    assert label(sorted(concepts, reverse=True)) == words


def test_every_label_is_of_a_concept_of_the_tables() -> None:
    tables = KNOWLEDGE.codes
    rows = [*tables.conditions_exact.values(), *tables.condition_prefixes.values()]
    rows += [row for _, row in tables.condition_patterns]
    assert LABELS.keys() <= {concept for row in rows for concept in row.concepts}
