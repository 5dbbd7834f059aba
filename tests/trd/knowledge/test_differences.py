"""A changed dose is read as a sentence."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

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
            ["agent sertraline, minimum is 75 mg/d (was 50 mg/d)."],
            id="a dose",
        ),
        pytest.param(
            with_agent(minimum=replace(SERTRALINE.minimum, value=Decimal("62.50"), where="table 2")),
            [
                "agent sertraline, minimum is 62.5 mg/d (was 50 mg/d).",
                "agent sertraline, minimum, where is table 2 (was form, sertraline).",
            ],
            id="a dose and its place",
        ),
        pytest.param(
            with_agent(minimum=None),
            ["agent sertraline, minimum is nothing (was 50 mg/d)."],
            id="a dose that is gone",
        ),
        pytest.param(with_agent(drug_class="SNRI"), ["agent sertraline, drug class is SNRI (was SSRI)."], id="a class"),
        pytest.param(with_agent(counted=False), ["agent sertraline, counted is no (was yes)."], id="a yes"),
        pytest.param(
            with_agent(ingredients=("sertraline", "zinc")),
            ["agent sertraline, ingredients now also holds zinc."],
            id="one more",
        ),
        pytest.param(
            replace(OLD, safety=OLD.safety[1:]), [f"safety row {OLD.safety[0].id} is gone."], id="a row that is gone"
        ),
        pytest.param(
            replace(OLD, safety=(replace(OLD.safety[0], effect=Effect.CAUTION), *OLD.safety[1:])),
            [f"safety row {OLD.safety[0].id}, effect is caution (was {OLD.safety[0].effect.value})."],
            id="a row that says less",
        ),
        pytest.param(replace(OLD, version="2027.01"), ["version is 2027.01 (was 2026.11)."], id="a version"),
    ],
)
def test_a_change_is_one_sentence(new: Knowledge, told: list[str]) -> None:
    assert list(differences(OLD, new)) == told


def test_what_is_new_one_way_is_gone_the_other() -> None:
    new = replace(OLD, agents={**OLD.agents, "newdrug": replace(SERTRALINE, id="newdrug")})
    assert differences(OLD, new) == ("agent newdrug is new.",)
    assert differences(new, OLD) == ("agent newdrug is gone.",)


def test_an_element_of_a_list_is_told_by_its_agent() -> None:
    strategy = OLD.strategies["augmentation"]
    first, *others = strategy.candidates
    changed = replace(strategy, candidates=(replace(first, points=(9, 9, 9)), *others))
    told = differences(OLD, replace(OLD, strategies={**OLD.strategies, "augmentation": changed}))
    assert any(sentence.startswith(f"strategy augmentation, candidates, {first.agent}, points") for sentence in told)
