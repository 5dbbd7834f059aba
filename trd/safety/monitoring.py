"""Which tests a treatment wants before it begins and the record does not hold (R-F40)."""

from trd.knowledge.monitoring_types import MonitoringRow
from trd.safety.circumstances import look_for
from trd.safety.facts import Facts
from trd.safety.measurements import missing
from trd.safety.patient import pregnancy
from trd.terms import Verdict

PREGNANCY_TEST = "hcg"


def missing_tests(subject: str, facts: Facts) -> tuple[str, ...]:
    """The tests of an agent or `procedure:ID` that no usable result of their look-back answers, in their order."""
    rows = facts.knowledge.monitoring.of(subject)
    wanted = [row.test for row in rows if row.before and is_wanted(row, facts)]
    return tuple(dict.fromkeys(test for test in wanted if not on_record(test, subject, facts)))


def is_wanted(row: MonitoringRow, facts: Facts) -> bool:
    """Whether the row's circumstance holds, or may hold: what is not known counts as so."""
    return not row.when or look_for(row.when, "any", None, facts).verdict is not Verdict.CLEAR


def on_record(test: str, subject: str, facts: Facts) -> bool:
    """Whether a readable value of the look-back, or for a pregnancy test a known pregnancy, answers it."""
    monitoring = facts.knowledge.monitoring
    days = monitoring.days(subject, test)
    if test == PREGNANCY_TEST and pregnancy(facts).verdict is not Verdict.UNKNOWN:
        return True
    return any(missing(facts, concept, days).verdict is Verdict.CLEAR for concept in monitoring.tests[test].answered_by)
