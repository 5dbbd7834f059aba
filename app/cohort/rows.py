"""The published result of one patient -> rows of the four tables; names and values are the result's own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[tuple[str, ...], int] = MappingProxyType({})
Row = dict[str, Any]
Result = Mapping[str, Any]
Named = Callable[[str], str]
"""How a reference (`Type/id`) is told: as it is, or by a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRows:
    """All rows of one patient, by table."""

    patients: tuple[Row, ...]
    trials: tuple[Row, ...]
    recommendations: tuple[Row, ...]
    gaps: tuple[Row, ...]
    result: bytes = b""
    """The result as JSON, where it was asked for: what `trd-cds evaluate --json` answers, unindented."""
    burden: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """What this patient adds to the counts of the report on the burden of cards, where it was asked for."""


def rows_of(
    result: Result,
    patient: str,
    *,
    records: int,
    silent: bool,
    named: Named,
    written: bytes = b"",
    burden: Mapping[tuple[str, ...], int] = _NOTHING,
) -> PatientRows:
    """The rows of one result; of a silent patient nothing is recommended."""
    trials = tuple(_trial(each, patient, named) for each in result["trials"])
    recommended = () if silent else tuple(_recommendation(each, patient) for each in result["recommendations"])
    gaps = tuple(_gap(each, patient, named) for each in result["gaps"])
    counts = {"trials": len(trials), "recommendations": len(recommended), "gaps": len(gaps)}
    own = {"patient": patient, "records": records, "silent": silent, **_patient(result), **_stage(result), **counts}
    return PatientRows(
        patients=(own,), trials=trials, recommendations=recommended, gaps=gaps, result=written, burden=burden
    )


def _patient(result: Result) -> Row:
    diagnosis, resistance = result["diagnosis"], result["resistance"]
    return {
        "as_of": day(result["asOf"]),
        "knowledge_version": result["knowledgeVersion"],
        "definition": result["definition"],
        "data_up_to": day(result["dataUpTo"]),
        "age": result["patient"]["age"],
        "sex": result["patient"]["sex"],
        "diagnosis": diagnosis["status"],
        "diagnosis_reason": diagnosis["reason"],
        "diagnosis_flags": diagnosis["flags"],
        "episode_start": day(diagnosis["episodeStart"]),
        "episode_start_basis": diagnosis["episodeStartBasis"],
        "resistance": resistance["status"],
        "failed_trials": result["failedTrials"],
        "lifetime_failed_trials": result["lifetimeFailedTrials"],
        "would_settle": resistance["wouldSettle"],
        "by_definition": [
            {"definition": name, "status": found["status"], "failed_trials": found["failedTrials"]}
            for name, found in result["byDefinition"].items()
        ],
        "suicide_risk": result["suicideRisk"]["level"],
        "alternative_explanations": [found["code"] for found in result["alternativeExplanations"]],
        "set_aside": [
            {"topic": aside["topic"], "agent": _name(aside["agent"]), "reason": aside["reason"], "row": aside["row"]}
            for aside in result["setAside"]
        ],
        "dangers": [
            {"row": found["row"], "level": found["level"], "message": found["message"]}
            for found in result["orderFindings"]
        ],
        "not_counted": [
            {"agent": each["agent"], "reason": each["reason"], "from": day(each["from"]), "to": day(each["to"])}
            for each in result["notCounted"]
        ],
    }


def _stage(result: Result) -> Row:
    staging, severity = result["staging"], result["severity"] or {}
    maudsley, mgh = staging["maudsley"] or {}, staging["mghStaging"] or {}
    return {
        "maudsley_min": maudsley.get("min"),
        "maudsley_max": maudsley.get("max"),
        "maudsley_band": maudsley.get("band"),
        "thase_rush": (staging["thaseRush"] or {}).get("stage"),
        "mgh_score": figure(mgh.get("score")),
        "mgh_max": figure(mgh.get("max")),
        "european": (staging["european"] or {}).get("stage"),
        "severity_instrument": severity.get("instrument"),
        "severity_score": figure(severity.get("score")),
        "severity_date": day(severity.get("date")),
        "severity_band": severity.get("band"),
        "severity_trend": severity.get("trend"),
    }


def _trial(trial: Result, patient: str, named: Named) -> Row:
    agents = trial["agents"]
    start, end = trial["startRange"] or (None, None), trial["endRange"] or (None, None)
    return {
        "patient": patient,
        "trial": trial["id"],
        "agents": [agent["name"] for agent in agents],
        "rxcuis": [agent["rxcui"] for agent in agents if agent["rxcui"]],
        "classes": list(dict.fromkeys(agent["class"] for agent in agents if agent["class"])),
        "start": day(trial["start"]),
        "end": day(trial["end"]),
        "start_earliest": day(start[0]),
        "start_latest": day(start[1]),
        "end_earliest": day(end[0]),
        "end_latest": day(end[1]),
        "start_basis": trial["startBasis"],
        "end_basis": trial["endBasis"],
        "dose_steps": [
            {"from": day(step["from"]), "to": day(step["to"]), "daily_dose": figure(step["dailyDose"])}
            for step in trial["doseSteps"]
        ],
        "peak_daily_dose": figure(trial["peakDailyDose"]),
        "minimum_adequate_dose": figure(trial["minimumAdequateDose"]),
        "dose_unit": trial["doseUnit"],
        "weeks_at_adequate_dose": figure(trial["weeksAtAdequateDose"]),
        "weeks_possible": figure(trial["weeksPossible"]),
        "minimum_weeks": figure(trial["minimumWeeks"]),
        "adherence": figure(trial["adherence"]),
        "outcome_basis": trial["outcomeBasis"],
        **_scored("baseline", trial["baseline"]),
        **_scored("endpoint", trial["endpoint"]),
        "evidence": _told(trial["evidence"], named),
        **{name: trial[name] for name in _AS_TOLD},
    }


_AS_TOLD = (
    *("kind", "episode", "ongoing", "sessions", "adequacy", "outcome"),
    *("failed", "because", "notes", "confidence"),
)


def _scored(point: str, score: Result | None) -> Row:
    found = score or {}
    return {
        f"{point}_instrument": found.get("instrument"),
        f"{point}_score": figure(found.get("score")),
        f"{point}_date": day(found.get("date")),
    }


def _recommendation(option: Result, patient: str) -> Row:
    agent = option["agent"] or {}
    return {
        "patient": patient,
        "rank": option["rank"],
        "topic": option["topic"],
        "agent": agent.get("name"),
        "rxcui": agent.get("rxcui"),
        "agent_class": agent.get("class"),
        "strength": option["strength"],
        "rationale": option["rationale"],
        "cautions": [{"row": caution["row"], "message": caution["message"]} for caution in option["cautions"]],
        "unknowns": option["unknowns"],
        "citations": option["citations"],
    }


def _gap(gap: Result, patient: str, named: Named) -> Row:
    return {
        "patient": patient,
        "code": gap["code"],
        "what": gap["what"],
        "evidence": _told(gap["evidence"], named),
    }


def _told(references: Iterable[str], named: Named) -> list[str]:
    return [named(reference) for reference in references]


def _name(agent: Result | None) -> str | None:
    return None if agent is None else agent["name"]


def day(text: str | None) -> date | None:
    """A day of the result as a date."""
    return None if text is None else date.fromisoformat(text)


_PLACES = Decimal("0.0001")
_LARGEST = Decimal(10) ** 13


def figure(value: int | Decimal | None) -> Decimal | None:
    """A figure with four places; one that no column can hold is none of a patient's, and stays in the JSON alone."""
    if value is None:
        return None
    exact = Decimal(value)
    return exact.quantize(_PLACES) if abs(exact) < _LARGEST else None
