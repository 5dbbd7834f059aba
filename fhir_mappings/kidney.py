"""Kidney function from creatinine where the laboratory sent no eGFR (§3.2), marked as estimated.

CKD-EPI 2021, creatinine, without race (https://kidney.org/ckd-epi-creatinine-equation-2021); its numbers stand in
`figures.toml`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from trd.history import Measurement, PatientFact
from trd.intervals import completed_years
from trd.knowledge.types import Threshold
from trd.terms import Sex

EGFR: Final = "egfr"
CREATININE: Final = "creatinine"
PLACES: Final = Decimal("0.1")

SEXES: Final = frozenset({Sex.FEMALE, Sex.MALE})
Figures = Mapping[str, Threshold]


def estimated(measurements: Iterable[Measurement], patient: PatientFact, figures: Figures) -> tuple[Measurement, ...]:
    """An eGFR for each creatinine of a day on which none was sent; adults of known sex and birth only.

    A partial birth date gives an interval: a limit is hit or clear only when the whole of it says so.
    """
    known = list(measurements)
    sex, birth = patient.sex, patient.birth
    if sex is None or sex not in SEXES or birth is None:
        return ()
    sent = {value.day for value in known if value.concept == EGFR}
    found = []
    for value in known:
        if value.concept == CREATININE and value.day not in sent and value.low is not None and value.low == value.high:
            youngest, oldest = completed_years(birth.latest, value.day), completed_years(birth.earliest, value.day)
            if youngest >= figures["adult-from"].value and value.low > 0:
                found.append(_estimate(value, value.low, sex, (youngest, oldest), figures))
    return tuple(found)


def ckd_epi_2021(creatinine_mg_dl: Decimal, age: int, sex: Sex, figures: Figures) -> Decimal:
    """mL/min/1.73 m², as laboratories print it: to one decimal."""

    def figure(name: str) -> Decimal:
        return figures[f"ckd-epi-{name}"].value

    ratio = creatinine_mg_dl / figure(f"kappa-{sex.value}")
    low = min(ratio, Decimal(1)) ** -figure(f"alpha-{sex.value}")
    high = max(ratio, Decimal(1)) ** -figure("above")
    of_sex = figure("female") if sex is Sex.FEMALE else Decimal(1)
    return (figure("constant") * low * high * figure("each-year") ** age * of_sex).quantize(PLACES)


def _estimate(
    value: Measurement, creatinine: Decimal, sex: Sex, ages: tuple[int, int], figures: Figures
) -> Measurement:
    youngest, oldest = ages
    return Measurement(
        concept=EGFR,
        low=ckd_epi_2021(creatinine, oldest, sex, figures),
        high=ckd_epi_2021(creatinine, youngest, sex, figures),
        day=value.day,
        evidence=value.evidence,
        estimated=True,
        issued=value.issued,
    )
