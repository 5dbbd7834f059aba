"""Exposures of one drug -> the bars of its lane: certain days filled, days that are only possible outlined."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.view.dates import about, dose_range, span
from app.view.view import Bar, DoseState
from app.view.words import on, view
from trd.adequacy.days import BY_LEVEL
from trd.exposures import Exposure
from trd.intervals import Days
from trd.knowledge.types import Agent
from trd.terms import ReleaseForm
from trd.trials.minimum import Minimum, Taker, minimum

HIGHEST_RATIO = 4
"""A bar grows no more above four times the least adequate dose."""
SAME = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosing:
    """What the doses of one agent are compared with."""

    agent: Agent
    column: str
    taker: Taker
    today: date

    def least(self, form: ReleaseForm | None) -> Minimum | None:
        """The least adequate dose of a release form; a drug that is rated by its level has none in milligrams."""
        if self.agent.dose_unit == BY_LEVEL:
            return None
        return minimum(self.agent, self.column, form=form, taker=self.taker)

    def state(self, exposure: Exposure) -> DoseState:
        """Certainly enough, certainly too little, or not to be told (R-D17)."""
        least = self.least(exposure.form)
        if least is None:
            return "unknown"
        if exposure.low is not None and exposure.low >= least.certain:
            return "adequate"
        if exposure.high is not None and exposure.high < least.possible:
            return "below"
        return "unknown"

    def ratio(self, exposure: Exposure) -> Decimal:
        """Dose over the least adequate dose, for the height; 1 where one of them is not known."""
        least = self.least(exposure.form)
        if least is None or exposure.low is None or not least.certain:
            return SAME
        return min(round(exposure.low / least.certain, 2), Decimal(HIGHEST_RATIO))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of days at one dose, before its words are found."""

    start: date
    end: date
    dose: str
    label: str
    stated: bool
    state: DoseState
    ratio: Decimal
    perhaps: bool
    about_start: str
    """How the start is known where it is not exact: "about Mar 2026"."""
    about_end: str
    doubts: tuple[str, ...]
    evidence: tuple[str, ...]


def bars_of(exposures: Sequence[Exposure], dosing: Dosing) -> tuple[Bar, ...]:
    """The bars of a lane by their first day; a day that two orders cover is drawn once, as certain where one is."""
    drawn = Days.union(each.certain for each in exposures).until(dosing.today)
    pieces: list[Piece] = []
    for exposure in exposures:
        pieces += _pieces(exposure, exposure.certain.until(dosing.today), dosing, perhaps=False)
    for exposure in exposures:
        left = exposure.possible.until(dosing.today) - drawn
        drawn = drawn | left
        pieces += _pieces(exposure, left, dosing, perhaps=True)
    pieces.sort(key=lambda piece: (piece.start, piece.end, piece.perhaps))
    return tuple(_bar(piece, dosing) for piece in _merged(pieces))


def _pieces(exposure: Exposure, days: Days, dosing: Dosing, *, perhaps: bool) -> Iterator[Piece]:
    dose, label = dose_range(exposure.low, exposure.high, dosing.agent)
    for first, last in days.spans:
        start, end = date.fromordinal(first), date.fromordinal(last)
        open_start = not exposure.start.exact and start == exposure.possible.first
        open_end = exposure.end is not None and not exposure.end.exact and end == exposure.possible.last
        span_of_it = Days.between(start, end)
        yield Piece(
            start=start,
            end=end,
            dose=dose,
            label=label,
            stated=(exposure.low, exposure.high) != (None, None),
            state=dosing.state(exposure),
            ratio=dosing.ratio(exposure),
            perhaps=perhaps,
            about_start=about(exposure.start) if open_start else "",
            about_end=about(exposure.end) if open_end and exposure.end is not None else "",
            doubts=tuple(view(f"bars.{doubt}") for doubt, doubtful in exposure.doubts if doubtful & span_of_it),
            evidence=exposure.evidence,
        )


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Two pieces of the same kind that touch are one: a refill is no event."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and _continues(held, piece):
            records = tuple(dict.fromkeys((*held.evidence, *piece.evidence)))
            held = replace(held, end=max(held.end, piece.end), about_end=piece.about_end, evidence=records)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _continues(held: Piece, piece: Piece) -> bool:
    same = (held.dose, held.state, held.perhaps, held.doubts) == (piece.dose, piece.state, piece.perhaps, piece.doubts)
    return same and not held.about_end and not piece.about_start and piece.start <= held.end + timedelta(days=1)


def _bar(piece: Piece, dosing: Dosing) -> Bar:
    return Bar(
        start=piece.start,
        end=piece.end,
        dose=piece.dose,
        label=piece.label,
        ratio=piece.ratio,
        state=piece.state,
        perhaps=piece.perhaps,
        about_start=bool(piece.about_start),
        about_end=bool(piece.about_end),
        sentence=_sentence(piece, dosing),
        evidence=piece.evidence,
    )


def _sentence(piece: Piece, dosing: Dosing) -> str:
    """ "50 mg/day, 1 Jan 2026 to 28 Jan 2026, at or above the least adequate dose"."""
    told = [piece.dose, _when(piece, dosing.today)]
    if piece.perhaps:
        told.append(view("bars.possible", doubts=", ".join(piece.doubts) or None))
    if piece.about_start:
        told.append(view("bars.started", date=piece.about_start))
    if piece.about_end:
        told.append(view("bars.ended", date=piece.about_end))
    if dosing.agent.dose_unit == BY_LEVEL:
        told.append(view("bars.by_level"))
    elif piece.stated:
        told.append(view(f"bars.{piece.state}"))
    return ", ".join(told)


def _when(piece: Piece, today: date) -> str:
    if piece.end < today:
        return span(piece.start, piece.end)
    return view("bars.today") if piece.start == today else view("bars.to_today", date=on(piece.start))


def gaps_of(exposures: Sequence[Exposure], today: date) -> tuple[tuple[date, date], ...]:
    """The days inside a trial on which nothing tells of the drug."""
    days = Days.union(each.possible for each in exposures).until(today)
    return tuple((date.fromordinal(first), date.fromordinal(last)) for first, last in days.gaps())
