"""`definitions.toml`, `scales.toml`, `crosswalk.csv` -> how a trial and its outcome are judged."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from trd.knowledge.reading import Entry, KnowledgeError, read_csv
from trd.knowledge.types import Agent, Definition, Scale, Source, Threshold
from trd.terms import Outcome, RiskLevel, SeverityBand

DOSE_COLUMNS = frozenset({"min", "mgh", "athf", "label"})
SCORINGS = frozenset({"sum", "qids", "ids", "none"})


def read_definitions(
    table: dict[str, Any], sources: Mapping[str, Source], agents: Mapping[str, Agent]
) -> dict[str, Definition]:
    """Read the named definitions (§4.1)."""
    file, classes = "definitions.toml", {agent.drug_class for agent in agents.values()}
    definitions = {
        name: _definition(Entry(file, f"definition.{name}", values, sources), name, classes)
        for name, values in table.pop("definition", {}).items()
    }
    Entry(file, "file", table).close()
    if "default" not in definitions:
        raise KnowledgeError(file, "file", "no definition.default")
    return definitions


def _definition(entry: Entry, name: str, classes: set[str]) -> Definition:
    column = entry.text("dose")
    if column not in DOSE_COLUMNS:
        raise entry.fault(f"dose is {column!r}, none of {sorted(DOSE_COLUMNS)}")
    fails_on = entry.texts("fails_on")
    if not fails_on or not set(fails_on) <= {outcome.value for outcome in Outcome}:
        raise entry.fault(f"fails_on is {fails_on}")
    failures = entry.whole("failures")
    if failures is None or failures < 1:
        raise entry.fault("failures is a number from 1")
    augmenters = frozenset(entry.texts("augmentation_classes"))
    if not augmenters <= classes:
        raise entry.fault(f"augmentation_classes: no agent has class {sorted(augmenters - classes)}")
    definition = Definition(
        id=name,
        label=entry.text("label"),
        words=entry.text("words"),
        dose_column=column,
        days_at_dose=_days(entry, "days_at_dose"),
        augmentation_days=_days(entry, "augmentation_days"),
        failures=failures,
        failure_outcomes=frozenset(Outcome(outcome) for outcome in fails_on),
        failure_up_to=entry.decimal("fails_up_to"),
        counts_augmentation=entry.flag("counts_augmentation"),
        augmentation_classes=augmenters,
        counts_neuromodulation=entry.flag("counts_neuromodulation"),
        counts_psychotherapy=entry.flag("counts_psychotherapy"),
        ect_sessions=entry.whole("ect_sessions"),
        source=entry.source(),
        where=entry.text("where"),
    )
    entry.close()
    return definition


def _days(entry: Entry, key: str) -> Threshold:
    days = entry.threshold(key)
    if days is None or days.unit != "d" or days.value != int(days.value):
        raise entry.fault(f"{key} is a whole number of days (unit d)")
    return days


def read_scales(table: dict[str, Any], sources: Mapping[str, Source]) -> dict[str, Scale]:
    """Read the instruments (§5.1) with the answers of their suicide item (§6.9)."""
    file = "scales.toml"
    scales = {
        name: _scale(Entry(file, f"scale.{name}", values, sources), name)
        for name, values in table.pop("scale", {}).items()
    }
    Entry(file, "file", table).close()
    return scales


def _scale(entry: Entry, name: str) -> Scale:
    limits = entry.decimals("range")
    if len(limits) != 2 or limits[0] >= limits[1]:
        raise entry.fault("range is [lowest, highest]")
    scoring = entry.text("scoring", "sum")
    if scoring not in SCORINGS:
        raise entry.fault(f"scoring is {scoring!r}, none of {sorted(SCORINGS)}")
    scale = Scale(
        id=name,
        label=entry.text("label"),
        minimum=limits[0],
        maximum=limits[1],
        floor=entry.decimal("floor") or limits[0],
        bands=_bands(entry),
        remission=entry.decimal("remission"),
        mcid=entry.decimal("mcid"),
        preference=entry.whole("preference", 99) or 99,
        whole_numbers=entry.flag("whole_numbers", True),
        for_outcome=entry.flag("for_outcome", True),
        for_severity=entry.flag("for_severity", True),
        percent=entry.flag("percent", True),
        items=entry.whole("items"),
        clinician_rated=entry.flag("clinician_rated"),
        scoring=scoring,
        risk_item=entry.maybe_text("risk_item"),
        risk_levels=_risk(entry),
        source=entry.source(),
        where=entry.text("where"),
        mark=entry.mark(),
    )
    entry.close()
    _check(scale, entry)
    return scale


def _bands(entry: Entry) -> tuple[tuple[SeverityBand, Decimal], ...]:
    values = entry.raw("bands", {})
    known = {band.value: band for band in SeverityBand}
    if not isinstance(values, dict) or not set(values) <= set(known):
        raise entry.fault(f"bands are {values}")
    found = [(known[name], entry.exact("bands", value) or Decimal(0)) for name, value in values.items()]
    if found != sorted(found, key=lambda item: (item[0].rank, item[1])) or sorted({v for _, v in found}) != [
        value for _, value in found
    ]:
        raise entry.fault("bands rise, each with its upper end")
    return tuple(found)


def _risk(entry: Entry) -> dict[Decimal, str]:
    values = entry.raw("risk", {})
    if not isinstance(values, dict) or not set(values) <= {level.value for level in RiskLevel} - {"unknown"}:
        raise entry.fault(f"risk is {values}")
    answers = [(entry.exact("risk", answer), level) for level, listed in values.items() for answer in listed]
    found = {answer: level for answer, level in answers if answer is not None}
    if len(found) != len(answers):
        raise entry.fault("an answer of the suicide item has two levels")
    return found


def _check(scale: Scale, entry: Entry) -> None:
    if scale.for_severity and (not scale.bands or scale.bands[-1][1] != scale.maximum):
        raise entry.fault("the last band ends at the highest value")
    if scale.remission is not None and not scale.minimum <= scale.remission < scale.maximum:
        raise entry.fault("remission lies outside the range")
    if (scale.risk_item is None) != (not scale.risk_levels):
        raise entry.fault("risk_item and risk stand together")


def read_crosswalk(folder: Path) -> tuple[tuple[int, Mapping[str, tuple[int, int]]], ...]:
    """QIDS value -> ranges of the other scales (R-O16): only for outcomes that never set `failed`."""
    path, names = folder / "crosswalk.csv", ("ids-sr30", "hamd-17", "hamd-21", "hamd-24")
    rows: list[tuple[int, Mapping[str, tuple[int, int]]]] = []
    for qids, *ranges in read_csv(path, " ".join(("qids", *names))):
        found: dict[str, tuple[int, int]] = {}
        for name, text in zip(names, ranges, strict=True):
            low, dash, high = text.partition("-")
            if not (dash and low.isdigit() and high.isdigit() and int(low) <= int(high)):
                raise KnowledgeError(path.name, qids, f"{name} is {text!r}, no range")
            found[name] = (int(low), int(high))
        rows.append((int(qids), found))
    if [qids for qids, _ in rows] != list(range(len(rows))):
        raise KnowledgeError(path.name, "file", "QIDS values run from 0 without a gap")
    return tuple(rows)
