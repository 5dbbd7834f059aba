"""Kidney function from creatinine where the laboratory sent no eGFR (§3.2), marked as estimated.

CKD-EPI 2021, creatinine, without race: Inker LA, et al. N Engl J Med 2021;385:1737-1749, table S8
(https://doi.org/10.1056/NEJMoa2102953). The numbers are the equation's own, no thresholds.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from trd.history import Measurement, PatientFact
from trd.intervals import completed_years
from trd.terms import Sex

EGFR: Final = "egfr"
CREATININE: Final = "creatinine"
ADULT: Final = 18
PLACES: Final = Decimal("0.1")

_CONSTANT: Final = Decimal(142)
_EACH_YEAR: Final = Decimal("0.9938")
_ABOVE: Final = Decimal("-1.200")
_KAPPA: Final = {Sex.FEMALE: Decimal("0.7"), Sex.MALE: Decimal("0.9")}
_ALPHA: Final = {Sex.FEMALE: Decimal("-0.241"), Sex.MALE: Decimal("-0.302")}
_FACTOR: Final = {Sex.FEMALE: Decimal("1.012"), Sex.MALE: Decimal(1)}


def estimated(measurements: Iterable[Measurement], patient: PatientFact) -> tuple[Measurement, ...]:
    """An eGFR for each creatinine of a day on which none was sent; adults of known sex and birth only.

    A partial birth date gives an interval: a limit is hit or clear only when the whole of it says so.
    """
    known = list(measurements)
    sex, birth = patient.sex, patient.birth
    if sex is None or sex not in _KAPPA or birth is None:
        return ()
    sent = {value.day for value in known if value.concept == EGFR}
    found = []
    for value in known:
        if value.concept == CREATININE and value.day not in sent and value.low is not None and value.low == value.high:
            youngest, oldest = completed_years(birth.latest, value.day), completed_years(birth.earliest, value.day)
            if youngest >= ADULT and value.low > 0:
                found.append(_estimate(value, value.low, sex, youngest, oldest))
    return tuple(found)


def ckd_epi_2021(creatinine_mg_dl: Decimal, age: int, sex: Sex) -> Decimal:
    """mL/min/1.73 m², as laboratories print it: to one decimal."""
    ratio = creatinine_mg_dl / _KAPPA[sex]
    low = min(ratio, Decimal(1)) ** _ALPHA[sex]
    high = max(ratio, Decimal(1)) ** _ABOVE
    return (_CONSTANT * low * high * _EACH_YEAR**age * _FACTOR[sex]).quantize(PLACES)


def _estimate(value: Measurement, creatinine: Decimal, sex: Sex, youngest: int, oldest: int) -> Measurement:
    return Measurement(
        concept=EGFR,
        low=ckd_epi_2021(creatinine, oldest, sex),
        high=ckd_epi_2021(creatinine, youngest, sex),
        day=value.day,
        evidence=value.evidence,
        estimated=True,
        issued=value.issued,
    )
