"""What the record offers to the matrix: indexed once, the order of the record changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import condition, finding, measurement, phenotype, session
from tests.matrix_patients import AS_OF, LONG_AGO, Told, taken
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import parse_term
from trd.safety import Facts, look_for
from trd.safety.conditions import active, within
from trd.safety.measurements import newest, usable
from trd.safety.patient import aged, breastfeeding, treated
from trd.terms import FactList, Route, Sex, Verdict

KNOWLEDGE = load()


def read(**told: Any) -> Facts:
    return Told(**told).read(KNOWLEDGE)


def test_what_lies_after_the_day_is_not_read() -> None:
    later = AS_OF + timedelta(days=1)
    facts = read(
        facts=[
            measurement("egfr", 20, later),
            finding("hcg", "positive", later),
            phenotype("CYP2D6", "poor", later),
        ]
    )
    assert not facts.measurements
    assert not facts.findings
    assert not facts.phenotypes


def test_of_two_reports_of_a_gene_the_newer_counts_and_of_one_day_always_the_same() -> None:
    older, newer = phenotype("CYP2D6", "poor", "2020-01-01"), phenotype("CYP2D6", "normal", "2024-01-01")
    assert read(facts=[newer, older]).phenotypes["CYP2D6"].value == "normal"
    twins = [phenotype("CYP2D6", "poor", "2024-01-01"), phenotype("CYP2D6", "normal", "2024-01-01")]
    assert {read(facts=order).phenotypes["CYP2D6"].value for order in (twins, twins[::-1])} == {"poor"}


@pytest.mark.parametrize(
    ("ingredient", "route", "counts"),
    [
        ("ibuprofen", Route.TOPICAL, False),
        ("ibuprofen", Route.OPHTHALMIC, False),
        ("ibuprofen", Route.ORAL, True),
        ("timolol", Route.OPHTHALMIC, True),
    ],
)
def test_only_pain_gels_and_steroid_creams_do_not_count(ingredient: str, route: Route, counts: bool) -> None:
    facts = read(exposures=[replace(taken(ingredient, LONG_AGO, AS_OF), route=route)])
    assert (ingredient in facts.taken) is counts


def test_an_ended_condition_without_a_status_is_over() -> None:
    ended = condition("heart-block", clinical=None, abated="2024-01-01")
    assert active(read(facts=[ended]), "heart-block").verdict is Verdict.CLEAR
    running = condition("heart-block", clinical=None)
    assert active(read(facts=[running]), "heart-block").verdict is Verdict.HIT


def test_a_condition_without_any_date_may_be_recent() -> None:
    found = within(read(facts=[condition("mi-acute", label="infarction")]), "mi-acute", 180)
    assert found.verdict is Verdict.UNKNOWN
    assert found.unknown == "date of infarction"


def test_the_newest_pressure_of_a_day_counts_by_its_time() -> None:
    timed = [
        measurement("bp-systolic", 190, AS_OF, issued="2026-11-23T08:00"),
        measurement("bp-systolic", 130, AS_OF, issued="2026-11-23T12:00"),
    ]
    values = usable(read(facts=timed), "bp-systolic", 30)
    assert [value.low for value in newest(values)] == [130]
    untimed = [measurement("bp-systolic", 190, AS_OF), measurement("bp-systolic", 130, AS_OF)]
    assert len(newest(usable(read(facts=untimed), "bp-systolic", 30))) == 2


def test_a_value_that_is_only_known_from_above_is_unknown() -> None:
    low_only = [measurement("egfr", (None, 40), AS_OF)]
    found = look_for("observation:egfr<30", "any", 365, read(facts=low_only))
    assert found.verdict is Verdict.UNKNOWN
    high = [measurement("egfr", (50, None), AS_OF)]
    assert look_for("observation:egfr<30", "any", 365, read(facts=high)).verdict is Verdict.CLEAR


def test_a_partial_birth_date_that_leaves_the_age_open_is_unknown() -> None:
    facts = replace(read(), person=replace(read().person, age_low=64, age_high=65))
    found = aged(facts, parse_term("age>=65"))
    assert (found.verdict, found.partly) == (Verdict.UNKNOWN, True)


@pytest.mark.parametrize("text", ["age<18", "age<=65", "age>40", "age>=65", "age in [12,51)"])
def test_every_comparison_of_an_age_is_read(text: str) -> None:
    verdicts = {aged(read(age=age), parse_term(text)).verdict for age in (5, 30, 65, 90)}
    assert verdicts == {Verdict.HIT, Verdict.CLEAR}


def test_a_procedure_is_hit_when_done_and_unknown_when_the_list_was_not_sent() -> None:
    term = parse_term("procedure:ect")
    assert treated(read(facts=[session("ect", "2020-05-01")]), term).verdict is Verdict.HIT
    assert treated(read(), term).verdict is Verdict.CLEAR
    assert treated(read(not_sent={FactList.PROCEDURES}), term).verdict is Verdict.UNKNOWN


def test_breastfeeding_is_unknown_after_a_delivery_until_it_is_coded() -> None:
    delivery = condition("postpartum-period", onset="2026-08-10")
    assert breastfeeding(read(facts=[delivery])).verdict is Verdict.UNKNOWN
    ended = condition("breastfeeding", clinical="inactive", recorded="2026-09-01")
    assert breastfeeding(read(facts=[delivery, ended])).verdict is Verdict.CLEAR
    old = condition("postpartum-period", onset="2024-08-10")
    assert breastfeeding(read(facts=[old])).verdict is Verdict.CLEAR
    assert breastfeeding(read(facts=[delivery], sex=Sex.MALE)).verdict is Verdict.CLEAR


def test_drugs_that_were_never_sent_are_unknown_in_a_pair_too() -> None:
    facts = read(not_sent={FactList.MEDICATIONS}, exposures=[taken("warfarin", LONG_AGO, date(2020, 1, 1))])
    found = look_for("group:anticoagulants + group:nsaids", "current", 0, facts)
    assert found.not_sent is FactList.MEDICATIONS


def test_a_newer_value_that_could_not_be_read_is_never_clear() -> None:
    unreadable = measurement("egfr", (None, None), AS_OF)
    fine, bad = measurement("egfr", 90, "2026-11-01"), measurement("egfr", 20, "2026-11-01")
    assert look_for("observation:egfr<30", "any", 365, read(facts=[fine, unreadable])).verdict is Verdict.UNKNOWN
    assert look_for("observation:egfr<30", "any", 365, read(facts=[bad, unreadable])).verdict is Verdict.HIT
    assert look_for("observation:egfr<30", "any", 365, read(facts=[fine])).verdict is Verdict.CLEAR
    assert look_for("missing:observation:egfr", "missing", 365, read(facts=[unreadable])).verdict is Verdict.HIT
