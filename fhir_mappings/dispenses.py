"""MedicationDispense -> what was handed over: the day, for how many days, and for which order.

https://hl7.org/fhir/R4/medicationdispense.html
"""

from fhir_mappings.dates import interval
from fhir_mappings.drug_records import Told
from fhir_mappings.quantities import whole_days
from fhir_mappings.reading.drug_resources import MedicationDispense, MedicationRequest
from fhir_mappings.reading.resources import Resources
from fhir_mappings.reasons import stop_reason
from fhir_mappings.record_status import dispense_standing
from trd.terms import RecordKind


def read_dispense(dispense: MedicationDispense, resources: Resources) -> Told | None:
    """Read one dispense; None: never handed over (§2.1)."""
    standing = dispense_standing(dispense)
    if standing is None:
        return None
    order = next(
        (
            found
            for reference in dispense.authorizing_prescription
            if (found := resources.find(reference, MedicationRequest, dispense)) is not None
        ),
        None,
    )
    days = whole_days(dispense.days_supply)
    reason = dispense.not_performed_reason
    return Told(
        kind=RecordKind.DISPENSE,
        standing=standing,
        start=interval(dispense.when_handed_over) or interval(dispense.when_prepared),
        supply_days=days,
        days_supply=days,
        quantity=dispense.quantity,
        stop_reason=stop_reason((dispense.status_reason_codeable_concept, reason)),
        dosages=dispense.dosage_instruction,
        dates=(dispense.when_handed_over, dispense.when_prepared),
        linked=order,
        linked_dosages=order.dosage_instruction if order is not None else (),
    )
