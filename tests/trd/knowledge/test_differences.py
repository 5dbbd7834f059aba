"""A changed dose is read as a sentence."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.signed import signed
from trd.knowledge.differences import differences
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.terms import Effect

OLD = load()
SERTRALINE = OLD.agents["sertraline"]
assert SERTRALINE.minimum is not None


def with_agent(**changes: Any) -> Knowledge:
    return replace(OLD, agents={**OLD.agents, "sertraline": replace(SERTRALINE, **changes)})


def test_nothing_changed_is_nothing_said() -> None:
    assert differences(OLD, OLD) == ()
    assert differences(OLD, replace(OLD, hash="another")) == ()


@pytest.mark.parametrize(
    ("new", "told"),
    [
        pytest.param(
            with_agent(minimum=replace(SERTRALINE.minimum, value=Decimal(75))),
            ["Sertraline: least adequate dose 50 → 75 mg/day."],
            id="a dose",
        ),
        pytest.param(
            with_agent(minimum=replace(SERTRALINE.minimum, value=Decimal("62.50"), where="table 2")),
            [
                "Sertraline: least adequate dose 50 → 62.5 mg/day.",
                "Sertraline: least adequate dose, where form, sertraline → table 2.",
            ],
            id="a dose and its place",
        ),
        pytest.param(
            with_agent(minimum=None),
            ["Sertraline: least adequate dose 50 mg/day → nothing."],
            id="a dose that is gone",
        ),
        pytest.param(with_agent(drug_class="SNRI"), ["Sertraline: class SSRI → SNRI."], id="a class"),
        pytest.param(with_agent(counted=False), ["Sertraline: counts as a trial yes → no."], id="a yes"),
        pytest.param(
            with_agent(ingredients=("sertraline", "zinc")),
            ["Sertraline: ingredients now also holds zinc."],
            id="one more",
        ),
        pytest.param(
            replace(OLD, safety=OLD.safety[1:]), [f"Safety row {OLD.safety[0].id} is gone."], id="a row that is gone"
        ),
        pytest.param(
            replace(OLD, safety=(replace(OLD.safety[0], effect=Effect.CAUTION), *OLD.safety[1:])),
            [f"Safety row {OLD.safety[0].id}: effect {OLD.safety[0].effect.value} → caution."],
            id="a row that says less",
        ),
        pytest.param(replace(OLD, version="2027.01"), ["Version: 2026.11 → 2027.01."], id="a version"),
    ],
)
def test_a_change_is_one_sentence(new: Knowledge, told: list[str]) -> None:
    assert list(differences(OLD, new)) == told


def test_what_is_new_one_way_is_gone_the_other() -> None:
    new = replace(OLD, agents={**OLD.agents, "newdrug": replace(SERTRALINE, id="newdrug", label="newdrug")})
    assert differences(OLD, new) == ("Newdrug is new.",)
    assert differences(new, OLD) == ("Newdrug is gone.",)


def test_an_element_of_a_list_is_told_by_its_agent() -> None:
    strategy = OLD.strategies["augmentation"]
    first, *others = strategy.candidates
    changed = replace(strategy, candidates=(replace(first, points=(9, 9, 9)), *others))
    told = differences(OLD, replace(OLD, strategies={**OLD.strategies, "augmentation": changed}))
    assert any(sentence.startswith(f"Strategy augmentation: candidates, {first.agent}, points") for sentence in told)


def test_a_unit_that_changes_is_told_on_both_sides() -> None:
    assert SERTRALINE.minimum is not None
    other = with_agent(minimum=replace(SERTRALINE.minimum, value=Decimal(5), unit="mg/session"))
    assert differences(OLD, other) == ("Sertraline: least adequate dose 50 mg/day → 5 mg/session.",)


def test_a_signature_is_told_with_its_reader() -> None:
    told = differences(OLD, signed(OLD, ["agent sertraline"]))
    assert len(told) == 1
    assert told[0].startswith("Signature of agent sertraline is new")
