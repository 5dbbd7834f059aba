"""What is signed of an entry beside its figures: its words, lists and conditions; and the sources to have in hand."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from trd.knowledge.checking import row_sources
from trd.knowledge.figure_words import plain_number, words_of
from trd.knowledge.publication import plain_value
from trd.knowledge.sourced import Source, Threshold
from trd.knowledge.types import Knowledge, SafetyRow
from trd.terms import Ask

TOLD_ELSEWHERE: Final = frozenset({"id", "label", "source", "where", "mark", "citations", "candidates", "bands"})
IN_THE_TABLE: Final = frozenset({"start", "remission", "mcid", "failures", "failureUpTo", "ectSessions", "riskLevels"})
ASKED: Final[Mapping[Ask, str]] = {
    Ask.REQUIRED: "while it is not known, it is asked before any order",
    Ask.WHEN_SUSPECTED: "while it is not known, it is asked only where something points to it",
    Ask.NEVER: "while it is not known, nothing is said",
}


def title_of(entry: str, knowledge: Knowledge) -> str:
    """What a clinician calls it."""
    kind, _, name = entry.partition(" ")
    match kind:
        case "agent":
            return f"{_capital(knowledge.agents[name].label)}"
        case "definition":
            found = knowledge.definitions[name]
            return f"Definition “{found.id}”: {found.words}"
        case "scale":
            return knowledge.scales[name].label
        case "strategy":
            return _capital(knowledge.strategies[name].label)
        case "safety":
            row = _row(name, knowledge)
            return f"{row.id}: {row.finding} → {row.agents}"
        case "explanation":
            return _capital(knowledge.explanations[name].label)
        case "row":
            return f"{name}: {knowledge.main_rows[name].state}"
        case "modifier" if name != "trials" and knowledge.modifiers is not None:
            words = next(each.words for each in knowledge.modifiers.all if each.id == name)
            return f"{name}: {words}"
    return f"{_capital(kind.replace('-', ' '))}: {name.replace('-', ' ')}"


def words_beside(entry: str, value: Any, knowledge: Knowledge) -> Iterator[str]:
    """One line a member that holds no figure of the table, in plain words."""
    if isinstance(value, Threshold):
        return
    told = _row_words(value) if isinstance(value, SafetyRow) else _members(value)
    for name, found in told:
        said = _said(found)
        if said:
            yield f"{name}: {said}"


def sources_of(entry: str, value: Any, knowledge: Knowledge) -> tuple[Source, ...]:
    """Every source that the entry cites, in the order in which it does."""
    if isinstance(value, SafetyRow):
        names = row_sources(value.source)
        return tuple(knowledge.sources[name] for name in names if name in knowledge.sources)
    found = dict.fromkeys(_cited(value))
    return tuple(knowledge.sources[name] for name in found if name in knowledge.sources)


def _cited(value: Any) -> Iterator[str]:
    if isinstance(value, Source):
        yield value.id
    elif isinstance(value, Mapping):
        yield from (name for part in value.values() for name in _cited(part))
    elif isinstance(value, tuple | list):
        yield from (name for part in value for name in _cited(part))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            yield from part if field.name == "citations" else _cited(part)


def _row(name: str, knowledge: Knowledge) -> SafetyRow:
    return next(row for row in knowledge.safety if row.id == name)


def _row_words(row: SafetyRow) -> Iterator[tuple[str, Any]]:
    yield "when", f"{row.finding} ({row.codes}{f', {row.test}' if row.test else ''})"
    yield "then", f"{row.effect.value}; {ASKED[row.ask]}"
    yield "the card says", row.message
    yield "for", f"{row.agents}, on {', '.join(sorted(topic.value for topic in row.topics))}"
    yield "note", row.note


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    plain = plain_value(value)
    if not isinstance(plain, dict):
        yield "holds", plain
        return
    for name, part in plain.items():
        if name == "agent" and isinstance(part, dict):
            yield from _members(part)
        elif name == "products" and isinstance(part, dict) and "products" in part:
            yield "products of orders", _products(part)
        elif name not in TOLD_ELSEWHERE | IN_THE_TABLE and not _is_figure(part):
            yield _spaced(name), part


def _products(row: Mapping[str, Any]) -> str:
    """Each strength with its RxNorm code, how it is taken, and the first steps."""
    told = [f"{strength} {row['unit']} = RxNorm {code}" for strength, code in row["products"].items()]
    taken = f"{' or '.join(map(str, row['times']))} times a day" if row["times"] != [1] else "once a day"
    steps = [f"after {dose}: {step['nextStep']}" for dose, step in row["steps"].items() if step.get("nextStep")]
    when = f" ({row['when']})" if row["when"] else ""
    return "; ".join([row["name"].format("…"), *told, f"{taken}{when}", *steps])


def _is_figure(part: Any) -> bool:
    return isinstance(part, dict) and {"value", "unit", "where"} <= set(part)


def _said(value: Any) -> str:
    """A plain value in one line, without what is empty or no."""
    if value is None or value is False or value in ("", [], {}):
        return ""
    match value:
        case True:
            return "yes"
        case dict() if _is_figure(value):
            return f"{plain_number(value['value'])} {value['unit']}"
        case dict():
            kept = {_spaced(str(name)): _said(part) for name, part in value.items() if name not in ("source", "mark")}
            return "; ".join(f"{name} {said}" for name, said in kept.items() if said)
        case list():
            return _listed(value)
        case str():
            return value
    return plain_number(value)


def _listed(values: list[Any]) -> str:
    """Numbers as steps, a word with its number as one thing, everything else by commas."""
    numbers = [not isinstance(part, dict | list | str) for part in values]
    between = " → " if all(numbers) else " " if len(values) == 2 and numbers == [False, True] else ", "
    return between.join(part for part in map(_said, values) if part)


def _spaced(name: str) -> str:
    """`hepatic`, `halfLifeHours` -> words."""
    if not name.isalpha() or name.isupper():
        return name
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return words_of(snake)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
