"""A record told in one line, and its diagnosis: `judge(depression(), condition("bipolar-ii"))`."""

from datetime import date

from tests.builders import history, statement
from trd.choices import Choices
from trd.diagnosis import Diagnosis, diagnose
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.severity import read_severity
from trd.suicide_risk import read_suicide_risk
from trd.terms import DiagnosisStatus, GapCode

AS_OF = date(2026, 11, 23)
ACTIVE, REMISSION = DiagnosisStatus.ACTIVE, DiagnosisStatus.REMISSION
EXCLUDED, NONE = DiagnosisStatus.EXCLUDED, DiagnosisStatus.NONE
TRIAL = statement("sertraline", 50, "2026-01-05", "2026-03-05")
"""The trial of W01."""


def judge(*facts, choices: Choices | None = None, **more) -> Diagnosis:
    record = history(*facts, **more)
    knowledge, settled = load(), choices or Choices()
    return diagnose(
        record,
        rebuild(record, knowledge, settled, as_of=AS_OF),
        read_severity(record, knowledge, settled, as_of=AS_OF).severity,
        read_suicide_risk(record, knowledge, settled, as_of=AS_OF),
        knowledge,
        settled,
        as_of=AS_OF,
    )


def codes(found: Diagnosis) -> list[GapCode]:
    return [gap.code for gap in found.gaps]
