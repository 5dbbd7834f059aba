"""One drafted MedicationRequest -> `DraftedDrug`: which drug, which dose, what it ends, replaces or joins (§4.1).

https://hl7.org/fhir/R4/medicationrequest.html
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from fhir_mappings.codings import codings_of, system_of, words_of
from fhir_mappings.draft_words import DraftWords, read_words
from fhir_mappings.drugs import clean_label, said_of_drug
from fhir_mappings.medications import drug_reader
from fhir_mappings.orders import read_drafted
from fhir_mappings.reading.drug_resources import MedicationRequest
from fhir_mappings.reading.elements import Coding
from fhir_mappings.reading.messages import Found
from fhir_mappings.reading.resources import Resources
from fhir_mappings.record_status import ends_treatment, is_void
from trd.codes import CodeSystem
from trd.drafts import DoseReading, DraftedDrug, Occasion
from trd.history import Gap, MedicationRecord
from trd.knowledge.types import Knowledge
from trd.terms import GapCode

_PSYCHOTROPIC: Final = ("N05", "N06")
"""ATC: psycholeptics and psychoanaleptics (O25)."""
_UNREADABLE: Final = frozenset({GapCode.DOSE_TEXT, GapCode.UNREADABLE_UNIT, GapCode.IMPLAUSIBLE_DOSE})


class DraftReader:
    """Reads the drafts of one call against what came with them."""

    def __init__(
        self, resources: Resources, knowledge: Knowledge, occasion: Occasion, others: Sequence[Found] = ()
    ) -> None:
        self._resources = resources
        self._reader = drug_reader(resources, knowledge)
        self._refill = occasion is Occasion.REFILL
        self._others = others

    def read(
        self,
        request: MedicationRequest,
        sent: bytes | msgspec.Raw,
        reference: str | None,
        *,
        selected: bool,
        stored: bool,
    ) -> Iterator[DraftedDrug]:
        """Read one draft; nothing where no drug has been chosen yet (§7.9)."""
        concepts, displays, medication = said_of_drug(request, self._resources)
        words = [*(text for concept in concepts for text in words_of(concept)), *displays]
        codings = [coding for concept in concepts for coding in codings_of(concept)]
        meant = request.medication_reference or (request.medication.reference if request.medication else None)
        if not words and not codings and medication is None and (meant is None or not meant.reference):
            return
        told = read_drafted(request)
        found = self._reader.records(request, told)
        records = found if isinstance(found, tuple) else ()
        said = read_words(sent, self._others)
        yield DraftedDrug(
            reference=reference,
            label=records[0].label if records else clean_label(words[0]) if words else "",
            records=records,
            selected=selected,
            stops=self._stops(request, said),
            void=is_void(request.status, request.intent, do_not_perform=request.do_not_perform),
            replaces=_replaced(request, self._resources, said, itself=reference if stored else None),
            dose=_dose(records),
            instructions=max(len(request.dosage_instruction), 1),
            tapers=said.tapers or any(_goes_down(record) for record in records),
            combines=said.combines or any(record.in_addition for record in records),
            psychotropic=_is_psychotropic(found, words, codings),
            repeats=told.repeats if request.dispense_request is not None else None,
            supervised=said.supervised,
            specialist=said.specialist,
        )

    def _stops(self, request: MedicationRequest, said: DraftWords) -> bool:
        """On a refill a prescription that has run out is renewed by it, and no end."""
        word = (request.status or "").strip().lower()
        if self._refill and word in ("completed", "ended"):
            return said.discontinues
        return ends_treatment(request.status) or said.discontinues


def _is_psychotropic(found: tuple[MedicationRecord, ...] | Gap | None, words: list[str], codings: list[Coding]) -> bool:
    """Words of our classes for which no drug is known, or an ATC code of them; a bare code says nothing (O25)."""
    if isinstance(found, Gap) and words:
        return True
    return any(
        system_of(coding.system) is CodeSystem.ATC and (coding.code or "").upper().startswith(_PSYCHOTROPIC)
        for coding in codings
    )


def _replaced(request: MedicationRequest, resources: Resources, said: DraftWords, itself: str | None) -> frozenset[str]:
    named = {*said.replaces, *([itself] if itself else [])}
    prior = request.prior_prescription
    if prior is not None:
        if prior.reference:
            named.add(prior.reference)
        if prior.identifier is not None and prior.identifier.value:
            named.add(f"{prior.identifier.system or ''}|{prior.identifier.value}")
    return frozenset(resources.name(name) for name in named)


def _dose(records: Sequence[MedicationRecord]) -> DoseReading:
    """How far the dose could be read, of the agent of which least could (O24)."""
    return max((_dose_of(record) for record in records), key=_ORDER.index, default=DoseReading.MISSING)


_ORDER: Final = (DoseReading.READ, DoseReading.MISSING, DoseReading.UNREADABLE, DoseReading.TWO_READINGS)


def _dose_of(record: MedicationRecord) -> DoseReading:
    codes = {gap.code for gap in record.gaps}
    if GapCode.DOSE_CONFLICT in codes:
        return DoseReading.TWO_READINGS
    if any(step.low is not None or step.high is not None for step in record.steps):
        return DoseReading.READ
    return DoseReading.UNREADABLE if codes & _UNREADABLE else DoseReading.MISSING


def _goes_down(record: MedicationRecord) -> bool:
    """Steps that never rise, and of which the last one ends: a taper to nothing (O14)."""
    highs = [step.high for step in record.steps]
    if len(highs) < 2 or any(high is None for high in highs):
        return False
    known = [high for high in highs if high is not None]
    last = record.steps[-1]
    ends = last.days is not None or last.end is not None or record.end is not None or known[-1] == 0
    return ends and known == sorted(known, reverse=True) and known[-1] < known[0]
