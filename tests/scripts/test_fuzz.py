"""Mutated requests: a small run here, the large one by `python -m scripts.fuzz --count 100000`."""

import json
import random

import pytest

from scripts.fuzz import fuzz, seeds, wrong
from scripts.mutations import MARK, Seed, bend, damage, mutated


async def test_mutated_requests_are_answered_in_time_without_a_fault_and_without_a_word_of_the_record() -> None:
    run = await fuzz(400, seed=20261123)
    assert run.faults == [], run.told()
    assert run.statuses[200] > 150, "most of a record can be bent and the rest is still judged"
    assert run.statuses[400] > 30
    assert run.cards > 100, "a run that reaches no card has tested the door alone"


async def test_every_hook_is_mutated_and_each_seed_is_well_answered_as_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = {seed.path for seed in seeds()}
    assert {path.rpartition("/trd-")[2] for path in called} >= {
        *("patient-view", "order-select", "order-sign", "medication-refill", "medication-prescribe"),
        "patient-view/feedback",
    }
    in_turn = iter(seeds())
    monkeypatch.setattr(random.Random, "choice", lambda _self, _seeds: next(in_turn))
    monkeypatch.setattr("scripts.fuzz.mutated", lambda _chance, seed: json.dumps(seed.body).encode())
    run = await fuzz(len(seeds()), seed=1)
    assert run.faults == []
    assert set(run.statuses) == {200}


def test_the_same_seed_sends_the_same_bytes() -> None:
    first, second = (
        [mutated(chance, seed) for seed in seeds() for _ in range(20)]
        for chance in (random.Random(7), random.Random(7))
    )
    assert first == second
    assert len(set(first)) > len(first) * 0.8, "mutations that change nothing test nothing"


def test_a_bent_request_leaves_its_seed_as_it_was() -> None:
    seed = Seed("s", "/", {"a": [1, {"b": "c"}], "d": {}})
    for number in range(200):
        bend(random.Random(number), seed.body, 5)
    assert seed.body == {"a": [1, {"b": "c"}], "d": {}}


def test_damage_of_any_kind_is_bytes() -> None:
    assert {type(damage(random.Random(number), b'{"a":1}')) for number in range(50)} == {bytes}


OUTCOME = json.dumps({"resourceType": "OperationOutcome", "issue": [{"diagnostics": "No."}]}).encode()


def card(**changed: object) -> bytes:
    told = {"summary": "S", "indicator": "info", "source": {"label": "L"}, **changed}
    return json.dumps({"cards": [told]}).encode()


@pytest.mark.parametrize(
    ("status", "answer", "logged", "seconds"),
    [
        pytest.param(500, OUTCOME, "", 0.1, id="a fault of ours"),
        pytest.param(0, b"", "", 0.1, id="no answer"),
        pytest.param(200, b'{"cards":[]}', f"patient {MARK}", 0.1, id="a word of the record in the log"),
        pytest.param(200, b'{"cards":[]}', "", 9.0, id="longer than a client waits"),
        pytest.param(200, b'{"cards":', "", 0.1, id="half an answer"),
        pytest.param(400, b"{}", "", 0.1, id="a refusal without an outcome"),
        pytest.param(400, OUTCOME.replace(b"No.", MARK.encode()), "", 0.1, id="a word of the record in an error"),
        pytest.param(200, card(summary="x" * 140), "", 0.1, id="a summary of 140 characters"),
        pytest.param(200, card(indicator="hard-stop"), "", 0.1, id="an indicator of before 1.0"),
        pytest.param(200, card(detail="<script>1</script>"), "", 0.1, id="markup of the record"),
        pytest.param(200, card(suggestions=[{"label": "x"}]), "", 0.1, id="suggestions nobody can select"),
    ],
)
def test_each_kind_of_wrong_answer_is_seen(status: int, answer: bytes, logged: str, seconds: float) -> None:
    assert wrong(status, answer, logged, seconds)


def test_right_answers_are_let_pass() -> None:
    assert wrong(200, card(summary="x" * 139), "", 0.1) is None
    assert wrong(400, OUTCOME, '{"status": 400}', 0.1) is None
