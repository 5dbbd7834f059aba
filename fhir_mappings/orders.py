"""MedicationRequest (DSTU2: MedicationOrder) -> what an order says: dates, supply, end, reason.

https://hl7.org/fhir/R4/medicationrequest.html
"""

from fhir_mappings.dates import day, interval, span
from fhir_mappings.drug_records import Told
from fhir_mappings.quantities import whole_days
from fhir_mappings.reading.drug_resources import MedicationOrder, MedicationRequest
from fhir_mappings.reasons import stop_reason
from fhir_mappings.record_status import Standing, order_standing
from trd.intervals import DayInterval, plus
from trd.terms import RecordKind, RecordStatus

_MOST_REPEATS = 99


def read_order(request: MedicationRequest) -> Told | None:
    """Read one order; None: never a treatment (§2.1)."""
    standing = order_standing(request)
    if standing is None:
        return None
    authored = request.authored_on or request.date_written
    return _told(request, standing, stated_start(request) or interval(authored))


def read_drafted(request: MedicationRequest) -> Told:
    """Read an order that nobody has signed yet, whatever its status; it begins when it says so, else when signed."""
    return _told(request, Standing(status=RecordStatus.ACTIVE), stated_start(request))


def stated_start(request: MedicationRequest) -> DayInterval | None:
    """The start that the order itself states: its bounds, else its validity."""
    dispense = request.dispense_request
    return _start(request) or span(dispense.validity_period if dispense is not None else None).start


def _told(request: MedicationRequest, standing: Standing, start: DayInterval | None) -> Told:
    dispense = request.dispense_request
    validity = span(dispense.validity_period if dispense is not None else None)
    repeats = (dispense.number_of_repeats_allowed or 0) if dispense is not None else 0
    authored = request.authored_on or request.date_written
    ended = request.reason_ended if isinstance(request, MedicationOrder) else None
    return Told(
        kind=RecordKind.ORDER,
        standing=standing,
        start=start,
        end=_end(request, standing.status) or _between(request, start),
        hold=day(request.status_changed) if standing.status is RecordStatus.ON_HOLD else None,
        authored=day(authored),
        supply_days=whole_days(dispense.expected_supply_duration) if dispense is not None else None,
        repeats=repeats if 0 <= repeats <= _MOST_REPEATS else 0,
        quantity=dispense.quantity if dispense is not None else None,
        validity_end=validity.end.latest if validity.end is not None else None,
        stop_reason=stop_reason((request.status_reason, ended)),
        replaces=request.prior_prescription,
        dosages=request.dosage_instruction,
        rendered=request.rendered_dosage_instruction,
        dates=(authored, request.status_changed, *_bound_texts(request)),
    )


def _periods(request: MedicationRequest) -> list[tuple[DayInterval | None, DayInterval | None]]:
    found = []
    if request.effective_dose_period is not None:
        period = span(request.effective_dose_period)
        found.append((period.start, period.end))
    for dosage in request.dosage_instruction:
        repeat = dosage.timing.repeat if dosage.timing is not None else None
        if repeat is not None and repeat.bounds_period is not None:
            period = span(repeat.bounds_period)
            found.append((period.start, period.end))
    return found


def _start(request: MedicationRequest) -> DayInterval | None:
    """The earliest start that the dosage or the order states (§2.3)."""
    starts = [start for start, _ in _periods(request) if start is not None]
    return min(starts, key=lambda start: (start.earliest, start.latest), default=None)


def _end(request: MedicationRequest, status: RecordStatus) -> DayInterval | None:
    """The stated end (E11): of the period, or the day on which it was stopped, whichever comes first."""
    ends = [end for _, end in _periods(request)]
    stated = max((end for end in ends if end is not None), key=lambda end: end.latest, default=None)
    if None in ends and len(ends) > 1:
        stated = None  # one instruction goes on
    if isinstance(request, MedicationOrder):
        stated = interval(request.date_ended) or stated
    changed = interval(request.status_changed) if status in (RecordStatus.STOPPED, RecordStatus.COMPLETED) else None
    if changed is None or (stated is not None and stated.earliest <= changed.earliest):
        return stated
    return changed


def _between(request: MedicationRequest, start: DayInterval | None) -> DayInterval | None:
    """`boundsRange`: certainly to its low end, possibly to its high end."""
    if start is None or len(request.dosage_instruction) != 1:
        return None
    timing = request.dosage_instruction[0].timing
    bounds = timing.repeat.bounds_range if timing is not None and timing.repeat is not None else None
    least, most = (whole_days(bounds.low), whole_days(bounds.high)) if bounds is not None else (None, None)
    if not least or not most or most < least:
        return None
    return DayInterval(earliest=plus(start.earliest, least - 1), latest=plus(start.latest, most - 1))


def _bound_texts(request: MedicationRequest) -> tuple[str | None, ...]:
    periods = [request.effective_dose_period]
    for dosage in request.dosage_instruction:
        repeat = dosage.timing.repeat if dosage.timing is not None else None
        periods.append(repeat.bounds_period if repeat is not None else None)
    return tuple(text for period in periods if period is not None for text in (period.start, period.end))
