"""Where the patient stands: the few sentences on top, the stages with their items, the definitions side by side."""

from collections.abc import Iterator

from app.view.view import DefinitionRow, Sign, Stage, Told
from app.view.words import named, view
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised, translated
from cds_hooks.wording.safety import write_dangers
from cds_hooks.wording.suicide_risk import write_suicide_risk
from cds_hooks.wording.summary import GAPS, maudsley_band, maudsley_points, write_summary
from cds_hooks.wording.telling import Telling
from trd.resistance import LOWERINGS
from trd.staging import Domains
from trd.terms import Adequacy, ResistanceStatus, RiskLevel

ITEMS = {"ect": "ECT"}


def in_short(telling: Telling) -> tuple[Told, ...]:
    """Danger first, then where the patient stands, the last score, the stages, and what could not be judged."""
    return tuple(each for each in _in_short(telling) if each.text)


def _in_short(telling: Telling) -> Iterator[Told]:
    assessment = telling.assessment
    risk = assessment.suicide_risk
    if risk.level in (RiskLevel.PRESENT, RiskLevel.HIGH):
        sign, word = _loud(risk.level is RiskLevel.HIGH)
        yield _told(write_suicide_risk(telling).summary, sign, word, risk.evidence)
    for danger in telling.recommendations.dangers:
        if danger.level is not None:
            sign, word = _loud(danger.level == "critical")
            yield _told(write_dangers([danger], telling).summary, sign, word, danger.result.evidence)
    if assessment.person.deceased:
        yield Told(text=view("dead"), leads=True, evidence=assessment.history.patient.evidence)
        return
    summary = write_summary(telling)
    yield Told(text=summary.summary, evidence=assessment.diagnosis.evidence, leads=True)
    yield Told(text=summary.detail.partition("\n")[0])
    yield _severity(telling)
    yield Told(text=figures.joined(_stages_in_a_line(telling)))
    yield from _not_judged(telling)


def _loud(critical: bool) -> tuple[str, str]:
    return ("bad", view("signs.critical")) if critical else ("warn", view("signs.warning"))


def _told(text: str, sign: str, word: str, evidence: tuple[str, ...]) -> Told:
    signs: dict[str, Sign] = {"bad": "bad", "warn": "warn"}
    return Told(text=text, sign=signs[sign], word=word, evidence=evidence, leads=True)


def _severity(telling: Telling) -> Told:
    found = telling.assessment.severity
    if found is None:
        gap = next((gap for gap in telling.assessment.gaps if gap.code.value.startswith("score-")), None)
        return Told(text=translated(gap.what, GAPS), evidence=gap.evidence) if gap else Told(text="")
    band = named("severities", found.band.value)
    score = f"{telling.scale(found.instrument)} {figures.number(found.score)}"
    text = f"{score} ({figures.day(found.day)}), {band}{view(f'trends.{found.trend}')}"
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
            missing = figures.listed(map(translated, rated.adequacy.missing)) or None
            name = (
                telling.running(rated.trial.agents[0]) if rated.trial.exposures else telling.kind(rated.trial.agents[0])
            )
            reason = translated(LOWERINGS["adequacy-open"].words)
            said = view("open.missing", name=name, items=missing) or view("open.reason", name=name, reason=reason)
            open_still[said] = tuple(dict.fromkeys((*open_still.get(said, ()), *rated.trial.evidence)))
    for said, evidence in open_still.items():
        yield Told(text=capitalised(said), sign="warn", word=view("signs.open"), evidence=evidence)
    resistance = telling.assessment.resistance
    if resistance.status is ResistanceStatus.INDETERMINATE and resistance.would_settle:
        items = figures.joined(map(translated, resistance.would_settle))
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
            value=view("staging.points_of", points=maudsley_points(telling), band=band),
            because="",
            items=tuple(
                (_item(name), _range(points), translated(staging.maudsley.because.get(name, "")))
                for name, points in staging.maudsley.items.items()
            ),
        )
    if staging.thase_rush is not None:
        yield Stage(
            name="Thase–Rush",
            value=view("staging.stage", stage=staging.thase_rush),
            because=translated(staging.because["thase-rush"]),
        )
    if staging.mgh_score is not None:
        score, most = figures.number(staging.mgh_score), staging.mgh_max
        up_to = view("staging.up_to", score=score, max=None if most is None else figures.number(most))
        yield Stage(name="MGH", value=up_to or score, because=translated(staging.because["mgh"]))
    if staging.european is not None:
        yield Stage(
            name=view("staging.european"),
            value=translated(staging.european),
            because=translated(staging.because["european"]),
        )
    if staging.athf is not None and any(_counts(staging.athf.lifetime)):
        told = view(
            "staging.episode_and_life",
            episode=_domains(staging.athf.episode),
            lifetime=_domains(staging.athf.lifetime),
        )
        yield Stage(name="ATHF-SF", value=view("staging.by_domain"), because=told)
    if staging.dm_trd is not None:
        left = translated(" and ".join(staging.dm_trd.not_from_record))
        yield Stage(
            name="DM-TRD",
            value=view("staging.no_total"),
            because=view("staging.not_in_a_record", items=left),
            items=tuple(
                (_item(name), _range(item.points), translated(item.because))
                for name, item in staging.dm_trd.items.items()
            ),
        )


def _item(name: str) -> str:
    return translated(ITEMS.get(name) or name)


def unstaged(telling: Telling) -> str:
    """Why no stage is told, where none is."""
    if any(True for _ in _stages(telling)):
        return ""
    return view("staging.not_computable")


def _range(points: tuple[int, int]) -> str:
    low, high = points
    return str(low) if low == high else f"{low}–{high}"


def _counts(found: Domains) -> tuple[int, int, int]:
    return found.drugs, found.stimulation, found.psychotherapy


def _domains(found: Domains) -> str:
    drugs, stimulation, psychotherapy = _counts(found)
    return view("staging.domains", drugs=drugs, stimulation=stimulation, psychotherapy=psychotherapy)


def definitions_of(telling: Telling) -> tuple[DefinitionRow, ...]:
    """The same record by every named definition, so that it is seen where they part."""
    assessment = telling.assessment
    return tuple(
        DefinitionRow(
            id=name,
            name=WORDS.word("short_definitions", name, definition.label) or definition.label,
            words=translated(definition.words),
            status=_status(assessment.by_definition[name].status),
            failed=assessment.by_definition[name].failed_trials,
            decides=name == assessment.definition.id,
        )
        for name, definition in telling.knowledge.definitions.items()
        if name in assessment.by_definition
    )


def _status(status: ResistanceStatus) -> str:
    return WORDS.word("statuses", status.value, status.value) or status.value
