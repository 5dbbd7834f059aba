"""Where the patient stands: the few sentences on top, the stages with their items, the definitions side by side."""

from collections.abc import Iterator

from app.view.view import DefinitionRow, Sign, Stage, Told
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised
from cds_hooks.wording.safety import write_dangers
from cds_hooks.wording.suicide_risk import write_suicide_risk
from cds_hooks.wording.summary import maudsley_band, maudsley_points, write_summary
from cds_hooks.wording.telling import Telling
from trd.figures import plain
from trd.intervals import in_words
from trd.resistance import LOWERINGS
from trd.staging import Domains
from trd.terms import Adequacy, ResistanceStatus, RiskLevel, Trend

TRENDS = {
    Trend.WORSE: ", worse than before",
    Trend.BETTER: ", better than before",
    Trend.UNCHANGED: ", unchanged",
    Trend.UNKNOWN: "",
}
ITEMS = {"ect": "ECT"}
MAUDSLEY_ITEMS = "of 15"


def in_short(telling: Telling) -> tuple[Told, ...]:
    """Danger first, then where the patient stands, the last score, the stages, and what could not be judged."""
    return tuple(each for each in _in_short(telling) if each.text)


def _in_short(telling: Telling) -> Iterator[Told]:
    assessment = telling.assessment
    risk = assessment.suicide_risk
    if risk.level in (RiskLevel.PRESENT, RiskLevel.HIGH):
        sign, word = ("bad", "Critical") if risk.level is RiskLevel.HIGH else ("warn", "Warning")
        yield _told(write_suicide_risk(telling).summary, sign, word, risk.evidence)
    for danger in telling.recommendations.dangers:
        if danger.level is not None:
            sign, word = ("bad", "Critical") if danger.level == "critical" else ("warn", "Warning")
            yield _told(write_dangers([danger], telling).summary, sign, word, danger.result.evidence)
    if assessment.person.deceased:
        yield Told(text="The patient is recorded as dead.", leads=True, evidence=assessment.history.patient.evidence)
        return
    summary = write_summary(telling)
    yield Told(text=summary.summary, evidence=assessment.diagnosis.evidence, leads=True)
    yield Told(text=summary.detail.partition("\n")[0])
    yield _severity(telling)
    yield Told(text=figures.joined(_stages_in_a_line(telling)))
    yield from _not_judged(telling)


def _told(text: str, sign: str, word: str, evidence: tuple[str, ...]) -> Told:
    signs: dict[str, Sign] = {"bad": "bad", "warn": "warn"}
    return Told(text=text, sign=signs[sign], word=word, evidence=evidence, leads=True)


def _severity(telling: Telling) -> Told:
    found = telling.assessment.severity
    if found is None:
        gap = next((gap for gap in telling.assessment.gaps if gap.code.value.startswith("score-")), None)
        return Told(text=gap.what, evidence=gap.evidence) if gap else Told(text="")
    band = found.band.value.replace("-", " ")
    score = f"{telling.scale(found.instrument)} {figures.number(found.score)}"
    text = f"{score} ({in_words(found.day)}), {band}{TRENDS[found.trend]}"
    return Told(text=text, evidence=found.evidence)


def _stages_in_a_line(telling: Telling) -> Iterator[str]:
    staging = telling.assessment.staging
    number = figures.number
    said = (
        WORDS.say("summary.lines.maudsley", points=maudsley_points(telling), band=maudsley_band(telling)),
        WORDS.say("summary.lines.thase_rush", stage=staging.thase_rush),
        WORDS.say(
            "summary.lines.mgh",
            score=None if staging.mgh_score is None else number(staging.mgh_score),
            max=None if staging.mgh_max is None else number(staging.mgh_max),
        ),
        WORDS.say("summary.lines.european", stage=staging.european),
    )
    yield from (each for each in said if each)


def _not_judged(telling: Telling) -> Iterator[Told]:
    """What could not be judged, one line a sentence, and the facts that would settle the status."""
    open_still: dict[str, tuple[str, ...]] = {}
    for rated in telling.current_trials():
        if rated.adequacy.verdict is Adequacy.UNDETERMINED:
            missing = figures.listed(rated.adequacy.missing)
            reason = missing or LOWERINGS["adequacy-open"].words
            name = (
                telling.running(rated.trial.agents[0]) if rated.trial.exposures else telling.kind(rated.trial.agents[0])
            )
            said = f"{name} could not be judged: {reason} not on record" if missing else f"{name}: {reason}"
            open_still[said] = tuple(dict.fromkeys((*open_still.get(said, ()), *rated.trial.evidence)))
    for said, evidence in open_still.items():
        yield Told(text=capitalised(said), sign="warn", word="Open", evidence=evidence)
    resistance = telling.assessment.resistance
    if resistance.status is ResistanceStatus.INDETERMINATE and resistance.would_settle:
        items = figures.joined(resistance.would_settle)
        yield Told(text=WORDS.say("summary.lines.would_settle", items=items) or "")


def stages_of(telling: Telling) -> tuple[Stage, ...]:
    """Each scheme that applies, lowest to highest points, with the facts of each item."""
    return tuple(_stages(telling))


def _stages(telling: Telling) -> Iterator[Stage]:
    staging = telling.assessment.staging
    if staging.maudsley is not None:
        band = maudsley_band(telling)
        yield Stage(
            name="Maudsley",
            value=f"{maudsley_points(telling)} of 15{f', {band}' if band else ''}",
            because="",
            items=tuple(
                (ITEMS.get(name, name), _range(points), staging.maudsley.because.get(name, ""))
                for name, points in staging.maudsley.items.items()
            ),
        )
    if staging.thase_rush is not None:
        yield Stage(name="Thase–Rush", value=f"stage {staging.thase_rush}", because=staging.because["thase-rush"])
    if staging.mgh_score is not None:
        most = "" if staging.mgh_max is None else f", up to {plain(staging.mgh_max)}"
        yield Stage(name="MGH", value=f"{plain(staging.mgh_score)}{most}", because=staging.because["mgh"])
    if staging.european is not None:
        yield Stage(name="European", value=staging.european, because=staging.because["european"])
    if staging.athf is not None and any(_counts(staging.athf.lifetime)):
        told = f"this episode {_domains(staging.athf.episode)}; lifetime {_domains(staging.athf.lifetime)}"
        yield Stage(name="ATHF-SF", value="failed by domain", because=told)
    if staging.dm_trd is not None:
        left = " and ".join(staging.dm_trd.not_from_record)
        yield Stage(
            name="DM-TRD",
            value="no total",
            because=f"{left} are not in a record",
            items=tuple((name, _range(item.points), item.because) for name, item in staging.dm_trd.items.items()),
        )


def unstaged(telling: Telling) -> str:
    """Why no stage is told, where none is."""
    if any(True for _ in _stages(telling)):
        return ""
    return "Not computable: no certain failure in this episode, or not meant for this patient."


def _range(points: tuple[int, int]) -> str:
    low, high = points
    return str(low) if low == high else f"{low}–{high}"


def _counts(found: Domains) -> tuple[int, int, int]:
    return found.drugs, found.stimulation, found.psychotherapy


def _domains(found: Domains) -> str:
    drugs, stimulation, psychotherapy = _counts(found)
    return f"drugs {drugs}, stimulation {stimulation}, psychotherapy {psychotherapy}"


def definitions_of(telling: Telling) -> tuple[DefinitionRow, ...]:
    """The same record by every named definition, so that it is seen where they part."""
    assessment = telling.assessment
    return tuple(
        DefinitionRow(
            id=name,
            name=WORDS.word("short_definitions", name, definition.label) or definition.label,
            words=definition.words,
            status=_status(assessment.by_definition[name].status),
            failed=assessment.by_definition[name].failed_trials,
            decides=name == assessment.definition.id,
        )
        for name, definition in telling.knowledge.definitions.items()
        if name in assessment.by_definition
    )


def _status(status: ResistanceStatus) -> str:
    return WORDS.word("statuses", status.value, status.value) or status.value
