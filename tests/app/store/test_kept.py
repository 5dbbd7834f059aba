"""What the pages say of the store is what its tables hold: a new column or reason is said before it is kept."""

import re
from pathlib import Path

import pytest

from app.pages.attributes import about_words
from app.store.tables import METADATA
from trd.decision.gates import EXCLUDED, WORDS

DOCS = Path(__file__).parents[3] / "docs"

SAID = {
    "decision": {
        *("id", "at", "service", "hook", "client", "hook_instance", "patient_key", "user_key", "encounter_key"),
        *("as_of", "input_digest", "knowledge_version", "knowledge_hash", "package_version", "code_hash"),
        *("settings", "silent_because", "shown", "duration_ms"),
    },
    "card": {"id", "decision", "place", "uuid", "key", "topic", "indicator"},
    "feedback": {
        *("id", "at", "client", "service", "card", "outcome", "said_at", "reason", "reasons", "suggestions"),
        "commented",
    },
    "token": {"digest", "expires"},
}
"""What docs/store.md and docs/safety/privacy.md were written for."""


def test_a_new_column_is_said_to_the_privacy_officer_first() -> None:
    assert {name: set(table.columns.keys()) for name, table in METADATA.tables.items()} == SAID


@pytest.mark.parametrize("gate", sorted({"G1", "G4", *WORDS, *EXCLUDED.values()}))
def test_each_reason_of_silence_that_may_be_kept_is_explained(gate: str) -> None:
    passage = re.search(r"\*\*Why there was no card\*\*.+?\n\n", (DOCS / "store.md").read_text("utf-8"), re.DOTALL)
    assert passage
    assert f"`{gate}`" in passage[0]


def test_about_says_that_a_reason_of_silence_is_kept_and_that_it_is_health_data() -> None:
    kept = about_words()["data"]["kept"]
    assert "why there was none" in kept
    assert "health data" in kept
    assert "without clinical content" not in kept
