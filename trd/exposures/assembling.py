"""Segments of days put together into exposures: one span of one drug at one dose, with all that was told of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from trd.exposures.exposure import Exposure
from trd.exposures.segments import Segment
from trd.exposures.spells import Spell
from trd.intervals import DayInterval, Days
from trd.terms import DateBasis, Doubt, Intake, RecordStatus, ReleaseForm, Route

Product = tuple[ReleaseForm | None, Route | None, bool, bool]
OVER = (RecordStatus.COMPLETED, RecordStatus.STOPPED)


def exposures(segments: Iterable[Segment]) -> tuple[Exposure, ...]:
    """Join neighbouring segments of one dose and one product form, ascending."""
    groups: list[list[Segment]] = []
    before: Segment | None = None
    product: Product | None = None
    for segment in segments:
        own = product if before is not None and segment.spells is before.spells else _product(segment.spells)
        follows = before is not None and before.last + 1 == segment.first
        if follows and before is not None and before.dose == segment.dose and product == own:
            groups[-1].append(segment)
        else:
            groups.append([segment])
        before, product = segment, own
    return tuple(_exposure(group) for group in groups)


def _product(spells: Sequence[Spell]) -> Product:
    """What tells products of one agent apart."""
    form: ReleaseForm | None = None
    route: Route | None = None
    as_needed, always_trap = True, False
    for spell in spells:
        record = spell.record
        form, route = form or record.form, route or record.route
        as_needed, always_trap = as_needed and record.as_needed, always_trap or record.always_trap
    return form, route, as_needed, always_trap


def _exposure(group: Sequence[Segment]) -> Exposure:
    spells = _distinct(group)
    first, last = group[0], group[-1]
    certain = Days.of((segment.first, segment.last) for segment in group if segment.certain)
    form, route, as_needed, always_trap = _product(spells)
    start, start_basis = _start(first)
    end, end_basis = _end(last, certain)
    ending = _ending(last, spells)
    newest = max(ending, key=lambda spell: (spell.dated, spell.record.evidence))
    record = spells[0].record
    return Exposure(
        agent=record.agent,
        ingredients=tuple(sorted({name for spell in spells for name in spell.record.ingredients})),
        label=newest.record.label,
        certain=certain,
        possible=Days.of((segment.first, segment.last) for segment in group),
        low=first.dose.low,
        high=first.dose.high,
        start=start,
        end=end,
        start_basis=start_basis,
        end_basis=end_basis,
        evidence=tuple(sorted({reference for spell in spells for reference in spell.record.evidence})),
        stated=_resting_on(group, DateBasis.STATED),
        assumed=_resting_on(group, DateBasis.ASSUMED),
        doubts=_doubts(group),
        stopped=end is not None and any(spell.end_stated or spell.record.status in OVER for spell in ending),
        stop_reason=next(
            (
                spell.record.stop_reason
                for spell in sorted(ending, key=lambda spell: (-spell.dated, spell.record.evidence))
                if spell.record.stop_reason is not None
            ),
            None,
        ),
        intake=_intake(spells),
        form=form,
        route=route,
        by_text=any(spell.record.by_text for spell in spells),
        as_needed=as_needed,
        always_trap=always_trap,
        indications=frozenset().union(*(spell.record.indications for spell in spells)),
        sources=frozenset(spell.record.kind for spell in spells),
        supply_days=max((spell.record.supply_days or 0 for spell in last.spells), default=0) or None,
        open_end=any(spell.open_end for spell in ending),
        stale=end is not None and any(spell.stale for spell in ending),
    )


def _distinct(group: Sequence[Segment]) -> list[Spell]:
    seen: dict[int, Spell] = {}
    before: tuple[Spell, ...] = ()
    for segment in group:
        for spell in () if segment.spells is before else segment.spells:
            seen.setdefault(id(spell), spell)
        before = segment.spells
    return sorted(seen.values(), key=lambda spell: (spell.possible[0], spell.record.kind.value, spell.record.evidence))


def _resting_on(group: Sequence[Segment], basis: DateBasis) -> Days:
    return Days.of((segment.first, segment.last) for segment in group if segment.certain and segment.basis is basis)


def _doubts(group: Sequence[Segment]) -> tuple[tuple[Doubt, Days], ...]:
    found: dict[Doubt, list[tuple[int, int]]] = {}
    for segment in group:
        if segment.doubt is not None:
            found.setdefault(segment.doubt, []).append((segment.first, segment.last))
    return tuple((doubt, Days.of(spans)) for doubt, spans in sorted(found.items()))


def _start(first: Segment) -> tuple[DayInterval, DateBasis]:
    """The first day, as exactly as the record that begins there knows it."""
    day = date.fromordinal(first.first)
    begins = [spell for spell in first.spells if spell.possible[0] == first.first]
    if not begins or first.certain:
        basis = begins[0].start_basis if begins else DateBasis.STATED
        return DayInterval.on(day), basis
    surest = min(begins, key=lambda spell: (spell.start.latest, spell.start_basis.value))
    return surest.start, surest.start_basis


def _ending(last: Segment, spells: Sequence[Spell]) -> list[Spell]:
    """The records that tell how it ended: those of the last days, or of the last certain ones."""
    ending = [spell for spell in last.spells if spell.possible[1] == last.last]
    return ending or list(last.spells)


def _end(last: Segment, certain: Days) -> tuple[DayInterval | None, DateBasis]:
    """The last day, as exactly as the records that end there know it; `None` while one is open."""
    ending = [spell for spell in last.spells if spell.possible[1] == last.last]
    if any(spell.end is None for spell in ending):
        return None, DateBasis.ONGOING
    day = date.fromordinal(last.last)
    if not ending:
        return DayInterval.on(day), DateBasis.STATED
    ends = [(spell.end.earliest, spell.end_basis) for spell in ending if spell.end is not None]
    earliest, basis = max(ends)
    if certain.last is not None:
        earliest = max(earliest, certain.last)
    return DayInterval(earliest=min(earliest, day), latest=day), basis


def _intake(spells: Sequence[Spell]) -> Intake:
    """Told as not taken regularly by any record: that is the word."""
    told = {spell.record.intake for spell in spells}
    for intake in (Intake.NOT_AS_DIRECTED, Intake.AS_DIRECTED):
        if intake in told:
            return intake
    return Intake.NOT_STATED
