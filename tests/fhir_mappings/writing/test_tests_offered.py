"""What a test is ordered as: the codes of the table of tests, and no other."""

import pytest

from fhir_mappings.writing.tests_offered import TESTS
from trd.knowledge.loading import load
from trd.knowledge.monitoring_types import MonitoringTest

CODED = [test for test in load().monitoring.tests.values() if test.loinc]


@pytest.mark.parametrize("test", CODED, ids=lambda test: test.id)
def test_a_coded_test_is_ordered_by_its_code(test: MonitoringTest) -> None:
    offered = TESTS[test.id]
    assert offered.coding.code == test.loinc
    assert (offered.coding_si.code if offered.coding_si else None) == test.loinc_si


def test_a_test_without_a_code_is_never_ordered() -> None:
    assert not {test.id for test in load().monitoring.tests.values() if not test.loinc} & set(TESTS)
