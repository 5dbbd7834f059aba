"""All dosage elements of one record -> its dose steps: structure before text, doses added, steps in order."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise

from fhir_mappings.dates import span
from fhir_mappings.dosage.reading import UNSTATED, Amount, Instruction, Step
from fhir_mappings.dosage.sigs import SigReader
from fhir_mappings.dosage.structured import Taken, as_needed, most_a_day, read_structured
from fhir_mappings.dosage.tokens import SigDrug
from fhir_mappings.quantities import whole_days
from fhir_mappings.reading.elements import Dosage
from trd.intervals import DayInterval, plus

NOTHING = Instruction()


def read_dosages(
    dosages: Sequence[Dosage], drug: SigDrug, sigs: SigReader, *, rendered: str | None = None
) -> Instruction:
    """Read every dosage element together (R-D7, R-D10); without any, the text that renders them all (R5)."""
    told = _all(dosages, drug, sigs) if dosages else NOTHING
    says_nothing = not (told.steps or told.units.stated or told.not_taken or told.problems)
    return sigs.read(rendered, drug) if says_nothing and rendered else told


def _all(dosages: Sequence[Dosage], drug: SigDrug, sigs: SigReader) -> Instruction:
    distinct = list(dict.fromkeys(dosages))
    found = [(dosage.sequence, read_dosage(dosage, drug, sigs)) for dosage in distinct]
    doubled = len(distinct) < len(dosages)
    if len({sequence for sequence, _ in found}) > 1 and all(sequence is not None for sequence, _ in found):
        found.sort(key=lambda pair: pair[0] or 0)
        groups = [[one for _, one in group] for _, group in groupby(found, key=lambda pair: pair[0])]
        whole = _one_after_another([_together(group) for group in groups])
    else:
        whole = _together([one for _, one in found])
    return _perhaps_doubled(whole) if doubled else whole


def read_dosage(dosage: Dosage, drug: SigDrug, sigs: SigReader) -> Instruction:
    """Read one element in the order of R-D1: structure, structure with the text's frequency, text."""
    taken = read_structured(dosage, drug)
    text, sig = _most_telling(dosage, drug, sigs, taken.times if taken.times.stated else None)
    told = _structured(taken, text, sig, drug, sigs)
    needed = as_needed(dosage) or sig.as_needed
    if needed:
        told = _only_needed(told, taken, sig, most_a_day(dosage, drug))
    return _bounded(replace(told, in_addition=sig.in_addition, not_taken=sig.not_taken), dosage)


def _most_telling(dosage: Dosage, drug: SigDrug, sigs: SigReader, times: Amount | None) -> tuple[str, Instruction]:
    """The text for the pharmacist; where nothing can be read of it, that for the patient."""
    texts = [text for text in (dosage.text, dosage.patient_instruction) if text]
    read = [(text, sigs.read(text, drug, times=times)) for text in texts]
    telling = next((pair for pair in read if pair[1].steps or pair[1].not_taken or pair[1].units.stated), None)
    return telling or (read[0] if read else ("", NOTHING))


def _structured(taken: Taken, text: str, sig: Instruction, drug: SigDrug, sigs: SigReader) -> Instruction:
    dose = taken.dose
    if not dose.mg.stated:
        return _from_text(taken, sig)
    times = taken.times
    if not times.stated and not dose.a_day:
        times = sigs.times(text, drug) or UNSTATED
    daily = dose.mg if dose.a_day else dose.mg.times(times)
    if dose.per_kg:
        return Instruction(steps=(Step(intake=dose.mg, per_kg=True),), problems=dose.problems)
    units = dose.units.times(times)
    structured = Step(daily=daily, intake=dose.mg)
    if not daily.stated:
        return Instruction(steps=(structured,), problems=dose.problems)
    if len(sig.steps) > 1 and any(step.daily == daily for step in sig.steps):
        return sig  # the elements hold one step of a text that tells them all
    if len(sig.steps) == 1 and _is_more(sig.steps[0].daily, daily):
        structured = replace(structured, daily=sig.steps[0].daily)  # the words allow more than the elements
    conflict = len(sig.steps) == 1 and not sig.as_needed and _differ(sig.steps[0].daily, daily)
    problems = (*dose.problems, "dose-conflict") if conflict or len(sig.steps) > 1 else dose.problems
    return Instruction(steps=(structured,), units=units, supplied_days=sig.supplied_days, problems=problems)


def _from_text(taken: Taken, sig: Instruction) -> Instruction:
    units = taken.units_a_day if taken.units_a_day.stated else sig.units
    problems = tuple(dict.fromkeys((*taken.dose.problems, *sig.problems)))
    if sig.steps and any(step.daily.stated for step in sig.steps):
        problems = sig.problems
    return replace(sig, units=units, problems=problems)


def _is_more(said: Amount, daily: Amount) -> bool:
    """ "may take an extra tablet as needed" stands in the words alone: the same lower end, a higher upper one."""
    low, high = said.low, said.high
    return low is not None and low == daily.single and (high is None or high > low)


def _differ(one: Amount, two: Amount) -> bool:
    """No reading of the one is a reading of the other."""
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return False
    return one.high < two.low or two.high < one.low


def _only_needed(told: Instruction, taken: Taken, sig: Instruction, most: Amount) -> Instruction:
    """Days only possible, no lower end; the highest is the stated maximum, else what elements or words allow (R-D9)."""
    highest = [step.daily.high for step in (*told.steps, *sig.steps) if step.daily.high is not None]
    allowed = min(highest) if highest else None
    high = most.high if most.high is not None else allowed
    units = Amount(low=None, high=(taken.units_a_day if taken.units_a_day.stated else sig.units).high)
    step = Step(daily=Amount(low=None, high=high))
    return replace(told, steps=(step,), as_needed=True, units=units, supplied_days=None)


def _bounded(told: Instruction, dosage: Dosage) -> Instruction:
    """Lay `bounds[x]` and `count` of the timing on the steps."""
    repeat = dosage.timing.repeat if dosage.timing is not None else None
    if repeat is None:
        return told
    period = span(repeat.bounds_period)
    days = whole_days(repeat.bounds_duration)
    if days is None and repeat.bounds_range is not None:
        days = whole_days(repeat.bounds_range.low)
    if days is None and repeat.count == 1 and repeat.frequency is None:
        return replace(told, steps=(), problems=(*told.problems, "dose-text"))  # a single dose, no treatment
    if period.start is None and period.end is None and days is None:
        return told
    steps = told.steps or (Step(),)
    if len(steps) > 1:
        return replace(told, steps=(replace(steps[0], start=period.start), *steps[1:]))
    return replace(told, steps=(replace(steps[0], start=period.start, end=period.end, days=days),), supplied_days=None)


# ---- several elements


def _together(group: list[Instruction]) -> Instruction:
    """Concurrent doses add up (R-D7); elements with dates of their own stand for their own days."""
    if len(group) == 1:
        return group[0]
    scheduled = [one for one in group if not one.as_needed]
    needed = [one for one in group if one.as_needed]
    problems = tuple(dict.fromkeys(problem for one in group for problem in one.problems))
    flags = Instruction(
        as_needed=not scheduled,
        in_addition=any(one.in_addition for one in group),
        not_taken=any(one.not_taken for one in group),
        problems=problems,
    )
    counted = scheduled or needed
    silent = [one for one in counted if not one.steps and not one.problems and len(counted) > 1]
    counted = [one for one in counted if one not in silent] or counted
    steps = _added(counted)
    if steps is None:
        return replace(flags, problems=tuple(dict.fromkeys((*problems, "dose-conflict"))))
    if scheduled and needed:
        steps = tuple(_with_extra(step, needed) for step in steps)
    units = counted[0].units
    for one in counted[1:]:
        units = units.plus(one.units)
    return replace(flags, steps=steps, units=units)


def _added(group: list[Instruction]) -> tuple[Step, ...] | None:
    """One row of steps for all; None when their dates or lengths can't be laid on each other."""
    if len(group) == 1:
        return group[0].steps
    if any(len(one.steps) > 1 for one in group):
        return None
    steps = [one.steps[0] if one.steps else Step() for one in group]
    bounds = {(step.start, step.end, step.days) for step in steps}
    if len(bounds) == 1:
        total = steps[0]
        for step in steps[1:]:
            total = replace(total, daily=total.daily.plus(step.daily), intake=UNSTATED)
        return (total,)
    return _by_date(steps)


def _by_date(steps: list[Step]) -> tuple[Step, ...] | None:
    """Elements with dates of their own that follow one another."""
    dated = [step for step in steps if step.start is not None]
    if len(dated) != len(steps):
        return None
    ordered = sorted(dated, key=lambda step: (step.start.earliest if step.start else None, str(step.end)))
    for earlier, later in pairwise(ordered):
        last = _last(earlier)
        if last is None or later.start is None or last.latest >= later.start.earliest:
            return None
    return tuple(ordered)


def _last(step: Step) -> DayInterval | None:
    if step.end is not None:
        return step.end
    if step.start is None or step.days is None:
        return None
    return DayInterval(earliest=plus(step.start.earliest, step.days - 1), latest=plus(step.start.latest, step.days - 1))


def _with_extra(step: Step, needed: list[Instruction]) -> Step:
    """A scheduled dose with an as-needed one beside it: the upper end rises, the lower does not."""
    high = step.daily.high
    for one in needed:
        more = one.steps[0].daily.high if one.steps else None
        high = high + more if high is not None and more is not None else None
    return replace(step, daily=Amount(low=step.daily.low, high=high))


def _one_after_another(groups: list[Instruction]) -> Instruction:
    """Sequences follow each other; after a step without a length nothing is known, unless it is the last (R-D10)."""
    steps: list[Step] = []
    for place, group in enumerate(groups):
        last = place == len(groups) - 1
        found = group.steps or (Step(),)
        open_ended = any(step.days is None and step.end is None for step in (found if not last else found[:-1]))
        if open_ended:
            steps.append(Step())
            break
        steps.extend(found)
    return Instruction(
        steps=tuple(steps),
        as_needed=all(group.as_needed for group in groups),
        in_addition=any(group.in_addition for group in groups),
        not_taken=any(group.not_taken for group in groups),
        problems=tuple(dict.fromkeys(problem for group in groups for problem in group.problems)),
    )


def _perhaps_doubled(told: Instruction) -> Instruction:
    """The same element twice: written twice, or taken twice; the lower is certain, the upper possible."""
    steps = tuple(
        replace(
            step, daily=Amount(low=step.daily.low, high=step.daily.high * 2 if step.daily.high is not None else None)
        )
        for step in told.steps
    )
    return replace(told, steps=steps, units=Amount(low=told.units.low, high=_twice(told.units.high)))


def _twice(value: Fraction | None) -> Fraction | None:
    return value * 2 if value is not None else None
