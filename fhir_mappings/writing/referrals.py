"""What a referral is coded as and says (§5.3); each code was looked up in the code tables.

Never 718026005, 1771581000000100, 149451000000104, 1111811000000109: these are therapies for psychosis,
bipolar disorder, personality and eating disorders (R-F30). TMS, esketamine and ketamine have no verified
SNOMED CT code of their own: the referral to psychiatry is coded, the treatment stands in the text.
"""

from dataclasses import dataclass
from typing import Final

from fhir_mappings.writing.drafts import Coded

SNOMED: Final = "http://snomed.info/sct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    text: str
    coding: Coded | None
    """None: no verified code, text only."""


def _snomed(code: str, display: str) -> Coded:
    return Coded(system=SNOMED, code=code, display=display)


PSYCHIATRY: Final = _snomed("183524004", "Referral to psychiatry service")
OLD_AGE: Final = _snomed("183528001", "Referral to psychiatrist for the elderly mentally ill")
PSYCHOTHERAPY: Final = _snomed("81294000", "Patient referral for psychotherapy")

REFERRALS: Final = {
    kind: Referral(text=text, coding=coding)
    for kind, text, coding in (
        (
            "ect",
            "Referral: assessment for electroconvulsive therapy (ECT)",
            _snomed("23835007", "Electroconvulsive therapy"),
        ),
        ("tms", "Referral: assessment for transcranial magnetic stimulation (TMS)", PSYCHIATRY),
        ("esketamine", "Referral: assessment for esketamine nasal spray (supervised)", PSYCHIATRY),
        ("iv-ketamine", "Referral: assessment for ketamine infusion (off label, supervised)", PSYCHIATRY),
        ("psychiatry", "Referral to psychiatry: depression", PSYCHIATRY),
        ("perinatal", "Referral to perinatal psychiatry: depression", PSYCHIATRY),
        ("addiction", "Referral to psychiatry: depression, with substance use", PSYCHIATRY),
        ("old-age", "Referral to old-age psychiatry: depression", OLD_AGE),
        ("crisis", "Same-day suicide risk assessment", PSYCHIATRY),
        (
            "cbt",
            "Referral: cognitive behavioural therapy (CBT)",
            _snomed("304891004", "Cognitive behavioral therapy"),
        ),
        ("ipt", "Referral: interpersonal therapy (IPT)", _snomed("443730003", "Interpersonal psychotherapy")),
        (
            "dbt",
            "Referral: dialectical behaviour therapy (DBT)",
            _snomed("405780009", "Dialectical behavior therapy"),
        ),
        (
            "psychodynamic",
            "Referral: psychodynamic psychotherapy",
            _snomed("314034001", "Psychodynamic psychotherapy"),
        ),
        (
            "psychodynamic-long-term",
            "Referral: long-term psychodynamic psychotherapy",
            _snomed("302242004", "Long-term psychodynamic psychotherapy"),
        ),
        ("cbasp", "Referral: CBASP (for persistent depression)", _snomed("75516001", "Psychotherapy")),
        ("mbct", "Referral: mindfulness-based cognitive therapy (MBCT)", PSYCHOTHERAPY),
        ("behavioural-activation", "Referral: behavioural activation", PSYCHOTHERAPY),
        ("trauma-focused", "Referral: trauma-focused psychotherapy", PSYCHOTHERAPY),
        ("couple", "Referral: couple therapy for depression", _snomed("41035007", "Conjoint psychotherapy")),
        ("psychotherapy", "Referral for psychotherapy", PSYCHOTHERAPY),
        ("endocrine", "Referral: endocrine review", None),
        ("neurology", "Referral: neurological review", None),
        ("sleep", "Referral: sleep medicine review", None),
    )
}
"""Kind -> code and text. "Assessment for" stands in every ECT, TMS and ketamine text (R-F32)."""
