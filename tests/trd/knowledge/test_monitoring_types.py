"""The table of tests answers by drug, and where a drug has no row by the test itself."""

import pytest

from trd.knowledge.loading import load
from trd.knowledge.monitoring_types import Monitoring

MONITORING = load().monitoring


def test_the_tests_of_a_drug_keep_the_order_of_the_table() -> None:
    assert [row.test for row in MONITORING.of("lithium")] == [
        *("creatinine", "tsh", "calcium", "sodium", "ecg", "hcg", "lithium-level")
    ]
    assert MONITORING.of("vortioxetine") == ()


@pytest.mark.parametrize(
    ("subject", "test", "days"),
    [
        ("lithium", "creatinine", 90),
        ("gepirone", "creatinine", 180),
        ("agomelatine", "alt", 30),
        ("nefazodone", "alt", 365),
        ("esketamine", "blood-pressure", 30),
        ("venlafaxine", "blood-pressure", 90),
        ("lithium", "lithium-level", 90),
    ],
)
def test_a_look_back_is_that_of_the_row_else_of_the_test(subject: str, test: str, days: int) -> None:
    assert MONITORING.days(subject, test) == days


def test_without_a_table_nothing_is_wanted() -> None:
    assert Monitoring().of("lithium") == ()
