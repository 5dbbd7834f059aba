"""Each threshold of the specification from both sides: a day, a milligram, a point short (`vignettes/thresholds/`).

A file has a `base` that its cases share. `failed_by` names every definition that counts one failure; `outcome` and
`failed` are of the first trial; the other members are those of the worked cases (`test_vignettes.py`).
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.test_vignettes import differences, history_of, judged
from trd.assessment import Assessment
from trd.knowledge.loading import load

FOLDER = Path(__file__).parent / "vignettes" / "thresholds"

FIRST = ("outcome", "failed", "possible", "adequacy", "endpoint", "baseline", "basis")


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        titles = [case["title"] for case in told["case"]]
        assert len(set(titles)) == len(titles), f"{path.name}: two cases of one title"
        for case in told["case"]:
            yield pytest.param({**told["base"], **case}, id=f"{path.stem}: {case['title']}")


@pytest.mark.parametrize("case", list(cases()))
def test_a_threshold_holds_from_both_sides(case: dict[str, Any]) -> None:
    knowledge = load()
    found = judged(case, history_of(case, knowledge), knowledge)
    expected = dict(case["expected"])
    wrong = list(_failed_by(expected.pop("failed_by", None), found))
    first = {name: expected.pop(name) for name in FIRST if name in expected}
    if first:
        (rated,) = found.trials[:1]
        expected["trials"] = [first, *({} for _ in found.trials[1:])]
        assert rated.id == "t1"
    wrong += differences(expected, found)
    assert not wrong, "\n".join(wrong)


def _failed_by(names: list[str] | None, found: Assessment) -> Iterator[str]:
    if names is None:
        return
    own = [name for name, each in found.by_definition.items() if each.failed_trials == 1]
    if sorted(own) != sorted(names):
        yield f"failed by {sorted(set(own) - set(names))} too, not by {sorted(set(names) - set(own))}"
