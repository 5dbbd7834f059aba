"""The published rule, computed a second time and simply, over sets of days: what is right to say of a chart.

Written from the specification alone (R-T2 … R-T30, R-Q3, R-Q4); nothing of the service is used. Slow and plain on
purpose: a day is a number in a set.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from tests.truth.formulary import DRUGS
from tests.truth.lives import Known

WEEKS_AT_DOSE, AUGMENTATION_DAYS = 42, 28
JOIN_GAP, COMMON_DAYS, AUGMENTED_DAYS = 30, 28, 14

Dose = tuple[Decimal | None, Decimal | None]


@dataclass(slots=True, kw_only=True)
class Run:
    """One treatment as a clinician would name it, with the days that are certain and those that are possible."""

    agents: tuple[str, ...]
    kind: str
    certain: dict[int, Dose]
    possible: dict[int, Dose]
    start: tuple[date, date]
    end: tuple[date, date]
    ongoing: bool
    at_dose: set[int] = field(default_factory=set)
    """Certain days at a sufficient dose."""
    perhaps: set[int] = field(default_factory=set)
    fills: int = 0
    reason: str | None = None
    join_gap: int = JOIN_GAP


def trials(known: Sequence[Known], born: date, as_of: date) -> list[Run]:
    """Courses of one drug joined, then combinations and augmentations cut out of them."""
    runs = [run for agent in sorted({each.agent for each in known}) for run in _joined(agent, known, born, as_of)]
    runs = [run for run in runs if not DRUGS[run.agents[0]].for_other_use]
    alone = [run for run in runs if not DRUGS[run.agents[0]].augmenter]
    found = _combined(alone)
    for run in runs:
        if DRUGS[run.agents[0]].augmenter:
            found += _augmented(run, alone)
    return sorted(found, key=lambda run: (run.start, run.agents))


def adequacy(run: Run) -> str:
    """R-Q4, step by step."""
    needed = AUGMENTATION_DAYS if run.kind == "augmentation" else WEEKS_AT_DOSE
    window = needed * 5 // 4
    span = max(run.certain) - min(run.certain) + 1 if run.certain else 0
    if most(run.at_dose, window) >= needed:
        return "adequate"
    if run.fills >= 2 and span >= needed and 5 * len(run.certain) < 4 * span:
        return "non-adherent"
    if most(run.perhaps, window) >= needed:
        return "undetermined"
    if run.perhaps:
        return "inadequate-duration"
    return "inadequate-dose" if most(set(run.possible), window) >= needed else "inadequate-duration"


def adequate_on(run: Run) -> date | None:
    """The day on which the last of the needed days is reached."""
    needed = AUGMENTATION_DAYS if run.kind == "augmentation" else WEEKS_AT_DOSE
    for day in sorted(run.at_dose):
        if sum(day - needed * 5 // 4 < other <= day for other in run.at_dose) >= needed:
            return date.fromordinal(day)
    return None


def surely_one(run: Run, reached: date | None) -> Run:
    """Its start and end on every reading: days that only possible days hold together may have been two trials."""
    if reached is None or not run.certain:
        return run
    start, last = min(run.certain), min(run.certain)
    for day in sorted(run.certain):
        if day - last - 1 > max(JOIN_GAP, run.join_gap):
            if last >= reached.toordinal():
                break
            start = day
        last = day
    first = run.start[0], max(run.start[1], date.fromordinal(start))
    if last >= max(run.certain):
        return replace(run, start=first)
    return replace(run, start=first, end=(date.fromordinal(last), run.end[1]), ongoing=False)


def at_onset(run: Run, onset: date) -> list[Run]:
    """R-P12: a drug that went on into the episode is rated from its first day on.

    One that may have gone on, without a certain day in it, is two treatments, each by itself.
    """
    day = onset.toordinal()
    if not run.certain and run.start[1].toordinal() < day <= max(run.possible):
        return [_copy(run, day)]
    if not run.certain or not min(run.certain) < day <= max(run.possible):
        return [run]
    if max(run.certain) >= day:
        return [part for part in (_part(run, day, 10**7),) if part]
    before, after = _part(run, 0, day - 1), _copy(run, day)
    return [part for part in (before, after) if part]


def most(days: set[int], window: int) -> int:
    """The greatest number of days inside any `window` days in a row."""
    ordered = sorted(days)
    best = first = 0
    for place, day in enumerate(ordered):
        while day - ordered[first] >= window:
            first += 1
        best = max(best, place - first + 1)
    return best


def _joined(agent: str, known: Sequence[Known], born: date, as_of: date) -> Iterable[Run]:
    own = sorted((each for each in known if each.agent == agent), key=lambda each: each.start)
    group: list[Known] = []
    for each in own:
        if group and _free_days(group[-1], each) > _longest_gap(group[-1]):
            yield _run(group, born, as_of)
            group = []
        group.append(each)
    if group:
        yield _run(group, born, as_of)


def _free_days(before: Known, after: Known) -> int:
    last = before.end[0] if before.stated_end else before.end[1]
    return (after.start[0] - last).days - 1


def _longest_gap(before: Known) -> int:
    return min(before.last_supply // 2, 45) if before.last_supply > 60 else JOIN_GAP


def _run(group: Sequence[Known], born: date, as_of: date) -> Run:
    certain: dict[int, Dose] = {}
    possible: dict[int, Dose] = {}
    today = as_of.toordinal()
    for each in group:
        off = {day for first, last in each.gaps for day in range(first.toordinal(), last.toordinal() + 1)}
        for day in range(each.start[0].toordinal(), min(each.end[1].toordinal(), today) + 1):
            dose = _dose(each, day)
            sure = each.taken and each.start[1].toordinal() <= day <= each.end[0].toordinal()
            if sure and day not in off:
                certain[day] = dose
            if each.gaps_possible or day not in off:
                possible[day] = _either(possible.get(day), dose)
    for before, after in pairwise(group):
        if before.stated_end and before.end[0] == before.end[1] and after.start[0] == after.start[1]:
            continue
        between = range(before.end[1].toordinal() + 1, after.start[0].toordinal())
        possible |= dict.fromkeys(
            between, (None, max((dose[1] for dose in possible.values() if dose[1]), default=None))
        )
    first, last = group[0], group[-1]
    minimum = _minimum(first.agent, born, first.start[1])
    at_dose = {day for day, (low, _) in certain.items() if low is not None and low >= minimum}
    perhaps = {day for day, (_, high) in possible.items() if high is None or high >= minimum}
    if DRUGS[first.agent].by_level:
        levels = sorted({day.toordinal() for each in group for day in each.levels})
        at_dose, perhaps = set(certain) & _in_range(levels), set(possible)
    return Run(
        agents=(first.agent,),
        kind="monotherapy",
        certain=certain,
        possible=possible,
        start=first.start,
        end=last.end,
        ongoing=last.ongoing,
        at_dose=at_dose,
        perhaps=perhaps,
        fills=sum(each.fills for each in group),
        reason=last.reason,
        join_gap=max(_longest_gap(each) for each in group),
    )


def _in_range(levels: Sequence[int]) -> set[int]:
    """R-A28: between two levels not more than 90 days apart, and 28 days after one."""
    days: set[int] = set()
    for one, following in pairwise([*levels, 10**7]):
        days.update(range(one, following if following - one <= 90 else min(one + 28, following - 1) + 1))
    return days | set(levels)


def _minimum(agent: str, born: date, day: date) -> Decimal:
    drug = DRUGS[agent]
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return drug.older[1] if drug.older is not None and age >= drug.older[0] else drug.minimum


def _dose(known: Known, day: int) -> Dose:
    """The dose of a day; before the first step and after the last those two hold."""
    steps = known.doses
    for first, last, low, high in steps:
        if first.toordinal() <= day <= last.toordinal():
            return low, high
    return steps[0][2:] if day < steps[0][0].toordinal() else steps[-1][2:]


def _either(one: Dose | None, other: Dose) -> Dose:
    if one is None or one == other:
        return other
    lows, highs = (one[0], other[0]), (one[1], other[1])
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def _combined(alone: list[Run]) -> list[Run]:
    """R-T6, R-T7: two antidepressants at dose on 28 common certain days, and not one handing over to the other."""
    found = list(alone)
    for place, one in enumerate(alone):
        for other in alone[place + 1 :]:
            together = one.at_dose & other.at_dose
            if one.agents == other.agents or len(together) < COMMON_DAYS or _hands_over(one, other):
                continue
            first, last = min(together), max(together)
            goes_on = one.ongoing and other.ongoing
            both = _both(one, other, "combination", first, max(one.possible) if goes_on else last)
            ends = both.end if goes_on else (date.fromordinal(last),) * 2
            found.append(replace(both, end=ends))
            for run, beside in ((one, other), (other, one)):
                parts = [part for each in found if each.agents == run.agents for part in _outside(each, first, last)]
                parts = [part for part in parts if not (goes_on and min(part.certain) > last)]
                parts = [part for part in parts if part.at_dose or set(part.certain) - set(beside.certain)]
                found = [each for each in found if each.agents != run.agents] + parts
    return found


def begun(known: Sequence[Known], born: date, as_of: date) -> list[tuple[set[str], tuple[date, date]]]:
    """First days of every drug that counts, an augmenter of a few days too (R-O11): judged before what was added."""
    names = sorted({each.agent for each in known if not DRUGS[each.agent].for_other_use})
    return [({name}, run.start) for name in names for run in _joined(name, known, born, as_of)]


def three_at_once(known: Sequence[Known], born: date, as_of: date) -> bool:
    """Three antidepressants together for four weeks: the published rule speaks of pairs only."""
    agents = sorted({each.agent for each in known if not DRUGS[each.agent].augmenter})
    days = [{day for run in _joined(agent, known, born, as_of) for day in run.at_dose} for agent in agents]
    return any(len(one & two & three) >= COMMON_DAYS for one, two, three in combinations(days, 3))


def _outside(run: Run, first: int, last: int) -> list[Run]:
    """What remains of a drug before and after it was part of a combination."""
    if max(run.possible) < first or min(run.possible) > last:
        return [run]
    return [part for part in (_part(run, 0, first - 1), _part(run, last + 1, 10**7)) if part]


def _hands_over(one: Run, other: Run) -> bool:
    overlap = set(one.certain) & set(other.certain)
    if not overlap or len(overlap) > COMMON_DAYS:
        return False
    first, _ = sorted((one, other), key=lambda run: min(run.certain))
    return not first.ongoing and max(first.certain) <= max(overlap)


def _both(one: Run, other: Run, kind: str, first: int, last: int) -> Run:
    days = range(first, last + 1)
    certain = {day: one.certain[day] for day in days if day in one.certain and day in other.certain}
    possible = {day: one.possible[day] for day in days if day in one.possible and day in other.possible}
    ends = min(one.end[0], other.end[0]), min(one.end[1], other.end[1])
    return Run(
        agents=tuple(sorted((*one.agents, *other.agents))),
        kind=kind,
        certain=certain,
        possible=possible,
        start=(date.fromordinal(first), date.fromordinal(first)),
        end=ends,
        ongoing=one.ongoing and other.ongoing,
        at_dose=one.at_dose & other.at_dose & set(days),
        perhaps=one.perhaps & other.perhaps & set(days),
        reason=one.reason or other.reason,
    )


def _part(run: Run, first: int, last: int) -> Run | None:
    """The days of a run between two days, or nothing."""
    certain = {day: dose for day, dose in run.certain.items() if first <= day <= last}
    if not certain:
        return None
    possible = {day: dose for day, dose in run.possible.items() if first <= day <= last}
    starts = date.fromordinal(max(first, run.start[0].toordinal())), date.fromordinal(min(certain))
    cut = last < run.end[0].toordinal()
    end = date.fromordinal(max(certain))
    return Run(
        agents=run.agents,
        kind=run.kind,
        certain=certain,
        possible=possible,
        start=starts,
        end=(end, end) if cut else run.end,
        ongoing=run.ongoing and not cut,
        at_dose=run.at_dose & set(certain),
        perhaps=run.perhaps & set(possible),
        fills=run.fills,
        reason=None if cut else run.reason,
    )


def _copy(run: Run, first: int) -> Run:
    """What may have been taken from a day on."""
    day = date.fromordinal(first)
    possible = {each: dose for each, dose in run.possible.items() if each >= first}
    return replace(
        run,
        certain={},
        at_dose=set(),
        possible=possible,
        perhaps=run.perhaps & set(possible),
        start=(day, day),
        end=(max(day, run.end[0]), run.end[1]),
    )


def _augmented(run: Run, alone: Sequence[Run]) -> list[Run]:
    """R-T30: at least 14 certain days beside a counted antidepressant; it begins with the augmenter."""
    found = []
    explained: set[int] = set()
    for base in sorted(alone, key=lambda base: (-len(set(run.certain) & set(base.certain)), base.start)):
        shared = set(run.certain) & set(base.certain)
        if len(shared - explained) < AUGMENTED_DAYS:
            continue
        explained |= shared
        trial = _both(run, base, "augmentation", max(min(run.possible), min(base.possible)), max(run.possible))
        found.append(replace(trial, agents=(*run.agents, *base.agents), start=max(run.start, base.start)))
    return found
