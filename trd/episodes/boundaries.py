"""What separates two episodes: two months well, a new onset after recovery, half a year without treatment (R-P11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trd.exposures import Rebuilt
from trd.history import ConditionFact, Score
from trd.intervals import Days, days_between, plus
from trd.knowledge.types import Knowledge, Scale
from trd.terms import Counts, SeverityBand, Verification

IN_TREATMENT = (Counts.YES, Counts.AUGMENTATION_ONLY, Counts.UNDETERMINED)
ESTABLISHED = (Verification.CONFIRMED, Verification.PROVISIONAL, None)


@dataclass(frozen=True, slots=True)
class Mood:
    """One usable score, as well or ill."""

    score: Score
    scale: Scale

    @property
    def day(self) -> date:
        return self.score.day

    @property
    def well(self) -> bool:
        """In the remission range; where the scale has none, free of symptoms."""
        if self.scale.remission is None:
            return self.scale.band(self.score.value) is SeverityBand.NONE
        return self.scale.remitted(self.score.value)

    def at_least(self, band: SeverityBand) -> bool:
        """Ill to this degree, and not in the remission range."""
        return not self.well and self.scale.band(self.score.value).at_least(band)


def moods(scores: Iterable[Score], knowledge: Knowledge, *, as_of: date) -> tuple[Mood, ...]:
    """The usable scores up to `as_of`, ascending."""
    found = [
        Mood(score, scale)
        for score in scores
        if score.day <= as_of
        and (scale := knowledge.scales.get(score.instrument)) is not None
        and scale.for_severity
        and scale.bands
        and scale.reads(score.value)
    ]
    return tuple(sorted(found, key=lambda mood: (mood.day, mood.scale.id, mood.score.value, mood.score.evidence)))


def depressions(conditions: Iterable[ConditionFact], knowledge: Knowledge) -> list[ConditionFact]:
    """The depressive diagnoses that stand (R-P6), in a fixed order."""
    concepts = knowledge.concept_sets.get("mdd", frozenset())
    found = [each for each in conditions if each.concepts & concepts and each.verification in ESTABLISHED]
    return sorted(found, key=lambda each: (began(each) or date.max, each.evidence))


def began(condition: ConditionFact) -> date | None:
    """The latest day on which its onset may lie, where an onset is stated."""
    return condition.onset.latest if condition.onset is not None else None


def certain_boundary(moods: Sequence[Mood], ill: Sequence[ConditionFact], knowledge: Knowledge) -> date | None:
    """The last day of the last certain boundary: well by scores, or recovered and ill again (R-P11 i, ii)."""
    least = int(knowledge.figures["remission-boundary-days"].value)
    days = [*_well_by_scores(moods, least), *_new_onsets(ill, knowledge, least)]
    return max(days, default=None)


def possible_boundary(rebuilt: Rebuilt, moods: Sequence[Mood], knowledge: Knowledge, *, as_of: date) -> date | None:
    """The last day of the last long interval without antidepressant, augmenter or symptoms on record (R-P11 iii)."""
    longest = int(knowledge.figures["drug-free-days"].value)
    treated = [exposure.possible for exposure in rebuilt.exposures if exposure.counts in IN_TREATMENT]
    ill = [(mood.day.toordinal(),) * 2 for mood in moods if mood.at_least(SeverityBand.MILD)]
    busy = Days.union(treated) | Days.of(ill)
    if not busy:
        return None
    free = [*busy.gaps(), (busy.spans[-1][1] + 1, as_of.toordinal())]
    long = [last for first, last in free if last - first + 1 > longest]
    return date.fromordinal(max(long)) if long else None


def _well_by_scores(moods: Sequence[Mood], least: int) -> Iterable[date]:
    """The ends of stretches in which one instrument shows remission, and no score shows otherwise."""
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for mood in moods:
        if not mood.well:
            yield from _long_enough(first, last, least)
            first, last = {}, {}
        elif mood.scale.remission is not None:
            first.setdefault(mood.scale.id, mood.day)
            last[mood.scale.id] = mood.day
    yield from _long_enough(first, last, least)


def _long_enough(first: dict[str, date], last: dict[str, date], least: int) -> Iterable[date]:
    return [end for scale, end in last.items() if days_between(first[scale], end) >= least]


def _new_onsets(ill: Sequence[ConditionFact], knowledge: Knowledge, least: int) -> Iterable[date]:
    """The days before an onset that follows a recovery by at least two months."""
    recovered = [day for each in ill if (day := _recovered(each, knowledge)) is not None]
    for each in ill:
        if each.onset is not None and any(
            days_between(day, each.onset.earliest) >= least for day in recovered if day < each.onset.earliest
        ):
            yield plus(each.onset.earliest, -1)


def _recovered(condition: ConditionFact, knowledge: Knowledge) -> date | None:
    """The day by which this episode was over."""
    if condition.abated is not None:
        return condition.abated.latest
    full = condition.concepts & knowledge.concept_sets.get("full-remission", frozenset())
    return condition.recorded if full else None
