"""The drugs of one request and what was read for them: what stands in many records is read once.

It is made for a request and goes with it: nothing of a patient is kept.
"""

from dataclasses import dataclass, field

from fhir_mappings.dosage.counting import Counted, count_doses, sig_drug
from fhir_mappings.dosage.instructions import read_dosages
from fhir_mappings.dosage.reading import Instruction
from fhir_mappings.dosage.sigs import SigReader
from fhir_mappings.drug_products import Component, NamedDrug
from fhir_mappings.drugs import Drugs
from fhir_mappings.reading.drug_resources import DrugRecord
from fhir_mappings.reading.elements import Dosage
from fhir_mappings.reading.resources import Resources
from trd.history import Gap
from trd.knowledge.types import Knowledge


@dataclass(frozen=True, slots=True)
class KnownDrugs:
    """Refills name the same product with the same instruction again and again."""

    knowledge: Knowledge
    drugs: Drugs
    resources: Resources = field(repr=False)
    sigs: SigReader = field(repr=False)
    _named: dict[object, NamedDrug | None] = field(default_factory=dict, repr=False)
    _read: dict[object, tuple[Component, Instruction]] = field(default_factory=dict, repr=False)
    _counted: dict[object, tuple[Component, Instruction, Counted]] = field(default_factory=dict, repr=False)
    """By the identity of components and instructions, which are kept beside what was made of them."""

    def named(self, record: DrugRecord) -> NamedDrug | Gap | None:
        """The drug of a record, as `Drugs.named_by` tells it."""
        reference = record.medication_reference or (record.medication.reference if record.medication else None)
        if reference is not None and (reference.reference or "").startswith("#"):
            return self.drugs.named_by(record, self.resources)  # means another drug in each record
        key = (record.medication_codeable_concept, record.medication, record.medication_reference)
        if key not in self._named:
            found = self.drugs.named_by(record, self.resources)
            if isinstance(found, Gap):
                return found
            self._named[key] = found
        return self._named[key]

    def instruction(
        self, dosages: tuple[Dosage, ...], rendered: str | None, named: NamedDrug, component: Component
    ) -> Instruction:
        """What the dosages say for one agent of a product."""
        key = (dosages, rendered, id(component))
        known = self._read.get(key)
        if known is None:
            drug = sig_drug(named, component, self.knowledge, self.drugs.strengths_of(component.ingredients))
            known = self._read[key] = (component, read_dosages(dosages, drug, self.sigs, rendered=rendered))
        return known[1]

    def counted(self, instruction: Instruction, named: NamedDrug, component: Component) -> Counted:
        """The steps of an instruction as the rules compare them."""
        key = (id(instruction), id(component))
        known = self._counted.get(key)
        if known is None:
            counted = count_doses(instruction, named, component, self.knowledge)
            known = self._counted[key] = (component, instruction, counted)
        return known[2]
