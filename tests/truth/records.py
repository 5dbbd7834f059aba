"""Single FHIR resources of drugs: orders, statements and dispenses of R4, R5, STU3 and DSTU2."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from tests.truth.formulary import DRUGS
from tests.truth.styles import Style
from tests.truth.words import dosage, medication, plain, product_for

Resource = dict[str, Any]

REASONS = {
    "ineffective": ("Lack of efficacy", "No response", "Treatment failure", "ineffective"),
    "partial": ("Partial response", "Insufficient response"),
    "intolerance": ("Side effects", "adverse effect", "Not tolerated"),
    "choice": ("Patient choice", "patient preference"),
}
CODED = {"intolerance": "sintol", "choice": "altchoice"}
ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"


@dataclass(slots=True)
class Pen:
    """Writes the records of one chart, each with an id of its own."""

    style: Style
    chance: Random
    patient: str
    number: int = 0

    def _record(self, kind: str, agent: str, dose: Decimal) -> tuple[Resource, list[Resource]]:
        self.number += 1
        drug = DRUGS[agent]
        named, beside = medication(drug, product_for(drug, dose)[0], self.style.coding, self.number)
        record: Resource = {
            "resourceType": kind,
            "id": f"{kind.lower()}-{self.number}",
            "patient" if self.style.version == "DSTU2" else "subject": {"reference": self.patient},
        }
        if self.style.coding == "contained":
            record["contained"], beside = beside, []
        if self.style.version == "R5":
            return record | {"medication": named}, beside
        element = "medicationCodeableConcept" if "concept" in named else "medicationReference"
        return record | {element: next(iter(named.values()))}, beside

    def dose(
        self, agent: str, dose: Decimal, bounds: Resource | None = None, product: Decimal | None = None
    ) -> Resource:
        """The instruction, with its days where they are told; `product`: the dose for which the product was chosen."""
        strength = product_for(DRUGS[agent], product or dose)[0]
        style = self.style
        said = dosage(
            *(DRUGS[agent], dose, strength, style.doses, style.version, style.units),
            self.chance,
            self._strength_is_known,
        )
        if bounds is not None:
            if style.version == "DSTU2" and "boundsDuration" in bounds:
                bounds = {"boundsQuantity": bounds["boundsDuration"]}
            said.setdefault("timing", {}).setdefault("repeat", {}).update(bounds)
        return said

    @property
    def _strength_is_known(self) -> bool:
        return self.style.coding not in ("ingredient", "atc")

    def order(
        self,
        agent: str,
        doses: list[Resource],
        dose: Decimal,
        *,
        status: str,
        authored: date | None,
        supply: tuple[int, int] | None = None,
        reason: str | None = None,
    ) -> list[Resource]:
        """An order (DSTU2: MedicationOrder); `supply`: days of one fill, and how often it may be repeated."""
        old = self.style.version == "DSTU2"
        record, beside = self._record("MedicationOrder" if old else "MedicationRequest", agent, dose)
        if self.style.version == "R5" and status == "completed" and self.chance.random() < 0.5:
            status = "ended"
        record |= {"status": status, "dosageInstruction": doses} | ({} if old else {"intent": "order"})
        if authored is not None:
            record["dateWritten" if old else "authoredOn"] = f"{authored.isoformat()}{self._clock()}"
        if supply is not None:
            length, repeats = supply
            record["dispenseRequest"] = {
                "expectedSupplyDuration": {"value": length, "unit": "days", "code": "d"},
                **({"numberOfRepeatsAllowed": repeats} if repeats else {}),
            }
        if reason is not None and self.style.version != "STU3":
            record["reasonEnded" if old else "statusReason"] = self._reason(reason)
        return [record, *beside]

    def statement(
        self, agent: str, dose: Decimal, period: Resource, *, asserted: date | None, reason: str | None = None
    ) -> list[Resource]:
        """A MedicationStatement: over where nobody asserts it today."""
        record, beside = self._record("MedicationStatement", agent, dose)
        over = asserted is None
        record |= {"effectivePeriod": period, "dosage": [self.dose(agent, dose)]}
        if asserted is not None:
            record["dateAsserted"] = asserted.isoformat()
        match self.style.version:
            case "R5":
                code = {"coding": [{"system": ADHERENCE, "code": "stopped" if over else "taking"}]}
                record |= {"status": "recorded", "adherence": {"code": code}}
                if reason is not None:
                    record["adherence"]["reason"] = self._reason(reason)
            case "STU3":
                record |= {"status": "completed" if over else "active", "taken": "y"}
            case "DSTU2":
                dosage = record["dosage"][0]
                if "doseQuantity" in dosage:
                    dosage["quantityQuantity"] = dosage.pop("doseQuantity")
                record |= {"status": "completed" if over else "active", "wasNotTaken": False}
            case _:
                record["status"] = "completed" if over else "active"
                if reason is not None:
                    record |= {"status": "stopped", "statusReason": [self._reason(reason)]}
        return [record, *beside]

    def dispense(self, agent: str, dose: Decimal, day: date, length: int, order: str | None) -> list[Resource]:
        """A MedicationDispense of `length` days."""
        record, beside = self._record("MedicationDispense", agent, dose)
        _, count = product_for(DRUGS[agent], dose)
        record |= {
            "status": "completed",
            "whenHandedOver": f"{day.isoformat()}{self._clock()}",
            "daysSupply": {"value": length, "unit": "days", "code": "d"},
            "quantity": {"value": plain(count * length), "unit": DRUGS[agent].unit},
        }
        if self.style.doses != "strength":
            record["dosageInstruction"] = [self.dose(agent, dose)]
        if order is not None:
            record["authorizingPrescription"] = [{"reference": order}]
        return [record, *beside]

    def _reason(self, reason: str) -> Resource:
        if reason in CODED and self.chance.random() < 0.3:
            return {"coding": [{"code": CODED[reason]}]}
        return {"text": self.chance.choice(REASONS[reason])}

    def _clock(self) -> str:
        return self.chance.choice(("", "", "T09:30:00Z", "T23:15:00-05:00"))
