"""Ways forward beside what was set aside: in the words of the cards, each with its reasons and its sources."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from app.view.view import Aside, Caution, Cited, OptionGroup, OptionRow, Told
from app.view.words import named, view
from cds_hooks.composition import WRITERS
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised, translated
from cds_hooks.wording.detail import Worded
from cds_hooks.wording.suicide_risk import write_suicide_risk
from cds_hooks.wording.telling import Telling, spelled_here
from trd.decision.gates import WORDS as GATES
from trd.knowledge.types import Knowledge
from trd.options import Option, SetAside
from trd.terms import Topic


def groups_of(telling: Telling) -> tuple[OptionGroup, ...]:
    """The ranked options whose topics are not switched off, topic by topic in the order of their best."""
    shared = shared_reason(telling)
    groups: dict[str, list[OptionRow]] = {}
    for rank, option in _offered(telling):
        row = _option(option, rank, telling, said=shared)
        groups.setdefault(row.topic, []).append(row)
    return tuple(OptionGroup(topic=name, first=rows[0], others=tuple(rows[1:])) for name, rows in groups.items())


def _offered(telling: Telling) -> list[tuple[int, Option]]:
    choices = telling.configuration.choices
    off = choices.topics_off | choices.not_offered
    ranked = enumerate(telling.recommendations.options, start=1)
    return [(rank, option) for rank, option in ranked if option.topic not in off]


def _worded(option: Option, telling: Telling) -> Worded:
    """As its card says it."""
    if option.topic is Topic.SUICIDE_RISK:
        return write_suicide_risk(telling)
    return WRITERS[option.topic](option, telling)


def shared_reason(telling: Telling) -> str:
    """The sentences that the reason of every option begins with."""
    reasons = [_here(option.rationale, telling) for _, option in _offered(telling)]
    if len(reasons) < 2:
        return ""
    first, *others = ([f"{part}. " for part in reason.split(". ")] for reason in reasons)
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(first[:-1], *others, strict=False))
    return "".join(parts[0] for parts in same)


def _option(option: Option, rank: int, telling: Telling, *, said: str) -> OptionRow:
    return OptionRow(
        rank=rank,
        topic=WORDS.word("topics", option.topic.value, option.topic.value) or option.topic.value,
        name=capitalised(telling.name(option)),
        strength=named("options.strengths", option.strength.value),
        advice=spelled_here(figures.in_day_units(_worded(option, telling).summary), telling.country),
        rationale=_here(option.rationale, telling)[len(said) :],
        cautions=tuple(
            Caution(text=_here(each.message, telling), row=each.row, evidence=each.evidence) for each in option.cautions
        ),
        unknowns=tuple(map(translated, telling.asked(option))),
        citations=tuple(_cited(name, telling.knowledge) for name in option.citations),
    )


def _here(text: str, telling: Telling) -> str:
    """In the units and the spelling of the cards."""
    return spelled_here(translated(figures.in_day_units(text)), telling.country)


def _cited(name: str, knowledge: Knowledge) -> Cited:
    source = knowledge.sources.get(name)
    return Cited(id=name, title=source.citation if source else name)


def not_shown(telling: Telling) -> tuple[Told, ...]:
    """What is under way already, what is waited for, and what the site does not offer: said, not hidden."""
    return tuple(_not_shown(telling))


def _not_shown(telling: Telling) -> Iterator[Told]:
    recommendations, choices = telling.recommendations, telling.configuration.choices
    if recommendations.waiting:
        yield Told(text=translated(figures.in_day_units(recommendations.waiting)))
    for each in recommendations.under_way:
        item = WORDS.say("summary.lines.under_way_item", label=translated(each.label), date=figures.day(each.since))
        key = "options.requested" if each.stands else "options.requested_long_ago"
        yield Told(text=view(key, item=item), evidence=each.evidence)
    off = choices.topics_off | choices.not_offered
    hidden = [*recommendations.hidden, *(option for option in recommendations.options if option.topic in off)]
    if hidden:
        yield Told(text=WORDS.say("lines.hidden", items=figures.listed(telling.names(hidden))) or "")


def asides_of(telling: Telling) -> tuple[Aside, ...]:
    """What the record rules out; those of one reason together."""
    groups: dict[tuple[str, str | None], list[SetAside]] = {}
    for item in telling.recommendations.set_aside:
        groups.setdefault((item.reason, item.row), []).append(item)
    return tuple(_aside(items, telling) for items in groups.values())


def _aside(items: list[SetAside], telling: Telling) -> Aside:
    first = items[0]
    names = dict.fromkeys(telling.aside(item.agent, item.kind, item.topic) for item in items)
    return Aside(
        names=capitalised(figures.listed(names)),
        reason=_here(first.reason, telling),
        row=first.row,
        evidence=tuple(dict.fromkeys(each for item in items for each in item.evidence)),
    )


def closed(telling: Telling) -> str:
    """Why there is nothing to advise, in one sentence: no depression, remission, under age, another disorder."""
    recommendations = telling.recommendations
    if recommendations.gate is None:
        return ""
    whole = [item.reason for item in recommendations.set_aside if not item.agent and not item.kind]
    why = GATES.get(recommendations.gate) or next(iter(whole), "")
    return translated(why) or view("options.closed")


def explanations_of(told: dict[str, Any], telling: Telling) -> tuple[Told, ...]:
    """What else may explain that treatment does not help, with what to do about it."""
    found = telling.assessment.explanations.found
    return tuple(
        Told(text=_here(f"{each.what}. {each.advice}".strip(), telling), evidence=tuple(published["evidence"]))
        for each, published in zip(found, told["alternativeExplanations"], strict=True)
    )
