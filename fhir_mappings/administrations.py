"""MedicationAdministration -> the days on which a drug was given.

https://hl7.org/fhir/R4/medicationadministration.html
"""

from decimal import Decimal

from msgspec.structs import replace

from fhir_mappings.dates import interval, span
from fhir_mappings.drug_records import Told
from fhir_mappings.reading.drug_resources import MedicationAdministration
from fhir_mappings.reading.elements import Dosage, Timing, TimingRepeat
from fhir_mappings.reasons import stop_reason
from fhir_mappings.record_status import administration_standing
from trd.terms import RecordKind

_ONCE = Timing(repeat=TimingRepeat(frequency=1, period=Decimal(1), period_unit="d"))


def _of_the_day(dosage: Dosage, on_one_day: bool) -> tuple[Dosage, ...]:
    """What was given on one day is the dose of that day; over several days no daily dose is known."""
    return (replace(dosage, timing=_ONCE),) if on_one_day else (dosage,)


def read_administration(given: MedicationAdministration) -> Told | None:
    """Read one administration; None: not given (§2.1). Its days are the stated ones, no more (E19e)."""
    standing = administration_standing(given)
    if standing is None:
        return None
    moments = (
        given.effective_date_time,
        given.effective_time_date_time,
        given.occurence_date_time,
        given.occurrence_date_time,
    )
    periods = (given.effective_period, given.effective_time_period, given.occurence_period, given.occurrence_period)
    at = next((found for moment in moments if (found := interval(moment)) is not None), None)
    period = next((span(found) for found in periods if found is not None), span(None))
    start = period.start or at
    end = period.end or start
    on_one_day = start is not None and start.exact and start == end
    return Told(
        kind=RecordKind.ADMINISTRATION,
        standing=standing,
        start=start,
        end=end,
        stop_reason=stop_reason(given.status_reason),
        dosages=_of_the_day(given.dosage, on_one_day) if given.dosage is not None else (),
        dates=(*moments, *(text for found in periods if found is not None for text in (found.start, found.end))),
    )
