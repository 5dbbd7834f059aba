"""The members of the result as schemas; word lists are those of `trd.terms`, so they cannot differ."""

from trd.result.schema.forms import (
    COUNT,
    DAY,
    FLAG,
    NUMBER,
    ROW,
    TEXT,
    WORDS,
    Schema,
    list_of,
    maybe,
    object_of,
    one_of,
    pair_of,
    part,
)
from trd.terms import (
    Adequacy,
    Confidence,
    DateBasis,
    DiagnosisStatus,
    EpisodeOf,
    EpisodeStartBasis,
    GapCode,
    Outcome,
    OutcomeBasis,
    ResistanceStatus,
    RiskLevel,
    SeverityBand,
    Sex,
    Strength,
    Topic,
    Trend,
    TrialKind,
)


def result_form() -> Schema:
    """The result, member by member in the order of the contract."""
    return object_of(
        {
            "asOf": DAY,
            "knowledgeVersion": WORDS,
            "definition": WORDS,
            "dataUpTo": maybe(DAY),
            "patient": object_of({"age": maybe(COUNT), "sex": maybe(one_of(Sex))}),
            "diagnosis": part("diagnosis"),
            "trials": list_of(part("trial")),
            "notCounted": list_of(part("notCounted")),
            "failedTrials": COUNT,
            "lifetimeFailedTrials": COUNT,
            "resistance": part("resistance"),
            "byDefinition": {
                "type": "object",
                "additionalProperties": object_of({"status": one_of(ResistanceStatus), "failedTrials": COUNT}),
            },
            "staging": part("staging"),
            "severity": maybe(part("severity")),
            "suicideRisk": object_of(
                {"level": one_of(RiskLevel), "notes": list_of(WORDS), "evidence": part("evidence")}
            ),
            "alternativeExplanations": list_of(object_of({"code": WORDS, "what": WORDS, "evidence": part("evidence")})),
            "recommendations": list_of(part("recommendation")),
            "setAside": list_of(part("setAside")),
            "orderFindings": list_of(part("orderFinding")),
            "gaps": list_of(part("gap")),
            "history": part("history"),
        }
    )


def definitions() -> Schema:
    """The parts that the result refers to."""
    return {
        "evidence": {**list_of(WORDS), "uniqueItems": True},
        "gap": object_of(
            {"code": one_of(GapCode), "what": WORDS, "reference": maybe(WORDS), "evidence": part("evidence")}
        ),
        "agent": object_of({"name": WORDS, "rxcui": maybe(WORDS), "class": maybe(WORDS)}),
        "score": object_of({"instrument": WORDS, "score": NUMBER, "date": DAY}),
        "trial": _trial(),
        **_standing(),
        **_advice(),
        "history": _history(),
    }


def _trial() -> Schema:
    return object_of(
        {
            "id": {"type": "string", "pattern": r"^t\d+$"},
            "agents": {**list_of(part("agent")), "minItems": 1},
            "kind": one_of(TrialKind),
            "episode": one_of(EpisodeOf),
            "start": maybe(DAY),
            "end": maybe(DAY),
            "ongoing": FLAG,
            "startRange": maybe(pair_of(DAY)),
            "endRange": maybe(pair_of(DAY)),
            "startBasis": one_of(DateBasis),
            "endBasis": one_of(DateBasis),
            "doseSteps": list_of(object_of({"from": DAY, "to": DAY, "dailyDose": maybe(NUMBER)})),
            "peakDailyDose": maybe(NUMBER),
            "minimumAdequateDose": maybe(NUMBER),
            "doseUnit": maybe(WORDS),
            "weeksAtAdequateDose": maybe(NUMBER),
            "weeksPossible": maybe(NUMBER),
            "minimumWeeks": maybe(NUMBER),
            "adherence": maybe({"type": "number", "minimum": 0}),
            "sessions": maybe(COUNT),
            "adequacy": one_of(Adequacy),
            "outcome": one_of(Outcome),
            "outcomeBasis": one_of(OutcomeBasis),
            "baseline": maybe(part("score")),
            "endpoint": maybe(part("score")),
            "failed": FLAG,
            "because": TEXT,
            "notes": list_of(WORDS),
            "confidence": one_of(Confidence),
            "evidence": part("evidence"),
        }
    )


def _standing() -> Schema:
    points = {"type": "object", "additionalProperties": pair_of(COUNT)}
    return {
        "diagnosis": object_of(
            {
                "status": one_of(DiagnosisStatus),
                "reason": maybe(WORDS),
                "episodeStart": maybe(DAY),
                "episodeStartBasis": one_of(EpisodeStartBasis),
                "flags": list_of(WORDS),
                "evidence": part("evidence"),
            }
        ),
        "notCounted": object_of(
            {"agent": WORDS, "reason": WORDS, "from": maybe(DAY), "to": maybe(DAY), "evidence": part("evidence")}
        ),
        "resistance": object_of(
            {"status": one_of(ResistanceStatus), "definition": WORDS, "wouldSettle": list_of(WORDS)}
        ),
        "staging": object_of(
            {
                "maudsley": maybe(object_of({"min": COUNT, "max": COUNT, "band": maybe(WORDS), "items": points})),
                "thaseRush": maybe(object_of({"stage": WORDS})),
                "mghStaging": maybe(object_of({"score": NUMBER, "max": maybe(NUMBER)})),
                "european": maybe(object_of({"stage": WORDS})),
            }
        ),
        "severity": object_of(
            {
                "instrument": WORDS,
                "score": NUMBER,
                "date": DAY,
                "band": one_of(SeverityBand),
                "trend": one_of(Trend),
            }
        ),
    }


def _advice() -> Schema:
    return {
        "caution": object_of({"row": maybe(ROW), "message": WORDS, "evidence": part("evidence")}),
        "recommendation": object_of(
            {
                "topic": one_of(Topic),
                "agent": maybe(part("agent")),
                "rank": {"type": "integer", "minimum": 1},
                "strength": one_of(Strength),
                "rationale": TEXT,
                "cautions": list_of(part("caution")),
                "unknowns": list_of(WORDS),
                "citations": list_of(WORDS),
            }
        ),
        "setAside": object_of(
            {
                "topic": one_of(Topic),
                "agent": maybe(part("agent")),
                "reason": WORDS,
                "row": maybe(ROW),
                "evidence": part("evidence"),
            }
        ),
        "orderFinding": object_of(
            {
                "check": WORDS,
                "level": {"enum": ["critical", "warning", "info"]},
                "message": WORDS,
                "row": maybe(ROW),
                "order": maybe(WORDS),
                "evidence": part("evidence"),
            }
        ),
    }


def _history() -> Schema:
    dose = maybe(NUMBER)
    return object_of(
        {
            "exposures": list_of(
                object_of(
                    {
                        "agent": WORDS,
                        "from": maybe(DAY),
                        "to": maybe(DAY),
                        "dailyDose": dose,
                        "doseRange": maybe(pair_of(dose)),
                        "fromBasis": one_of(DateBasis),
                        "toBasis": one_of(DateBasis),
                        "evidence": part("evidence"),
                    }
                )
            ),
            "scores": list_of(
                object_of({"instrument": WORDS, "date": DAY, "score": NUMBER, "evidence": part("evidence")})
            ),
            "courses": list_of(
                object_of(
                    {
                        "kind": {"enum": ["ect", "tms", "ketamine", "psychotherapy", "other"]},
                        "label": WORDS,
                        "from": maybe(DAY),
                        "to": maybe(DAY),
                        "sessions": maybe(COUNT),
                        "evidence": part("evidence"),
                    }
                )
            ),
        }
    )
