"""The worked cases of the next steps: facts in, ranked options out, through the whole core."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.told import Case, answer_to, aside_words, read_cases, words
from trd.options import Option, Recommendations, Remedy
from trd.terms import Topic

CASES = read_cases(Path(__file__).parent / "vignettes" / "nextsteps")
MORE = "…"


def case_ids(cases: list[Case]) -> list[str]:
    return [f"{case.id} {case.title}" for case in cases]


@pytest.mark.parametrize("case", CASES, ids=case_ids(CASES))
def test_the_answer_is_that_of_the_specification(case: Case) -> None:
    answer = answer_to(case)
    for name, expected in case.expected.items():
        CHECKS[name](answer, expected)


def test_no_case_stands_twice() -> None:
    names = [case.id for case in CASES]
    assert len(set(names)) == len(names)


def test_what_is_disputed_says_why() -> None:
    assert all(len(case.disputed) > 20 for case in CASES if case.disputed)


def ranked(answer: Recommendations) -> list[Option]:
    """The options without the suicide risk, which is a card and not ranked (C13)."""
    return [option for option in answer.options if option.topic is not Topic.SUICIDE_RISK]


def found(answer: Recommendations, name: str) -> Option:
    """`augmentation lithium` or `ketamineReferral`."""
    topic, _, agent = name.partition(" ")
    options = [option for option in ranked(answer) if option.topic.value == topic]
    options = [option for option in options if not agent or option.agent == agent]
    assert options, f"{name} is not offered: {[words(option) for option in ranked(answer)]}"
    return options[0]


def check_options(answer: Recommendations, expected: list[str]) -> None:
    got = [words(option) for option in ranked(answer)]
    if expected and expected[-1] == MORE:
        got, expected = got[: len(expected) - 1], expected[:-1]
    assert got == expected


def check_begins(answer: Recommendations, expected: list[str]) -> None:
    assert [words(option) for option in ranked(answer)][: len(expected)] == expected


def check_contains(answer: Recommendations, expected: list[str]) -> None:
    got = [words(option) for option in ranked(answer)]
    assert [option for option in expected if option not in got] == [], got


def check_absent(answer: Recommendations, expected: list[str]) -> None:
    got = [f"{option.topic.value} {option.agent}" for option in ranked(answer)]
    assert [name for name in expected if any(known == name or known.startswith(f"{name} ") for known in got)] == []


def check_set_aside(answer: Recommendations, expected: list[str]) -> None:
    got = [aside_words(entry) for entry in answer.set_aside]
    assert [entry for entry in expected if entry not in got] == [], got


def check_not_set_aside(answer: Recommendations, expected: list[str]) -> None:
    got = [aside_words(entry) for entry in answer.set_aside]
    assert [name for name in expected if any(entry.startswith(f"{name} ") for entry in got)] == []


def check_unknowns(answer: Recommendations, expected: dict[str, list[str]]) -> None:
    for name, asked in expected.items():
        got = found(answer, name).unknowns
        assert [words for words in asked if words not in got] == [], got


def check_not_asked(answer: Recommendations, expected: dict[str, list[str]]) -> None:
    for name, asked in expected.items():
        assert not set(asked) & set(found(answer, name).unknowns)


def check_cautions(answer: Recommendations, expected: dict[str, list[str]]) -> None:
    for name, rows in expected.items():
        got = [caution.row for caution in found(answer, name).cautions]
        assert [row for row in rows if row not in got] == [], got


def check_clauses(answer: Recommendations, expected: dict[str, list[str]]) -> None:
    for name, clauses in expected.items():
        assert set(clauses) <= set(found(answer, name).clauses)


def check_after(answer: Recommendations, expected: dict[str, str]) -> None:
    topics = [option.topic.value for option in ranked(answer)]
    for later, earlier in expected.items():
        assert topics.index(later) > topics.index(earlier)


def check_findings(answer: Recommendations, expected: list[str]) -> None:
    """All of them, in order: `maoi-washout critical S020`; a row that is not named is not compared."""
    got = [f"{each.check} {each.level} {each.row}" for each in answer.order_findings]
    assert len(got) == len(expected), got
    for found, wanted in zip(got, expected, strict=True):
        assert found.startswith(wanted), got


def check_begins_findings(answer: Recommendations, expected: list[str]) -> None:
    """The first of them."""
    got = [f"{each.check} {each.level} {each.row}" for each in answer.order_findings]
    assert [wanted for found, wanted in zip(got, expected, strict=False) if not found.startswith(wanted)] == [], got
    assert len(got) >= len(expected)


def check_finds(answer: Recommendations, expected: list[str]) -> None:
    """These are among them."""
    got = [f"{each.check} {each.level} {each.row}" for each in answer.order_findings]
    assert [wanted for wanted in expected if not any(found.startswith(wanted) for found in got)] == [], got


def check_finds_not(answer: Recommendations, expected: list[str]) -> None:
    """None of these checks, levels or rows."""
    got = [f"{each.check} {each.level} {each.row}" for each in answer.order_findings]
    assert [found for found in got if any(unwanted in found for unwanted in expected)] == []


def check_says_of_order(answer: Recommendations, expected: list[str]) -> None:
    """Words of the messages or details."""
    said = [words for each in answer.order_findings for words in (each.message, *each.details)]
    assert [words for words in expected if not any(words in sentence for sentence in said)] == [], said


def check_remedies(answer: Recommendations, expected: list[str]) -> None:
    got = [remedy_words(remedy) for each in answer.order_findings for remedy in each.remedies]
    assert got == expected


def remedy_words(remedy: Remedy) -> str:
    """`dose 20`, `start 2026-11-24`, `supply 7`, `delete`, `tests tsh`, `create switch`, `note`."""
    if remedy.delete:
        return "delete"
    known = (
        ("dose", remedy.daily_dose),
        ("start", remedy.start),
        ("supply", remedy.supply_days),
        ("create", remedy.topic),
        ("tests", " ".join(remedy.tests) or None),
    )
    return next((f"{name} {value}" for name, value in known if value is not None), "note")


CHECKS: dict[str, Callable[[Recommendations, Any], object]] = {
    "gate": lambda answer, expected: _equal(answer.gate, expected),
    "row": lambda answer, expected: _equal(answer.row, expected),
    "summary": lambda answer, expected: _equal(answer.summary_allowed, expected),
    "waiting": lambda answer, expected: _equal(answer.waiting, expected),
    "suicide": lambda answer, expected: _equal(
        answer.options[0].kind if answer.options and answer.options[0].topic is Topic.SUICIDE_RISK else None, expected
    ),
    "options": check_options,
    "begins": check_begins,
    "contains": check_contains,
    "absent": check_absent,
    "set_aside": check_set_aside,
    "set_aside_all": lambda answer, expected: _equal([aside_words(entry) for entry in answer.set_aside], expected),
    "not_set_aside": check_not_set_aside,
    "unknowns": check_unknowns,
    "not_asked": check_not_asked,
    "cautions": check_cautions,
    "clauses": check_clauses,
    "after": check_after,
    "first_unknown": lambda answer, expected: [
        _equal(found(answer, name).unknowns[0], asked) for name, asked in expected.items()
    ],
    "kinds": lambda answer, expected: [_equal(found(answer, name).kind, kind) for name, kind in expected.items()],
    "target": lambda answer, expected: [
        _equal(plan.target if (plan := found(answer, name).plan) else None, Decimal(str(dose)))
        for name, dose in expected.items()
    ],
    "draft": lambda answer, expected: [_equal(found(answer, name).no_draft_because, None) for name in expected],
    "no_draft": lambda answer, expected: [_equal(found(answer, name).draft, False) for name in expected],
    "not_sent": lambda answer, expected: _equal(list(answer.not_sent), expected),
    "case": lambda answer, expected: [_equal(found(answer, name).case, word) for name, word in expected.items()],
    "says": lambda answer, expected: [
        _equal(words in found(answer, name).rationale, True) for name, words in expected.items()
    ],
    "quiet_dangers": lambda answer, expected: _equal(
        [danger.result.row.id for danger in answer.dangers if danger.result.possible_only], expected
    ),
    "findings": check_findings,
    "begins_findings": check_begins_findings,
    "finds": check_finds,
    "finds_not": check_finds_not,
    "order_says": check_says_of_order,
    "remedies": check_remedies,
    "dangers": lambda answer, expected: _equal([danger.result.row.id for danger in answer.dangers], expected),
}


def _equal(got: object, expected: object) -> bool:
    assert got == expected
    return True
