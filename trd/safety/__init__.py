"""The safety matrix's one evaluator: each row is hit, clear or unknown for this patient."""

from trd.safety.beside import forbids_beside
from trd.safety.circumstances import look_for
from trd.safety.facts import Facts, Taken, read_facts
from trd.safety.judgement import ingredients_of, judge, judge_running
from trd.safety.matrix import members
from trd.safety.monitoring import missing_tests
from trd.safety.patient import breastfeeding, pregnancy
from trd.safety.results import Judgement, RowResult

__all__ = [
    "Facts",
    "Judgement",
    "RowResult",
    "Taken",
    "breastfeeding",
    "forbids_beside",
    "ingredients_of",
    "judge",
    "judge_running",
    "look_for",
    "members",
    "missing_tests",
    "pregnancy",
    "read_facts",
]
