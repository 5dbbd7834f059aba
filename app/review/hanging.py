"""What hangs on an entry: every figure moved by one step, and every patient judged again whose answer read it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final

from app.review.answers import Answer, answer_of, changes
from app.review.patients import Patient
from app.review.tracing import traced
from trd.knowledge.entry_figures import Figure, figures_of
from trd.knowledge.figure_words import plain_number, unit_of
from trd.knowledge.moving import Path
from trd.knowledge.safety_grammar import Term, parse_codes
from trd.knowledge.steps import step_to, steps_of
from trd.knowledge.types import Knowledge, SafetyRow
from trd.safety.matrix import forget

Progress = Callable[[], None]

READ_BY_ALL: Final = frozenset({"age", "sex", "fact", "missing", "always", "same-ingredient", "not"})
"""Sorts of terms that hold, or not, without a record that names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One patient whose answer is another."""

    patient: str
    title: str
    sample: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A figure one step away, or an entry left out, and who is answered otherwise then."""

    to: str
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """What hangs on one figure; without a figure on the entry itself."""

    figure: Figure | None
    steps: tuple[Step, ...]

    @property
    def most(self) -> int:
        """Patients that the more telling of its steps changes."""
        return max((len(step.changed) for step in self.steps), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The patients as the knowledge stands: their answers, what each read, and what is on their records."""

    knowledge: Knowledge
    patients: tuple[Patient, ...]
    answers: Mapping[str, Answer]
    reads: Mapping[str, frozenset[Path]]
    on_record: Mapping[str, frozenset[str]]

    def hanging(self, entry: str) -> tuple[Hanging, ...]:
        """Every figure of an entry, one step down and one up; of a row and a modifier also what is without it."""
        found = [self.hanging_on(entry, figure) for figure in figures_of(self.knowledge, entry)]
        if (without := _without(self.knowledge, entry)) is not None:
            try:
                step = Step(to="without it", changed=self._changed(without, self._touched(entry)))
            except NAMED_BY_A_RULE:
                return tuple(found)
            found.append(Hanging(figure=None, steps=(step,)))
        return tuple(found)

    def hanging_on(self, entry: str, figure: Figure) -> Hanging:
        """One figure of an entry, one step down and one up."""
        return Hanging(figure=figure, steps=tuple(self._steps(entry, figure)))

    def _steps(self, entry: str, figure: Figure) -> Iterator[Step]:
        who = self._touched(entry) if figure.path[0] == "safety" else self._read(figure.path)
        for value in steps_of(self.knowledge, figure):
            other = step_to(self.knowledge, figure, value)
            yield Step(to=said(value, figure.unit), changed=self._changed(other, who))

    def _changed(self, other: Knowledge, who: tuple[Patient, ...]) -> tuple[Changed, ...]:
        told = []
        for patient in who:
            differs = changes(self.answers[patient.name], patient.answer(other))
            if differs:
                told.append(Changed(patient=patient.name, title=patient.title, sample=patient.sample, changes=differs))
        forget(other)
        return tuple(told)

    def _read(self, path: Path) -> tuple[Patient, ...]:
        return tuple(patient for patient in self.patients if path in self.reads[patient.name])

    def _touched(self, entry: str) -> tuple[Patient, ...]:
        """Whom a row could speak of: what it looks for is on record, or it looks for nothing that a record names."""
        kind, _, name = entry.partition(" ")
        row = next((row for row in self.knowledge.safety if row.id == name), None) if kind == "safety" else None
        if row is None:
            return self.patients
        wanted = looked_for(row, self.knowledge)
        if wanted is None:
            return self.patients
        named = f"({row.id})"
        return tuple(
            patient
            for patient in self.patients
            if not wanted.isdisjoint(self.on_record[patient.name])
            or any(part.startswith("order check") for part in self.answers[patient.name])
            or any(named in str(value) or row.id in str(value) for value in self.answers[patient.name].values())
        )


def try_out(knowledge: Knowledge, patients: tuple[Patient, ...], progress: Progress = lambda: None) -> Tried:
    """Judge every patient once, and note what was read."""
    remembering, reads = traced(knowledge)
    answers, read, on_record = {}, {}, {}
    for patient in patients:
        reads.taken()
        assessment, recommendations = patient.judged(remembering)
        answers[patient.name] = answer_of(assessment, recommendations)
        read[patient.name] = reads.taken()
        on_record[patient.name] = frozenset(_words(assessment.history))
        progress()
    forget(remembering)
    return Tried(knowledge=knowledge, patients=patients, answers=answers, reads=read, on_record=on_record)


def said(value: Any, unit: str) -> str:
    """A value as a pack prints it: "75 mg/day", "4 / 5 / 6 points"."""
    told = " / ".join(map(str, value)) if isinstance(value, tuple) else plain_number(value)
    if unit in ("", "1", "{score}"):
        return told
    shown = unit_of(unit)
    return f"{told} {shown.removesuffix('s') if told == '1' else shown}"


def looked_for(row: SafetyRow, knowledge: Knowledge) -> frozenset[str] | None:
    """The ids that a row looks for on a record; `None`: it can hold of anybody."""
    wanted: set[str] = set()
    for term in (term for terms in parse_codes(row.codes).alternatives for term in terms):
        own = _names(term, knowledge)
        if own is None:
            return None
        wanted |= own
    return frozenset(wanted)


def _names(term: Term, knowledge: Knowledge) -> frozenset[str] | None:
    if term.sort in READ_BY_ALL:
        return None
    if term.sort == "group":
        return knowledge.codes.groups.get(term.id, frozenset()) | {term.id}
    if term.sort == "observation":
        return frozenset({term.id, "creatinine"}) if term.id in KIDNEY else frozenset({term.id})
    return frozenset({term.id})


NAMED_BY_A_RULE: Final = (StopIteration, KeyError, RuntimeError)
"""A few rows are named by a rule (S025, S037), which can't do without them: only their figures are moved."""

KIDNEY: Final = frozenset({"egfr", "creatinine-clearance"})
"""Computed from creatinine where they are not measured."""


def _without(knowledge: Knowledge, entry: str) -> Knowledge | None:
    """The knowledge without a row of the matrix or a modifier; `None` for what can't be left out."""
    kind, _, name = entry.partition(" ")
    if kind == "safety":
        return replace(knowledge, safety=tuple(row for row in knowledge.safety if row.id != name))
    if kind == "modifier" and knowledge.modifiers is not None and name != "trials":
        kept = tuple(each for each in knowledge.modifiers.all if each.id != name)
        return replace(knowledge, modifiers=replace(knowledge.modifiers, all=kept))
    return None


def _words(value: Any) -> Iterator[str]:
    """Every word of a record: concepts, drugs, ingredients, answers."""
    match value:
        case Enum():
            yield str(value.value)
        case str():
            yield value
        case Mapping():
            yield from (word for part in (*value.keys(), *value.values()) for word in _words(part))
        case tuple() | frozenset() | list():
            yield from (word for part in value for word in _words(part))
        case _ if is_dataclass(value):
            yield from (word for field in fields(value) for word in _words(getattr(value, field.name)))
