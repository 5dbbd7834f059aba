"""What any record of a drug becomes: one `MedicationRecord` for each agent of its product."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fhir_mappings.codings import local_codes, words_of
from fhir_mappings.dates import day, unreadable
from fhir_mappings.dosage.counting import Counted, count_doses, gaps_of
from fhir_mappings.dosage.reading import Amount, Instruction, Step
from fhir_mappings.drug_forms import route_of
from fhir_mappings.drug_products import Component, NamedDrug
from fhir_mappings.known_drugs import KnownDrugs
from fhir_mappings.quantities import exact
from fhir_mappings.reading.drug_resources import DrugRecord
from fhir_mappings.reading.elements import Dosage, Quantity, Reference, several
from fhir_mappings.reading.resources import Resources
from fhir_mappings.reasons import Indications
from fhir_mappings.record_status import Standing
from fhir_mappings.supplies import days_supplied, is_impossible, units_in
from trd.history import DoseStep, Gap, MedicationRecord
from trd.intervals import DayInterval
from trd.knowledge.types import Knowledge
from trd.terms import GapCode, RecordKind, Route, StopReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one record says besides its drug; each kind of record fills it in its own way."""

    kind: RecordKind
    standing: Standing
    start: DayInterval | None = None
    start_assumed: bool = False
    end: DayInterval | None = None
    hold: date | None = None
    authored: date | None = None
    asserted: date | None = None
    supply_days: int | None = None
    repeats: int = 0
    quantity: Quantity | None = None
    days_supply: int | None = None
    """Of a dispense, for mg a day without a dosage (R-D19)."""
    validity_end: date | None = None
    stop_reason: StopReason | None = None
    replaces: Reference | None = None
    """The order whose place an order takes."""
    dosages: tuple[Dosage, ...] = ()
    rendered: str | None = None
    dates: tuple[str | None, ...] = ()
    """Dates as they were sent, to say which can't be read."""
    linked: DrugRecord | None = None
    """The order behind a dispense, for its dose."""
    linked_dosages: tuple[Dosage, ...] = ()


@dataclass(frozen=True, slots=True)
class DrugReader:
    """The tables and words with which records of drugs are read."""

    knowledge: Knowledge
    indications: Indications
    resources: Resources = field(repr=False)
    known: KnownDrugs = field(repr=False)
    reasons: dict[tuple[Dosage, ...], frozenset[str]] = field(default_factory=dict, repr=False)
    """What dosages of this request say that a drug is for."""

    def records(self, record: DrugRecord, told: Told) -> tuple[MedicationRecord, ...] | Gap | None:
        """The facts of one record; None: another drug. A `Gap`: perhaps an antidepressant, and we can't tell."""
        named = self.known.named(record)
        if named is None or isinstance(named, Gap):
            return named
        return tuple(self._one(record, told, named, component) for component in named.components)

    def _one(self, record: DrugRecord, told: Told, named: NamedDrug, component: Component) -> MedicationRecord:
        instruction = self._instruction(told, named, component)
        counted = self._counted(told, instruction, named, component)
        steps = counted.steps
        own = component.agent in self.knowledge.agents
        gaps = gaps_of(counted.problems, named.label, record.evidence) if own and not _stated(steps) else ()
        if own and "dose-conflict" in counted.problems and _stated(steps):
            gaps = gaps_of(("dose-conflict",), named.label, record.evidence)
        strength = component.strength.per_unit or component.strength.per_day
        return MedicationRecord(
            kind=told.kind,
            agent=component.agent,
            ingredients=component.ingredients,
            label=named.label,
            evidence=(record.evidence,),
            identities=_identities(record),
            by_text=named.by_text,
            form=named.form,
            route=_route(named, told.dosages),
            always_trap=component.always_trap or _is_cyclic(told.dosages),
            status=told.standing.status,
            only_possible=told.standing.only_possible or instruction.not_taken,
            intake=told.standing.intake,
            start=told.start,
            start_assumed=told.start_assumed,
            end=told.end,
            hold=told.hold,
            authored=told.authored,
            asserted=told.asserted,
            last_updated=day(record.meta.last_updated) if record.meta is not None else None,
            supply_days=_supply(told, instruction, component),
            validity_end=told.validity_end,
            steps=() if instruction.not_taken else steps,
            unit_strength=exact(strength) if strength is not None else None,
            as_needed=instruction.as_needed,
            in_addition=instruction.in_addition,
            replaces=self._replaced(told),
            indications=self._reasons(record, told),
            stop_reason=told.stop_reason,
            inpatient=_is_inpatient(record),
            encounter=self._encounter(record),
            gaps=(*gaps, *_unreadable(told, named.label, record.evidence)),
        )

    # ---- dose

    def _instruction(self, told: Told, named: NamedDrug, component: Component) -> Instruction:
        if told.dosages or told.rendered:
            return self.known.instruction(told.dosages, told.rendered, named, component)
        if told.linked is None or not told.linked_dosages:
            return Instruction()
        ordered = self.known.named(told.linked)
        same = (
            [one for one in ordered.components if one.agent == component.agent]
            if isinstance(ordered, NamedDrug)
            else []
        )
        if not isinstance(ordered, NamedDrug) or not same:
            return self.known.instruction(told.linked_dosages, None, named, component)
        return self.known.instruction(told.linked_dosages, None, ordered, same[0])

    def _counted(self, told: Told, instruction: Instruction, named: NamedDrug, component: Component) -> Counted:
        """Its own dosage; without one what was handed over, and only then the order behind it (R-D19)."""
        counted = self.known.counted(instruction, named, component)
        silent = not told.dosages and not told.rendered
        if counted.steps and not silent:
            return counted
        supplied = self._supplied_dose(told, named, component)
        if supplied.steps:
            return replace(supplied, problems=tuple(dict.fromkeys((*counted.problems, *supplied.problems))))
        if silent and len(counted.steps) > 1:
            return Counted()  # the steps of an order follow its own days, not those of each refill
        return (
            counted
            if counted.steps
            else replace(supplied, problems=tuple(dict.fromkeys((*counted.problems, *supplied.problems))))
        )

    def _supplied_dose(self, told: Told, named: NamedDrug, component: Component) -> Counted:
        """Quantity × strength ÷ days of supply, where all three are known (R-D19)."""
        each = component.strength.per_unit
        units = units_in(told.quantity)
        if told.kind is not RecordKind.DISPENSE or each is None or units is None or not told.days_supply:
            return Counted()
        daily = Instruction(steps=(Step(daily=Amount.of(units * each / told.days_supply)),))
        return count_doses(daily, named, component, self.knowledge)

    # ---- the rest

    def _reasons(self, record: DrugRecord, told: Told) -> frozenset[str]:
        """Recorded reasons; without any, the purpose that the dosage states (R-A10)."""
        found = self.indications.of(record, self.resources)
        if found or not told.dosages:
            return found
        known = self.reasons.get(told.dosages)
        if known is None:
            known = self.reasons[told.dosages] = self._purposes(told.dosages)
        return known

    def _purposes(self, dosages: tuple[Dosage, ...]) -> frozenset[str]:
        texts = (text for dosage in dosages for text in (dosage.text, dosage.patient_instruction))
        said = frozenset().union(*(self.indications.of_dosage(text) for text in texts))
        concepts = [
            concept
            for dosage in dosages
            for concept in (dosage.as_needed_codeable_concept, *dosage.as_needed_for)
            if concept is not None
        ]
        return said.union(*(self.indications.concepts(concept) for concept in concepts))

    def _replaced(self, told: Told) -> str | None:
        reference = told.replaces.reference if told.replaces is not None else None
        return self.resources.name(reference) if reference else None

    def _encounter(self, record: DrugRecord) -> str | None:
        reference = record.encounter or record.context
        return self.resources.name(reference.reference) if reference is not None and reference.reference else None


def _stated(steps: Sequence[DoseStep]) -> bool:
    return any(step.low is not None or step.high is not None for step in steps)


def _identities(record: DrugRecord) -> frozenset[str]:
    """Ids and identifier values: two records that share one are one record (R-E25)."""
    values = {f"{found.system or ''}|{found.value}" for found in record.identifier if found.value}
    return frozenset({record.evidence, *values})


def _route(named: NamedDrug, dosages: tuple[Dosage, ...]) -> Route | None:
    """The route that the dosage states, else that of the product (R-A4)."""
    return next((found for dosage in dosages if (found := route_of(dosage.route)) is not None), named.route)


def _supply(told: Told, instruction: Instruction, component: Component) -> int | None:
    once = told.supply_days if told.supply_days is not None else days_supplied(told.quantity, instruction, component)
    return once * (1 + told.repeats) if once is not None else None


_CYCLIC = re.compile(
    r"\bluteal\b|\bpre-?menstrual|\b(?:before|prior to|until|of) (?:the |your |her |each |expected )*"
    r"(?:menses|menstruation|menstrual|periods?|cycle)\b",
    re.IGNORECASE,
)


def _is_cyclic(dosages: tuple[Dosage, ...]) -> bool:
    """Taken in a part of the cycle only: no treatment of depression (R-D8, §1.3)."""
    texts = (text for dosage in dosages for text in (dosage.text, dosage.patient_instruction))
    return any(_CYCLIC.search(text) for text in texts if text)


def _is_inpatient(record: DrugRecord) -> bool:
    categories = several(record.category)
    said = {code for concept in categories for code in local_codes(concept)}
    said |= {words.lower() for concept in categories for words in words_of(concept)}
    return "inpatient" in said


def _unreadable(told: Told, label: str, evidence: str) -> tuple[Gap, ...]:
    """A status, a date or a quantity that stands there and can't be read (R-E1)."""
    found = [told.standing.unreadable] if told.standing.unreadable else []
    if is_impossible(told.quantity):
        found.append("quantity")
    if any(unreadable(text) for text in told.dates):
        found.append("date")
    return tuple(
        Gap(
            code=GapCode.UNREADABLE_RESOURCE,
            what=f"{label}: a {what} of the record can't be read",
            evidence=(evidence,),
        )
        for what in found
    )
