"""Totals of panels whose items are resources of their own, and totals that disagree (R-O2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from decimal import Decimal
from typing import Final

from fhir_mappings.observations import USABLE, answers_by_instrument, mismatch, when_of
from fhir_mappings.reading.clinical_resources import Observation
from fhir_mappings.reading.resources import Resources
from fhir_mappings.scores import total_of, unreadable
from fhir_mappings.vocabulary import Vocabulary
from trd.history import Gap, ItemAnswer, Score

MEMBER: Final = "has-member"
"""STU3 named members by `related`."""


def read_member_totals(
    resources: Resources, scores: Iterable[Score], answers: Iterable[ItemAnswer], vocabulary: Vocabulary
) -> Iterator[Score | Gap]:
    """The total of each panel from its members, where neither panel nor members hold one."""
    items: dict[str, list[ItemAnswer]] = defaultdict(list)
    for answer in answers:
        items[answer.evidence[0]].append(answer)
    known = tuple(scores)
    totals = {(score.evidence[0], score.instrument): score.value for score in known}
    told = {(score.instrument, score.day) for score in known}
    for panel in resources.of(Observation):
        members = [resources.name(name) for name in _members(panel)]
        if members and (panel.status is None or panel.status.strip().lower() in USABLE):
            yield from _of_panel(panel, members, items, totals, vocabulary)
            if not any(name in resources.index for name in members):
                yield from _without_members(panel, told, vocabulary)


def without_contradicted(
    sent: Iterable[Score], computed: Iterable[Score], vocabulary: Vocabulary
) -> Iterator[Score | Gap]:
    """Computed totals that no sent total of the same scale and day stands against (R-O2)."""
    by_day: dict[tuple[str, date], set[Decimal]] = defaultdict(set)
    for score in sent:
        by_day[score.instrument, score.day].add(score.value)
    for score in computed:
        told = by_day.get((score.instrument, score.day))
        if not told:
            yield score
        elif score.value not in told:
            yield mismatch(vocabulary.knowledge.scales[score.instrument].label, score.day, score.evidence)


def _members(panel: Observation) -> Iterator[str]:
    for member in panel.has_member:
        if member.reference:
            yield member.reference
    for related in panel.related:
        if related.type == MEMBER and related.target is not None and related.target.reference:
            yield related.target.reference


def _of_panel(
    panel: Observation,
    members: list[str],
    items: Mapping[str, list[ItemAnswer]],
    totals: Mapping[tuple[str, str], Decimal],
    vocabulary: Vocabulary,
) -> Iterator[Score | Gap]:
    when = when_of(panel)
    found = answers_by_instrument(answer for name in members for answer in items.get(name, ()))
    panels = {code.concept for code in vocabulary.observations.read(panel.code) if code.kind == "panel"}
    for instrument, answers in sorted(found.items()):
        scale = vocabulary.knowledge.scales.get(instrument)
        if scale is None or when is None or not (scale.for_outcome or scale.for_severity):
            continue
        sent = next(
            (totals[name, instrument] for name in (panel.evidence, *members) if (name, instrument) in totals), None
        )
        total = total_of(answers, scale)
        evidence = (panel.evidence,)
        if sent is not None:
            if total is not None and total != sent:
                yield mismatch(scale.label, when.day, evidence)
        elif total is not None:
            yield Score(instrument=instrument, value=total, day=when.day, evidence=evidence, issued=when.issued)
        elif instrument in panels:
            what = f"{scale.label} of {when.day.isoformat()}: items are missing, and no total was sent"
            yield unreadable(what, evidence)


def _without_members(panel: Observation, told: Set[tuple[str, date]], vocabulary: Vocabulary) -> Iterator[Gap]:
    """A scale was filled in, and neither its total nor its answers came (R-O1)."""
    when = when_of(panel)
    for code in vocabulary.observations.read(panel.code):
        scale = vocabulary.knowledge.scales.get(code.concept)
        if code.kind != "panel" or scale is None or when is None or (code.concept, when.day) in told:
            continue
        if scale.for_outcome or scale.for_severity:
            what = f"{scale.label} of {when.day.isoformat()}: neither its total nor its answers were sent"
            yield unreadable(what, (panel.evidence,))
