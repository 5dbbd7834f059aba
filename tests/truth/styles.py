"""How a chart is kept: the conventions of one sender, and each kind of mess by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The conventions by which one chart is written."""

    source: str = "orders"
    """orders (bounds), sequence (one order, steps in it), supply (orders with days' supply), statements, dispenses."""
    coding: str = "product"
    """product, ingredient, brand, oid, atc, text, brand-text, reference, contained."""
    doses: str = "mg"
    """mg, tablets, sig (text only), strength (nothing but strength, quantity and days)."""
    units: str = "ucum"
    """ucum, odd (words, grams, micrograms, capitals), missing (a bare number)."""
    version: str = "R4"
    dates: str = "day"
    ends: str = "stated"
    """stated, missing (over, nobody wrote when), open (never closed)."""
    scores: str = "all"
    """all, no endpoint, no baseline, none, two (instruments), other (instrument at the end)."""
    score_shape: str = "integer"
    """integer, quantity, answers (a questionnaire with its items)."""
    diagnosis: str = "icd-10-cm"
    supply: int = 30
    extras: frozenset[str] = frozenset()
    """twice, statement copy, dispense copy, errors, noise, early refills, gaps."""


def clean(chance: Random) -> Style:
    """A well-kept chart, by one of the conventions that senders have."""
    return Style(
        source=chance.choice(("orders", "orders", "sequence", "supply", "statements", "dispenses")),
        coding=chance.choice(("product", "product", "ingredient")),
        score_shape=chance.choice(("integer", "quantity")),
        diagnosis=chance.choice(("icd-10-cm", "icd-10", "snomed")),
        supply=chance.choice((30, 30, 90)),
    )


Change = Callable[[Style, Random], Style]


def _to(**fixed: str | int) -> Change:
    return lambda style, chance: replace(style, **fixed)  # type: ignore[arg-type]


def _with(extra: str, source: str | None = None) -> Change:
    def change(style: Style, chance: Random) -> Style:
        more = {} if source is None else {"source": source}
        return replace(style, extras=style.extras | {extra}, **more)  # type: ignore[arg-type]

    return change


def _dispensed(**fixed: str) -> Change:
    return lambda style, chance: replace(style, source="dispenses", supply=chance.choice((30, 30, 60, 90)), **fixed)  # type: ignore[arg-type]


def _scored(*how: str) -> Change:
    return lambda style, chance: replace(style, scores=chance.choice(how))


def _statements_only(style: Style, chance: Random) -> Style:
    return replace(style, source="statements", doses=chance.choice(("mg", "sig")), coding="text", diagnosis="text")


def _dstu2(style: Style, chance: Random) -> Style:
    """It has no sequence of doses, and its dispenses stand alone here."""
    source = "orders" if style.source == "sequence" else style.source
    return replace(style, version="DSTU2", source=source, extras=style.extras - {"dispense copy"})


def _oddly(style: Style, chance: Random) -> Style:
    """Doses with their unit in words, in grams, in capitals; or with none, and then nobody knows the dose."""
    source = style.source if style.source in ("orders", "supply", "statements") else "orders"
    return replace(style, units=chance.choice(("odd", "odd", "missing")), source=source, doses="mg")


def _everything(style: Style, chance: Random) -> Style:
    """Several kinds at once, as a real chart has them; which ones is left to chance."""
    names = chance.sample(sorted(set(MESSES) - {"clean", "all at once"}), 6)
    for name in names:
        style = MESSES[name](style, chance)
    if style.doses == "strength" and style.source != "dispenses":
        style = replace(style, doses="sig")
    if style.coding in ("ingredient", "atc") and style.doses != "sig":
        style = replace(style, doses="mg")
    if style.units == "missing" and (style.doses != "mg" or style.source not in ("orders", "supply", "statements")):
        style = replace(style, units="odd")
    return _dstu2(style, chance) if style.version == "DSTU2" else style


MESSES: Mapping[str, Change] = {
    "clean": lambda style, chance: style,
    "refills": _dispensed(),
    "gaps between refills": _with("gaps", "dispenses"),
    "early refills": _with("early refills", "dispenses"),
    "every record twice": _with("twice"),
    "statement copy of each order": _with("statement copy", "orders"),
    "dispenses of each order": _with("dispense copy", "dispenses"),
    "sig in words": _to(doses="sig"),
    "tablets, not milligrams": lambda style, chance: replace(style, doses="tablets", coding="product"),
    "strength and quantity only": _dispensed(doses="strength", coding="product"),
    "supply in days only": lambda style, chance: replace(style, source="supply", supply=chance.choice((30, 60, 90))),
    "dates by month": lambda style, chance: replace(
        style, dates="month", source=chance.choice(("orders", "statements"))
    ),
    "entered in error": _with("errors"),
    "end missing": lambda style, chance: replace(style, ends="missing", source=chance.choice(("orders", "statements"))),
    "never closed": lambda style, chance: replace(style, ends="open", source="orders"),
    "scores missing": _scored("no endpoint", "no baseline", "none"),
    "several instruments": _scored("two", "two", "other"),
    "answers, not totals": _to(score_shape="answers"),
    "drugs for sleep and pain": _with("noise"),
    "brand names": lambda style, chance: replace(style, coding=chance.choice(("brand", "brand-text"))),
    "RxNorm as OID": _to(coding="oid"),
    "ATC only": _to(coding="atc"),
    "drug in words": _to(coding="text"),
    "reference or contained": lambda style, chance: replace(style, coding=chance.choice(("reference", "contained"))),
    "R5": _to(version="R5"),
    "STU3": _to(version="STU3"),
    "DSTU2": _dstu2,
    "units written wrongly": _oddly,
    "statements only": _statements_only,
    "all at once": _everything,
}
"""Each kind of mess, laid upon a clean style."""
