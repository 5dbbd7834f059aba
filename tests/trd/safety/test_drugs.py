"""Drugs beside the option: certainly or possibly taken, stopped abruptly or tapered (§3.0, R-Z5)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.matrix_patients import AS_OF, LONG_AGO, Told, ago, taken
from trd.exposures import Exposure
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Term, parse_codes
from trd.safety.drugs import DrugTest, matches, names, together
from trd.safety.findings import Finding
from trd.terms import FactList, Verdict

KNOWLEDGE = load()
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


def finding_of(name: str, *exposures: Exposure, test: str = "current", **how: Any) -> Finding | None:
    """What one ingredient is, of a patient with these exposures; None: clear."""
    facts = Told(exposures=list(exposures)).read(KNOWLEDGE)
    return matches(facts, {name}, DrugTest(test=test, **how)).get(name)


def verdict(name: str, *exposures: Exposure, test: str = "current", **how: Any) -> Verdict:
    found = finding_of(name, *exposures, test=test, **how)
    return CLEARED if found is None else found.verdict


def lorazepam(first: int, last: int, dose: str | None = None, **more: Any) -> Exposure:
    """Lorazepam between so many days ago."""
    return taken("lorazepam", ago(first), ago(last), low=None if dose is None else Decimal(dose), **more)


# Stopped abruptly.


def stopped(*exposures: Exposure, days: int = 14) -> Verdict:
    return verdict("lorazepam", *exposures, test="stopped-within", days=days)


def test_a_drug_that_was_stopped_abruptly_names_its_record() -> None:
    found = finding_of("lorazepam", lorazepam(100, 5, "4", evidence=("M/1",)), test="stopped-within", days=14)
    assert found is not None
    assert (found.verdict, found.evidence, found.value) == (HIT, ("M/1",), "lorazepam")


@pytest.mark.parametrize(
    ("last", "outcome"), [(0, CLEARED), (1, HIT), (14, HIT), (15, CLEARED)], ids=["runs", "yesterday", "14", "15"]
)
def test_a_stop_counts_to_the_last_day_of_its_window(last: int, outcome: Verdict) -> None:
    assert stopped(lorazepam(100, last, "4")) is outcome


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        pytest.param([(100, 20, "4"), (19, 5, "2")], CLEARED, id="a lower step 14 days before the end"),
        pytest.param([(100, 34, "4"), (33, 5, "2")], CLEARED, id="28 days before the end"),
        pytest.param([(100, 35, "4"), (34, 5, "2")], HIT, id="29 days before the end"),
        pytest.param([(100, 20, "4"), (19, 5, "4")], HIT, id="the same dose again"),
        pytest.param([(100, 20, "2"), (19, 5, "4")], HIT, id="a higher step"),
        pytest.param([(100, 60, "4"), (59, 20, "2"), (19, 5, "4")], HIT, id="lower long ago, higher since"),
        pytest.param([(100, 30, "2"), (29, 20, "4"), (19, 5, "2")], CLEARED, id="up and down again"),
        pytest.param([(100, 20, "4"), (19, 5, None)], HIT, id="a step of an unknown dose"),
        pytest.param([(100, 30, "4"), (29, 20, None), (19, 5, "2")], CLEARED, id="an unknown dose in between"),
        pytest.param([(100, 5, None)], HIT, id="no dose at all"),
    ],
)
def test_a_lower_step_in_the_28_days_before_the_end_is_a_taper(
    steps: list[tuple[int, int, str | None]], outcome: Verdict
) -> None:
    spans = [lorazepam(first, last, dose) for first, last, dose in steps]
    assert stopped(*spans) is outcome
    assert stopped(*reversed(spans)) is outcome, "whatever the order of the record"


def test_a_step_that_only_may_have_been_taken_is_no_taper() -> None:
    possible = lorazepam(19, 5, "2", certain=False)
    assert stopped(lorazepam(100, 5, "4"), possible) is HIT


def test_when_it_was_stopped_is_asked_where_days_after_are_possible() -> None:
    found = finding_of(
        "lorazepam", lorazepam(100, 40, "4"), lorazepam(39, 5, certain=False), test="stopped-within", days=14
    )
    assert found is not None
    assert (found.verdict, found.unknown, found.possible_drug) == (UNKNOWN, "when lorazepam was stopped", True)
    assert stopped(lorazepam(100, 5, "4"), lorazepam(4, 0, certain=False)) is UNKNOWN, "may be taken today"


# Current, within, going on.


def test_a_drug_that_is_taken_names_its_record_and_one_that_may_be_asks() -> None:
    certain = finding_of("lorazepam", lorazepam(100, 0, evidence=("M/1",)))
    assert certain is not None
    assert (certain.evidence, certain.value, certain.possible_drug) == (("M/1",), "lorazepam", False)
    possible = finding_of("lorazepam", lorazepam(100, 0, certain=False))
    assert possible is not None
    assert (possible.unknown, possible.possible_drug) == ("may still be taking lorazepam: confirm before", True)


@pytest.mark.parametrize(
    ("how", "last", "outcome"),
    [
        pytest.param({"test": "current"}, 1, CLEARED, id="ended yesterday"),
        pytest.param({"test": "current", "days": 30}, 1, CLEARED, id="the days of the row are for another test"),
        pytest.param({"test": "current", "lingering": {"lorazepam": 35}}, 35, HIT, id="it lingers 35 days"),
        pytest.param({"test": "current", "lingering": {"lorazepam": 35}}, 36, CLEARED, id="and no day more"),
        pytest.param({"test": "current", "lingering": {"diazepam": 35}}, 1, CLEARED, id="another lingers"),
        pytest.param({"test": "taken-within", "days": 14}, 14, HIT, id="14 days ago"),
        pytest.param({"test": "taken-within", "days": 14}, 15, CLEARED, id="15 days ago"),
        pytest.param({"test": "taken-within", "days": 14, "shorter": {"lorazepam": 1}}, 1, HIT, id="its own day"),
        pytest.param({"test": "taken-within", "days": 14, "shorter": {"lorazepam": 1}}, 2, CLEARED, id="and no more"),
        pytest.param({"test": "taken-within", "days": 14, "shorter": {"diazepam": 1}}, 14, HIT, id="of another"),
        pytest.param({"test": "continues", "days": 14}, 1, CLEARED, id="goes on: not any more"),
        pytest.param({"test": "continues"}, 0, HIT, id="goes on"),
        pytest.param({"test": "continues", "stops": frozenset({"lorazepam"})}, 0, CLEARED, id="the plan stops it"),
        pytest.param({"test": "current", "stops": frozenset({"lorazepam"})}, 0, HIT, id="until then it is taken"),
        pytest.param({"test": "current", "own": frozenset({"lorazepam"})}, 0, CLEARED, id="it is the option itself"),
    ],
)
def test_a_drug_counts_for_the_days_that_its_row_says(how: dict[str, Any], last: int, outcome: Verdict) -> None:
    assert verdict("lorazepam", lorazepam(100, last), **how) is outcome
    possible = verdict("lorazepam", lorazepam(100, last, certain=False), **how)
    assert possible is (UNKNOWN if outcome is HIT else CLEARED)


def test_a_group_is_without_what_the_row_takes_out() -> None:
    codes = parse_codes("group:nsaids; not:ingredient:ibuprofen")
    group = Term(sort="group", id="nsaids")
    facts = Told().read(KNOWLEDGE)
    assert names(facts, group, codes) == KNOWLEDGE.codes.groups["nsaids"] - {"ibuprofen"}
    assert names(facts, Term(sort="ingredient", id="ibuprofen"), codes) == {"ibuprofen"}
    assert names(facts, Term(sort="group", id="none of ours"), codes) == frozenset()


# Several drugs at once: each fulfils one clause.


def pair(*exposures: Exposure, clauses: tuple[set[str], ...], **told: Any) -> Finding:
    facts = Told(exposures=list(exposures), **told).read(KNOWLEDGE)
    how = DrugTest(test="current")
    return together(facts, [matches(facts, clause, how) for clause in clauses])


ASPIRIN, IBUPROFEN = (
    taken(name, LONG_AGO, AS_OF, evidence=(f"M/{name}",)) for name in ("acetylsalicylic-acid", "ibuprofen")
)
MAYBE = taken("ibuprofen", LONG_AGO, AS_OF, certain=False)
BOTH = ({"acetylsalicylic-acid", "ibuprofen"}, {"acetylsalicylic-acid"})


def test_two_clauses_need_two_drugs() -> None:
    found = pair(ASPIRIN, IBUPROFEN, clauses=BOTH)
    assert found.verdict is HIT
    assert found.evidence == ("M/ibuprofen", "M/acetylsalicylic-acid")
    assert found.value == "ibuprofen and acetylsalicylic-acid"
    assert pair(ASPIRIN, clauses=BOTH).verdict is CLEARED
    assert pair(IBUPROFEN, clauses=BOTH).verdict is CLEARED


def test_one_that_may_be_taken_leaves_the_pair_open_and_is_the_one_that_is_asked() -> None:
    found = pair(ASPIRIN, MAYBE, clauses=BOTH)
    assert (found.verdict, found.unknown) == (UNKNOWN, "may still be taking ibuprofen: confirm before")


def test_drugs_that_never_came_leave_a_pair_open_and_what_came_in_part_counts() -> None:
    never = pair(ASPIRIN, clauses=BOTH, not_sent={FactList.MEDICATIONS})
    assert (never.unknown, never.not_sent) == ("medications", FactList.MEDICATIONS)
    assert pair(ASPIRIN, IBUPROFEN, clauses=BOTH, not_sent={FactList.MEDICATIONS}).verdict is HIT
