"""Records that nobody writes are answered, each of them, and are as large as they say."""

from datetime import date

import orjson
import pytest

from bench.hostile import HOSTILE, hook, hostile
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_any
from tests.fhir_mappings.records import KNOWLEDGE
from trd.assessment import assess
from trd.choices import Choices

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("record", HOSTILE)
def test_each_is_judged_whole(record: str) -> None:
    body = HOSTILE[record](60, TODAY)
    assert len(orjson.loads(body)["entry"]) == 60
    history = read_history(read_any(body), KNOWLEDGE)
    assert history.medications
    assert assess(history, KNOWLEDGE, Choices(), as_of=TODAY).exposures


def test_a_record_is_sent_as_prefetch() -> None:
    sent = orjson.loads(hook(HOSTILE["mixed"](10, TODAY)))
    assert sent["prefetch"]["record"]["resourceType"] == "Bundle"
    assert sent["context"]["patientId"] == "p"


def test_every_record_is_measured_at_both_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.hostile.SIZES", (5, 10))
    monkeypatch.setattr("bench.hostile.ROUNDS", 1)
    sent: list[bytes] = []
    rows = list(hostile(sent.append, TODAY))
    assert [row["record"] for row in rows] == list(HOSTILE)
    assert len(sent) == 2 * len(HOSTILE)
