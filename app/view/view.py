"""What a treatment history shows: lanes, scores, trials, where the patient stands, ways forward, what is missing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

DoseState = Literal["adequate", "below", "unknown"]
"""At or above the least adequate dose, below it, or not to be told."""
LaneKind = Literal["drug", "psychotherapy", "ect", "tms", "ketamine", "other"]
Sign = Literal["good", "warn", "bad", "info", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Who the page is about, as the EHR asks for; in no title, no address and no log."""

    name: str
    born: date | None = None
    record_number: str | None = None
    read_at: str | None = None
    """When the record was read, as it is to be shown: "23 Nov 2026 09:14"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Days of one drug at one dose."""

    start: date
    end: date
    dose: str
    """"150 mg/day", "dose not stated"."""
    label: str
    """The dose alone, for inside the bar: "150"."""
    ratio: Decimal
    """Dose over the least adequate dose; 1 where it can't be told."""
    state: DoseState
    perhaps: bool
    """The record does not say for certain that it was taken on these days."""
    about_start: bool
    about_end: bool
    sentence: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One treatment session, or one record that stands for a course."""

    start: date
    end: date
    count: int | None
    sentence: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One treatment over time."""

    id: str
    trial: str | None
    """The row of the table that judges it."""
    label: str
    kind: LaneKind
    sentence: str
    """Fair trial or not, and what came of it, in words."""
    earlier: bool
    """Of an earlier episode: folded until it is asked for."""
    start: date
    end: date
    ongoing: bool
    bars: tuple[Bar, ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    sessions: tuple[Session, ...] = ()
    least: str | None = None
    """The least adequate dose in words."""
    enough: date | None = None
    """The day on which the trial had been long enough at that dose."""
    enough_sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    day: date
    value: Decimal
    label: str
    sentence: str
    alarm: bool
    """The suicide item of that day was answered above its lowest level."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A response line: from the baseline of a trial to its end."""

    start: date
    end: date
    value: Decimal
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The scores of one instrument."""

    instrument: str
    lowest: Decimal
    highest: Decimal
    remission: Decimal | None
    remission_words: str
    responses: tuple[Limit, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What the timeline draws."""

    today: date
    episode: date | None
    episode_words: str
    first: date
    """The left end where only this episode is shown."""
    first_of_all: date
    lanes: tuple[Lane, ...]
    panels: tuple[Panel, ...]

    @property
    def empty(self) -> bool:
        """Nothing on record has a day: no axes without anything on them."""
        return not self.lanes and not self.panels

    @property
    def earlier(self) -> int:
        """Treatments that are folded."""
        return sum(lane.earlier for lane in self.lanes)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One row of the table, which says all that the chart draws."""

    id: str
    treatment: str
    drug_class: str
    episode: str
    earlier: bool
    start: str
    start_basis: str
    end: str
    end_basis: str
    peak: str
    least: str
    enough: str
    """Weeks at that dose, or sessions, with what is needed."""
    needed: str
    verdict: str
    verdict_sign: Sign
    verdict_word: str
    result: str
    failed: str
    """"failed", "may have failed", or nothing."""
    because: str
    ended: str
    confidence: str
    confidence_reasons: tuple[str, ...]
    notes: tuple[str, ...]
    steps: tuple[str, ...]
    """Each dose with its dates, as the bars say it."""
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One staging scheme."""

    name: str
    value: str
    because: str
    items: tuple[tuple[str, str, str], ...] = ()
    """Item, points, the fact they rest on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    id: str
    name: str
    words: str
    status: str
    failed: int
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence with the records behind it."""

    text: str
    sign: Sign = "plain"
    word: str = ""
    """What the sign says in a word: "Critical"."""
    evidence: tuple[str, ...] = ()
    leads: bool = False
    """It is read first: where the patient stands, and danger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    text: str
    row: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    rank: int
    topic: str
    name: str
    strength: str
    advice: str
    """The sentence of its card."""
    rationale: str
    cautions: tuple[Caution, ...]
    unknowns: tuple[str, ...]
    citations: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionGroup:
    """The options of one topic: the best in full, the others behind it."""

    topic: str
    first: OptionRow
    others: tuple[OptionRow, ...]

    @property
    def names(self) -> str:
        """The others by name."""
        return ", ".join(other.name for other in self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    names: str
    reason: str
    row: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that the page says of one patient."""

    as_of: date
    data_up_to: date | None
    who: str
    """Age and sex alone."""
    knowledge_version: str
    draft: bool
    definition: str
    in_short: tuple[Told, ...]
    chart: Chart
    nothing_on_record: tuple[str, ...]
    """Where no antidepressant is on record: what was read instead."""
    trials: tuple[TrialRow, ...]
    not_counted: tuple[Told, ...]
    stages: tuple[Stage, ...]
    unstaged: str
    definitions: tuple[DefinitionRow, ...]
    closed: str
    """Why there is nothing to advise; empty where there is."""
    reason: str
    """What every option rests on, said once."""
    options: tuple[OptionGroup, ...]
    not_shown: tuple[Told, ...]
    """Options of topics that are switched off, what is under way, and what is waited for."""
    set_aside: tuple[Aside, ...]
    explanations: tuple[Told, ...]
    unchecked: tuple[str, ...]
    """Explanations that nobody looked for."""
    partial: tuple[str, ...]
    """Parts of the record that could not be read, or were never sent."""
    unreadable: tuple[Told, ...]
    unclear: tuple[Told, ...]
    plain_text: str
    """The paragraph for the note: the sentences of the summary card."""
