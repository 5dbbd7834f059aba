"""Each rule of the next steps has its module and its test, or a word on why it has none (rules_of_next_steps.csv)."""

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
with (ROOT / "tests" / "rules_of_next_steps.csv").open(encoding="utf-8", newline="") as file:
    RULES = list(csv.DictReader(file))


def numbered(prefix: str, last: int, *, without: tuple[int, ...] = ()) -> set[str]:
    return {f"{prefix}{number}" for number in range(1, last + 1) if number not in without}


WANTED = (
    numbered("G", 23)
    | {"G-R1", "G-R2", "G-R2a", "G-R3", "G-R4", "G-R5"}
    | numbered("U", 5)
    | numbered("D", 24)
    | numbered("D-R", 5)
    | numbered("A", 9)
    | {"A5b"}
    | numbered("C", 8, without=(6,))
    | numbered("N-K", 10)
    | numbered("N-X", 4)
    | numbered("T", 16, without=(4, 15))
    | numbered("M", 54)
    | numbered("M-R", 4)
    | numbered("N-0.", 8)
    | numbered("N-O", 7)
    | numbered("N-S", 15)
    | {"N-S6a", "N-S11a", "N-G1"}
    | numbered("N-C", 7)
    | numbered("N-A", 9)
    | numbered("N-P", 4)
    | numbered("N-E", 5)
    | numbered("N-T", 5)
    | numbered("N-KE", 6)
    | numbered("N-R", 3)
    | numbered("N-D", 5)
    | numbered("N-M", 4)
    | numbered("N-W", 2)
    | numbered("N-Z", 4)
    | {f"O{number:02}" for number in range(1, 31)}
    | {"R-Z32", "R-Z33", "R-Z40", "R-Z43"}
    | numbered("R-F", 17)
    | {"R-F12a", "R-F30", "R-F31", "R-F32", "R-F40", "R-F41", "R-F42", "R-F50"}
)


def test_every_rule_stands_once() -> None:
    names = [rule["rule"] for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) == WANTED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule"])
def test_a_rule_has_a_module_and_a_test_or_says_why_not(rule: dict[str, str]) -> None:
    if not rule["module"]:
        assert rule["remark"]
        assert not rule["test"]
        return
    assert (ROOT / rule["module"]).is_file()
    assert (ROOT / rule["test"]).is_file()
