"""The table of tests is read strictly: what no table knows stops the service."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trd.knowledge.check_digits import loinc_digit
from trd.knowledge.loading import KnowledgeError, load
from trd.knowledge.monitoring_types import MonitoringTest

FILE = "monitoring.toml"
MONITORING = load().monitoring


@pytest.mark.parametrize("test", MONITORING.tests.values(), ids=lambda test: test.id)
def test_every_loinc_code_has_its_check_digit(test: MonitoringTest) -> None:
    assert all(loinc_digit(code) for code in (test.loinc, test.loinc_si) if code)


def test_every_test_is_used() -> None:
    used = {row.test for row in MONITORING.rows}
    asked = {test.id for test in MONITORING.by_word.values()}
    assert set(MONITORING.tests) == used | asked


def test_every_value_that_answers_a_test_has_a_unit_in_which_it_is_read() -> None:
    units = load().units
    answers = {concept for test in MONITORING.tests.values() for concept in test.answered_by}
    levels = {concept for concept in answers if concept.startswith("drug-level-")}
    assert answers - levels - set(units) == {"hcg"}, "a pregnancy test is a word"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('test = "creatinine"', 'test = "creatine"', "unknown test"),
        ('with = "lithium"', 'with = "litium"', "unknown agent"),
        ('with = "procedure:ect"', 'with = "procedure:etc"', "unknown procedure"),
        ('answered_by = ["tsh"]', 'answered_by = ["thirst"]', "unknown observation"),
        ('loinc = "3016-3"', 'loinc = "3016"', "no LOINC code"),
        ("days = 180\nasked_as", "days = 0\nasked_as", "number of days"),
        ("before = true\ndays = 90", "before = false\ndays = 90", "look-back"),
        ("condition:long-qt; group:qt-prolonging-known", "condition:long-cut", "unknown condition"),
        ('when = "sex!=male', 'when = "sex!=man', "cannot be read"),
        ('source = "ADA-APA"', 'source = "ADA"', "unknown source"),
        ('asked_as = ["tsh"]', 'asked_as = ["egfr"]', "two tests"),
        ("[test.waist]", "[test.waist]\nlook = 3", "unknown key"),
        ('answered_by = ["waist"]\n', "", "answered by an observation"),
    ],
)
def test_what_is_wrong_stops_the_service(spoil: Callable[[str, str, str], Path], old: str, new: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)):
        load(spoil(FILE, old, new))
