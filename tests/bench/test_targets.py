"""A mark is held or missed by its own rule, and none is forgotten."""

from collections.abc import Callable
from typing import Any

import pytest

from bench.targets import slower, targets
from tests.bench.figures import figures

Change = Callable[[dict[str, Any]], Any]


def test_every_mark_of_the_design_is_measured() -> None:
    assert list(dict.fromkeys(target.id for target in targets(figures()))) == [f"T-{n}" for n in range(1, 15)]


def test_all_of_a_good_run_are_held() -> None:
    assert [str(target) for target in targets(figures()) if not target.held] == []


MISSES: dict[str, Change] = {
    "T-1": lambda found: found["rows"][0].update(per_floor=12.1),
    "T-2": lambda found: found["rows"][2].update(per_floor=6.1),
    "T-3": lambda found: found["rows"][4].update(per_floor=3.1),
    "T-4": lambda found: found.update(growth_exponent=1.16),
    "T-5": lambda found: found["crowds"][0].update(p99=15.1),
    "T-6": lambda found: found["crowds"][1].update(per_second=99.0),
    "T-7": lambda found: found.update(beside_2000=2.1),
    "T-8": lambda found: found.update(cold_start_per_import=3.1),
    "T-9": lambda found: found["megabytes"].update({"after 100": 133.0}),
    "T-10": lambda found: found.update(irrelevant_per_full=0.51),
    "T-11": lambda found: found["cohort"].update(scan_per_pass=0.49),
    "T-12": lambda found: found["cohort"].update(patients_a_second_a_core=299.0),
    "T-13": lambda found: found["cohort"].update(memory_growth=1.21),
    "T-14": lambda found: found["hostile"][1].update(large=501.0),
}


@pytest.mark.parametrize("mark", MISSES)
def test_a_little_too_much_is_missed_and_nothing_else(mark: str) -> None:
    found = figures()
    MISSES[mark](found)
    assert [target.id for target in targets(found) if not target.held] == [mark]


@pytest.mark.parametrize("mark", ["T-12", "T-14"])
def test_what_is_no_ratio_is_told_and_decides_nothing(mark: str) -> None:
    found = figures()
    MISSES[mark](found)
    assert not any(target.decides for target in targets(found) if not target.held)


def test_the_worst_of_the_hostile_records_counts() -> None:
    found = figures()
    found["hostile"][0]["exponent"] = 1.3
    (missed,) = [target for target in targets(found) if not target.held]
    assert str(missed) == "T-14  growth exponent, the steepest: mixed: 1.30 ≤ 1.15  missed"


def test_without_a_population_its_marks_are_left_out() -> None:
    found = {name: value for name, value in figures().items() if name != "cohort"}
    assert {"T-11", "T-12", "T-13"}.isdisjoint(target.id for target in targets(found))


def test_a_stage_that_grew_by_a_fifth_is_named() -> None:
    before = {"stages_per_orjson": {"decode": 0.4, "facts": 2.4}}
    assert list(slower(figures(), before)) == ["facts: 3.0 x orjson.loads, was 2.4"]
    assert list(slower(figures(), figures())) == []
