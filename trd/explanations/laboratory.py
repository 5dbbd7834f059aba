"""Rows of §7 that a laboratory value, a vital sign or a screening total shows."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from trd.explanations.conditions import coded
from trd.explanations.findings import Hit
from trd.explanations.record import Record
from trd.figures import plain
from trd.history import Measurement
from trd.intervals import in_words
from trd.knowledge.types import ExplanationRow, Limit
from trd.terms import Sex

POSITIVE = frozenset({"positive", "detected", "la6576-8", "10828004", "la11882-0", "260373001"})
HIGH = frozenset({"h", "hh", "hu", "pos", "positive"})
LOW = frozenset({"l", "ll", "lu"})


def measured(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """The latest value of each kind in the look-back, beyond its limit for this sex."""
    for concept in dict.fromkeys(limit.concept for limit in row.limits):
        limits = [limit for limit in row.limits if limit.concept == concept]
        for value in record.latest(concept, limits[0].lookback_days):
            if _beyond(value, limits, record.person.sex):
                yield _hit(value, limits[0])


def _beyond(value: Measurement, limits: list[Limit], sex: Sex | None) -> bool:
    """Beyond a limit for this sex; where the sex is not stated, beyond the limits of both."""
    if any(limit.sex is None and holds(value, limit) for limit in limits):
        return True
    sexed = [limit for limit in limits if limit.sex is not None]
    if sex in {Sex.FEMALE, Sex.MALE}:
        return any(limit.sex is sex and holds(value, limit) for limit in sexed)
    both = {limit.sex for limit in sexed} == {Sex.FEMALE, Sex.MALE}
    return both and all(holds(value, limit) for limit in sexed)


def holds(value: Measurement, limit: Limit) -> bool:
    """Whether a value is beyond a limit on every reading; the range sent with it wins over ours."""
    edge, interpreted = limit.threshold.value, (value.interpretation or "").casefold()
    if limit.reference:
        if value.low is None and value.high is None:
            return interpreted in (LOW if limit.test == "below" else HIGH)
        sent = value.lower_limit if limit.test == "below" else value.upper_limit
        edge = edge if sent is None else sent
    return TESTS[limit.test](value, edge)


def above(value: Measurement, edge: Decimal) -> bool:
    """Greater than `edge` on every reading."""
    return value.low is not None and (value.low > edge or (value.low == edge and value.low_open))


def at_least(value: Measurement, edge: Decimal) -> bool:
    """`edge` or greater on every reading."""
    return value.low is not None and value.low >= edge


def below(value: Measurement, edge: Decimal) -> bool:
    """Less than `edge` on every reading."""
    return value.high is not None and (value.high < edge or (value.high == edge and value.high_open))


TESTS: dict[str, Callable[[Measurement, Decimal], bool]] = {"above": above, "at-least": at_least, "below": below}


def _hit(value: Measurement, limit: Limit) -> Hit:
    return said(value, limit.label, limit.unit)


def said(value: Measurement, label: str, unit: str) -> Hit:
    """ "TSH 12.4 mIU/L (12 Oct 2026)"; the number rounded for the eye alone."""
    if value.low is not None and value.high is not None:
        shown = _rounded(value.low) if value.low == value.high else f"{_rounded(value.low)}–{_rounded(value.high)}"
    elif value.low is not None:
        shown = f"{'>' if value.low_open else '≥'}{_rounded(value.low)}"
    elif value.high is not None:
        shown = f"{'<' if value.high_open else '≤'}{_rounded(value.high)}"
    else:
        shown, unit = "out of range", ""
    what = f"{label} {shown}{' ' * bool(unit)}{unit} ({in_words(value.day)})"
    return Hit(what=what, evidence=value.evidence, day=value.day)


def _rounded(number: Decimal) -> str:
    return plain(round(number, 2))


def positive(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """The latest coded answer, or the laboratory's own word, is positive."""
    for concept, words in row.positive.items():
        days = [found.day for found in record.history.findings if found.concept == concept and found.day]
        newest = max((day for day in days if record.within(day, row.lookback_days)), default=None)
        for found in record.history.findings:
            if newest is None and row.lookback_days is not None:
                break  # an undated answer is in no look-back
            answers = row.answers or POSITIVE
            if found.concept == concept and found.day == newest and found.value.casefold() in answers:
                when = "" if newest is None else f" ({in_words(newest)})"
                yield Hit(what=f"{words}{when}", evidence=found.evidence, day=newest)
        for value in record.latest(concept, row.lookback_days):
            over = value.upper_limit is not None and above(value, value.upper_limit)
            if over or (value.interpretation or "").casefold() in HIGH:
                yield Hit(what=f"{words} ({in_words(value.day)})", evidence=value.evidence, day=value.day)


def thyroid(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X3: clearly raised TSH, or raised with a low free T4 or an active diagnosis; else subclinical."""
    full = record.knowledge.explanations["hypothyroidism"]
    raised, low = full.figures["raised"].value, full.figures["low-free-t4"].value
    free = [
        value
        for value in record.latest("free-t4", full.lookback_days)
        if below(value, low if value.lower_limit is None else value.lower_limit)
    ]
    diagnosed = list(coded(full, record))
    for value in record.latest("tsh", full.lookback_days):
        clear = holds(value, full.limits[0])
        if not clear and not above(value, raised if value.upper_limit is None else value.upper_limit):
            continue
        supported = [said(each, "free T4", "ng/dL") for each in free] + diagnosed
        if (clear or bool(supported)) is not (row.code == full.code):
            continue
        found = _hit(value, full.limits[0])
        beside = supported if row.code == full.code else []
        yield Hit(
            what=", ".join((found.what, *(each.what for each in beside))),
            evidence=tuple(sorted({*found.evidence, *(ref for each in beside for ref in each.evidence)})),
            day=found.day,
        )


def iron(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X6: low ferritin; with inflammation a higher ferritin is low as well."""
    plain = list(measured(row, record))
    yield from plain
    raised = row.figures["crp-raised"].value
    inflamed = [
        value
        for value in record.latest("crp", row.lookback_days)
        if above(value, raised if value.upper_limit is None else value.upper_limit)
    ]
    for value in record.latest("ferritin", row.lookback_days) if inflamed and not plain else ():
        if below(value, row.figures["with-inflammation"].value):
            found, crp = _hit(value, row.limits[0]), said(inflamed[-1], "CRP", "mg/L")
            evidence = tuple(sorted({*found.evidence, *crp.evidence}))
            yield Hit(what=f"{found.what} with {crp.what}", evidence=evidence, day=found.day)


def testosterone(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X26: low on two different days; the newest must be low too."""
    limit = row.limits[0]
    if record.person.sex is not limit.sex or not list(measured(row, record)):
        return
    low = [value for value in record.values(limit.concept, row.lookback_days) if holds(value, limit)]
    if len({value.day for value in low}) >= row.figures["times"].value:
        evidence = {reference for value in low for reference in value.evidence}
        newest = _hit(low[-1], limit)
        yield Hit(what=f"{newest.what}, low before", evidence=tuple(sorted(evidence)), day=newest.day)


def calcium(row: ExplanationRow, record: Record) -> Iterator[Hit]:
    """X29: raised calcium with a PTH that is not low, or the diagnosis."""
    yield from coded(row, record)
    low = row.figures["pth-low"].value
    answering = [
        value
        for value in record.latest("pth", row.lookback_days)
        if at_least(value, low if value.lower_limit is None else value.lower_limit)
    ]
    for found in measured(row, record) if answering else ():
        pth = said(answering[-1], "PTH", "pg/mL")
        evidence = tuple(sorted({*found.evidence, *pth.evidence}))
        yield Hit(what=f"{found.what}, {pth.what}", evidence=evidence, day=found.day)
