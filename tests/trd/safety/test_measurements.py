"""Values: the newest inside the look-back, compared as an interval, in the unit of the row (§3.2, R-Z6, R-Z18)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import finding, measurement
from tests.matrix_patients import Told, ago
from trd.knowledge.loading import load
from trd.knowledge.safety_grammar import Term, parse_term
from trd.safety.findings import Finding
from trd.safety.measurements import compared, dropped, missing, newest, printed, readable, usable
from trd.terms import Verdict

KNOWLEDGE = load()
HIT, CLEARED, UNKNOWN = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN
HLA = parse_term("observation:hla-b1502=positive")


def read(*facts: Any) -> Any:
    return Told(facts=list(facts)).read(KNOWLEDGE)


def found(text: str, *facts: Any, days: int | None = 365) -> Finding:
    term = parse_term(f"observation:{text}")
    return compared(read(*facts), term.id, term, days)


def test_a_value_names_its_record_and_prints_its_date() -> None:
    hit = found("egfr<30", measurement("egfr", 24, "2026-11-02", id="Observation/5"))
    assert (hit.verdict, hit.evidence, hit.value) == (HIT, ("Observation/5",), "eGFR 24 (2 Nov 2026)")
    assert printed(measurement("egfr", (None, 15), "2026-11-02")) == "eGFR 15 (2 Nov 2026)"


def test_without_a_value_the_question_has_its_words() -> None:
    assert (found("egfr<30").verdict, found("egfr<30").unknown) == (UNKNOWN, "kidney function")


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("egfr<30", (HIT, CLEARED, CLEARED)),
        ("egfr<=30", (HIT, HIT, CLEARED)),
        ("egfr>30", (CLEARED, CLEARED, HIT)),
        ("egfr>=30", (CLEARED, HIT, HIT)),
        ("egfr in [29,30)", (HIT, CLEARED, CLEARED)),
        ("egfr in (29,30]", (CLEARED, HIT, CLEARED)),
        ("egfr in [30,31]", (CLEARED, HIT, HIT)),
    ],
)
def test_a_value_is_compared_as_it_is_written(text: str, verdicts: tuple[Verdict, ...]) -> None:
    assert tuple(found(text, measurement("egfr", value, ago(3))).verdict for value in (29, 30, 31)) == verdicts


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        pytest.param("egfr<30", {"value": (None, 30), "high_open": True}, HIT, id="<30 lies below 30"),
        pytest.param("egfr<30", {"value": (None, 30)}, UNKNOWN, id="<=30 may be 30"),
        pytest.param("egfr<=30", {"value": (None, 30)}, HIT, id="<=30 is at most 30"),
        pytest.param("egfr>30", {"value": (30, None), "low_open": True}, HIT, id=">30 lies above 30"),
        pytest.param("egfr>30", {"value": (30, None)}, UNKNOWN, id=">=30 may be 30"),
        pytest.param("egfr>=30", {"value": (30, None)}, HIT, id=">=30 is at least 30"),
        pytest.param("egfr<30", {"value": (30, None)}, CLEARED, id=">=30 is not below 30"),
        pytest.param("egfr>30", {"value": (None, 30)}, CLEARED, id="<=30 is not above 30"),
        pytest.param("egfr<30", {"value": (20, 40)}, UNKNOWN, id="20 to 40 may be below 30"),
        pytest.param("egfr in [30,60)", {"value": (60, None)}, CLEARED, id=">=60 is outside"),
        pytest.param("egfr in [30,60)", {"value": (40, None)}, UNKNOWN, id=">=40 may be inside"),
    ],
)
def test_a_comparator_decides_only_where_the_whole_interval_does(
    text: str, value: dict[str, Any], verdict: Verdict
) -> None:
    assert found(text, measurement("egfr", on=ago(3), **value)).verdict is verdict


@pytest.mark.parametrize("concept", ["alt", "ast"])
@pytest.mark.parametrize(
    ("value", "limit", "verdict"),
    [(121, None, HIT), (120, None, CLEARED), (121, 50, CLEARED), (151, 50, HIT), (91, 30, HIT)],
)
def test_liver_enzymes_are_multiples_of_their_upper_limit(
    concept: str, value: int, limit: int | None, verdict: Verdict
) -> None:
    enzyme = measurement(concept, value, ago(3), upper_limit=limit)
    assert found(f"{concept}>3", enzyme).verdict is verdict
    open_end = measurement(concept, (value, None), ago(3), upper_limit=limit)
    assert found(f"{concept}>3", open_end).verdict is (HIT if verdict is HIT else UNKNOWN)


def test_no_other_value_is_a_multiple_of_its_limit() -> None:
    assert found("tsh>3", measurement("tsh", 4, ago(3), upper_limit=4)).verdict is HIT


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param([(20, 9), (90, 8)], CLEARED, id="the newest counts"),
        pytest.param([(90, 9), (20, 8)], HIT, id="the newest counts, low"),
        pytest.param([(90, 8), (20, 8)], HIT, id="two of one day: the worse"),
        pytest.param([(90, 8), ((None, 40), 8)], UNKNOWN, id="two of one day, one open"),
        pytest.param([(20, 9), ((None, None), 8)], HIT, id="a newer one unread, low before"),
        pytest.param([(90, 9), ((None, None), 8)], UNKNOWN, id="a newer one unread"),
        pytest.param([(90, 8), ((None, None), 8)], CLEARED, id="one of the day unread"),
        pytest.param([((None, None), 8)], UNKNOWN, id="nothing but unread"),
    ],
)
def test_the_newest_readable_value_counts(facts: list[tuple[Any, int]], verdict: Verdict) -> None:
    values = [measurement("egfr", value, ago(days)) for value, days in facts]
    assert found("egfr<30", *values).verdict is verdict
    assert found("egfr<30", *reversed(values)).verdict is verdict


@pytest.mark.parametrize(("days", "verdict"), [(365, HIT), (366, UNKNOWN)])
def test_the_last_day_of_the_look_back_still_counts(days: int, verdict: Verdict) -> None:
    value = measurement("egfr", 20, ago(days))
    assert found("egfr<30", value).verdict is verdict
    assert found("egfr<30", value, days=None).verdict is HIT, "without a look-back any age"
    assert len(usable(read(value), "egfr", 365)) == (verdict is HIT)


def test_a_pressure_without_a_time_among_timed_ones_leaves_all_of_the_day() -> None:
    timed = measurement("bp-systolic", 130, ago(3), issued="2026-11-20T12:00")
    untimed = measurement("bp-systolic", 190, ago(3))
    assert newest([timed, untimed]) == (timed, untimed)
    assert newest([]) == ()
    kidney = [measurement("egfr", value, ago(3), issued=f"2026-11-20T0{value}:00") for value in (1, 2)]
    assert len(newest(kidney)) == 2, "only pressures go by their time"


def test_a_value_with_one_side_is_readable() -> None:
    values = [measurement("egfr", value, ago(3)) for value in ((None, 15), (60, None), (None, None), 40)]
    assert readable(values) == (values[0], values[1], values[3])


# A result that is positive or not: HLA-B*15:02.


@pytest.mark.parametrize("word", ["positive", "Positive", "LA6576-8", "la6576-8", "10828004"])
def test_a_positive_result_is_read_by_its_word_or_code(word: str) -> None:
    told = compared(read(finding(HLA.id, word, ago(3), id="Observation/6")), HLA.id, HLA, None)
    assert (told.verdict, told.evidence) == (HIT, ("Observation/6",))


@pytest.mark.parametrize(
    ("facts", "days", "verdict"),
    [
        pytest.param([], None, UNKNOWN, id="no result"),
        pytest.param([("negative", 3)], None, CLEARED, id="negative"),
        pytest.param([("positive", 9), ("negative", 3)], None, CLEARED, id="negative since"),
        pytest.param([("negative", 9), ("positive", 3)], None, HIT, id="positive since"),
        pytest.param([("negative", 3), ("positive", 3)], None, HIT, id="both on one day"),
        pytest.param([("positive", None)], None, HIT, id="no date"),
        pytest.param([("positive", None), ("negative", 3)], None, CLEARED, id="one without a date is the oldest"),
        pytest.param([("positive", None)], 30, UNKNOWN, id="no date, and a look-back"),
        pytest.param([("positive", 30)], 30, HIT, id="on the last day of the look-back"),
        pytest.param([("positive", 31)], 30, UNKNOWN, id="a day before"),
    ],
)
def test_the_newest_result_says_whether_it_is_positive(
    facts: list[tuple[str, int | None]], days: int | None, verdict: Verdict
) -> None:
    told = [finding(HLA.id, word, None if day is None else ago(day)) for word, day in facts]
    for order in (told, told[::-1]):
        result = compared(read(*order), HLA.id, HLA, days)
        assert result.verdict is verdict
        assert result.unknown == ("HLA-B*15:02" if verdict is UNKNOWN else None)


# A value that is missing, and one that fell.


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param([], HIT, id="nothing"),
        pytest.param([measurement("hcg", 1, ago(30))], CLEARED, id="a value"),
        pytest.param([measurement("hcg", 1, ago(31))], HIT, id="an old value"),
        pytest.param([finding("hcg", "negative", ago(30))], CLEARED, id="an answer in words"),
        pytest.param([finding("hcg", "negative", ago(31))], HIT, id="an old answer"),
        pytest.param([finding("hcg", "negative")], HIT, id="an answer without a date"),
    ],
)
def test_a_test_is_missing_until_a_value_or_an_answer_of_the_look_back(facts: list[Any], verdict: Verdict) -> None:
    assert missing(read(*facts), "hcg", 30).verdict is verdict


def test_without_a_look_back_an_old_answer_is_an_answer() -> None:
    assert missing(read(finding("hcg", "negative", "2010-01-01")), "hcg", None).verdict is CLEARED


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        pytest.param([(100, 200), (75, 3)], HIT, id="by a quarter"),
        pytest.param([(100, 200), (76, 3)], CLEARED, id="by less"),
        pytest.param([(80, 300), (100, 200), (75, 3)], HIT, id="from the highest"),
        pytest.param([(75, 200), (100, 3)], CLEARED, id="a rise"),
        pytest.param([(100, 200), (50, 100), (90, 3)], CLEARED, id="fell and recovered"),
        pytest.param([(100, 366), (75, 3)], UNKNOWN, id="the higher one is too old"),
        pytest.param([(100, 200), (90, 3), (70, 3)], HIT, id="two of the last day: the lower"),
        pytest.param([(100, 200), ((None, 30), 3)], UNKNOWN, id="a comparator is no second value"),
        pytest.param([(0, 200), (0, 3)], CLEARED, id="from nothing"),
    ],
)
def test_a_fall_is_counted_from_the_highest_value_of_the_look_back(
    values: list[tuple[Any, int]], verdict: Verdict
) -> None:
    told = read(*(measurement("egfr", value, ago(days)) for value, days in values))
    assert dropped(told, "egfr", Decimal(25), 365).verdict is verdict


def test_a_fall_names_the_last_value_and_asks_for_an_earlier_one() -> None:
    fell = read(measurement("egfr", 100, ago(200)), measurement("egfr", 60, "2026-11-02", id="Observation/2"))
    result = dropped(fell, "egfr", Decimal(25), 365)
    assert (result.evidence, result.value) == (("Observation/2",), "eGFR 60 (2 Nov 2026)")
    once = read(measurement("egfr", 60, ago(3)))
    assert dropped(once, "egfr", Decimal(25), 365).unknown == "an earlier kidney function"
    assert dropped(read(), "egfr", Decimal(25), 365).unknown == "kidney function"


def test_a_term_without_a_comparison_is_an_error_of_the_table() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        compared(read(measurement("egfr", 60, ago(3))), "egfr", Term(sort="observation", id="egfr"), 365)
