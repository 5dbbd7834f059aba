"""Which product a first order names, and how it is taken (§5.1): RxNorm codes that were looked up in the code tables.

Agents without a row are told in words only: supervised supply, misuse, an MAO inhibitor, or no product checked.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from fhir_mappings.writing.drafts import Coded, Form, TimeOfDay

ATC: Final = "http://www.whocc.no/atc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One agent as it is ordered."""

    rxcuis: tuple[str, ...] = ()
    """Products of one form, the usual first one first."""
    form: Form = "tablet"
    release: str = ""
    """Stands after the name: "XR"."""
    times_a_day: int = 1
    when: TimeOfDay | None = None
    with_food: bool = False
    listed_only: bool = False
    """No other strength of the tables may be taken for it."""
    step_days: dict[Decimal, int] = field(default_factory=dict)
    """Daily dose -> length of that first step, where the table states one."""
    next_steps: dict[Decimal, str] = field(default_factory=dict)
    """Daily dose -> the next step, as it is told."""
    micrograms: bool = False
    """Doses of this agent are micrograms; its products are in mg."""
    atc: Coded | None = None
    """Where no active product has an RxNorm code (R-F17): code, text and dose, no quantity."""


def _days(**steps: int) -> dict[Decimal, int]:
    return {Decimal(dose.removeprefix("d").replace("_", ".")): days for dose, days in steps.items()}


def _next(**steps: str) -> dict[Decimal, str]:
    return {Decimal(dose.removeprefix("d").replace("_", ".")): told for dose, told in steps.items()}


def _atc(code: str, display: str) -> Coded:
    return Coded(system=ATC, code=code, display=display)


ORDERED: Final[dict[str, Ordered]] = {
    "citalopram": Ordered(rxcuis=("200371", "283672")),
    "escitalopram": Ordered(rxcuis=("349332", "351249"), next_steps=_next(d10="20 mg after 7 days or more")),
    "fluoxetine": Ordered(rxcuis=("310385", "310384"), form="capsule", when="morning", next_steps=_next(d20="40 mg")),
    "fluvoxamine": Ordered(rxcuis=("903891", "903887"), when="night", next_steps=_next(d50="100 mg after 7 days")),
    "paroxetine": Ordered(rxcuis=("1738495", "1738483"), when="morning", next_steps=_next(d20="30 mg")),
    "sertraline": Ordered(rxcuis=("312941", "312940"), next_steps=_next(d50="100 mg after 7 days or more")),
    "venlafaxine": Ordered(
        rxcuis=("313585", "313583", "313581"),
        form="capsule",
        release="XR",
        with_food=True,
        step_days=_days(d37_5=7),
        next_steps=_next(d37_5="75 mg", d75="150 mg"),
    ),
    "desvenlafaxine": Ordered(rxcuis=("1874559", "1607617"), listed_only=True),
    "duloxetine": Ordered(
        rxcuis=("596930", "596926", "596934"),
        form="capsule",
        step_days=_days(d30=7),
        next_steps=_next(d30="60 mg"),
    ),
    "levomilnacipran": Ordered(rxcuis=("1433227",), form="capsule", release="XR", step_days=_days(d20=2)),
    "vilazodone": Ordered(
        rxcuis=("1086772", "1086778", "1086784"),
        with_food=True,
        step_days=_days(d10=7),
        next_steps=_next(d10="20 mg", d20="40 mg"),
    ),
    "vortioxetine": Ordered(rxcuis=("1439808", "1439812"), next_steps=_next(d10="20 mg")),
    "bupropion": Ordered(
        rxcuis=("993541", "993557"), release="XL", when="morning", next_steps=_next(d150="300 mg after 7 days")
    ),
    "dextromethorphan-bupropion": Ordered(rxcuis=("2611260",), step_days=_days(d105=3)),
    "mirtazapine": Ordered(rxcuis=("311725", "476809"), when="night", next_steps=_next(d15="30 mg after 7 days")),
    "trazodone": Ordered(rxcuis=("856377",), times_a_day=3, next_steps=_next(d150="by 50 mg every 3–4 days")),
    "gepirone": Ordered(rxcuis=("2672372",), release="XR", with_food=True, step_days=_days(d18_2=3)),
    "nortriptyline": Ordered(
        rxcuis=("317136", "198045"), form="capsule", when="night", next_steps=_next(d25="by 25 mg weekly, by level")
    ),
    "amitriptyline": Ordered(
        rxcuis=("856834", "856783"), when="night", next_steps=_next(d50="by 25 mg every 4–7 days")
    ),
    "imipramine": Ordered(rxcuis=("835564", "835593"), times_a_day=2, next_steps=_next(d50="by 25 mg every 4–7 days")),
    "desipramine": Ordered(rxcuis=("1099300", "1099288"), next_steps=_next(d50="by 25 mg every 4–7 days")),
    "clomipramine": Ordered(rxcuis=("857297",), form="capsule", when="night", with_food=True),
    "doxepin": Ordered(rxcuis=("1000070", "1000048"), form="capsule", when="night", listed_only=True),
    "trimipramine": Ordered(rxcuis=("313498",), form="capsule", when="night"),
    "protriptyline": Ordered(rxcuis=("905172",), times_a_day=3),
    "amoxapine": Ordered(rxcuis=("197366",), times_a_day=2),
    "aripiprazole": Ordered(
        rxcuis=("602964", "402131"), when="morning", step_days=_days(d2=14), next_steps=_next(d2="5 mg")
    ),
    "brexpiprazole": Ordered(
        rxcuis=("1658327", "1658319", "1658331", "1658335"),
        step_days=_days(d0_5=7),
        next_steps=_next(d0_5="1 mg", d1="2 mg"),
    ),
    "cariprazine": Ordered(
        rxcuis=("1667660", "1667668"), form="capsule", next_steps=_next(d1_5="3 mg, not before 14 days")
    ),
    "quetiapine": Ordered(
        rxcuis=("853201", "895670"),
        release="XR",
        when="evening",
        listed_only=True,
        step_days=_days(d50=3),
        next_steps=_next(d50="150 mg from day 4"),
    ),
    "olanzapine-fluoxetine": Ordered(rxcuis=("403969",), form="capsule", when="evening", listed_only=True),
    "olanzapine": Ordered(rxcuis=("200034", "312078"), when="night", next_steps=_next(d2_5="5 mg")),
    "lumateperone": Ordered(rxcuis=("2275607", "2607533", "2607529"), form="capsule"),
    "risperidone": Ordered(rxcuis=("312829", "312828"), when="night", next_steps=_next(d0_5="1 mg")),
    "lithium": Ordered(
        rxcuis=("197889", "311355"), form="capsule", when="night", next_steps=_next(d300="by level after 3–7 days")
    ),
    "liothyronine": Ordered(
        rxcuis=("903697", "903456"),
        when="morning",
        micrograms=True,
        next_steps=_next(d25="50 micrograms after 7–14 days"),
    ),
    "buspirone": Ordered(rxcuis=("866094",), times_a_day=3),
    "pramipexole": Ordered(rxcuis=("859033",), times_a_day=2),
    "agomelatine": Ordered(when="night", atc=_atc("N06AX22", "agomelatine")),
    "reboxetine": Ordered(times_a_day=2, atc=_atc("N06AX18", "reboxetine")),
    "mianserin": Ordered(when="night", atc=_atc("N06AX03", "mianserin")),
    "lofepramine": Ordered(times_a_day=2, atc=_atc("N06AA07", "lofepramine")),
}
"""Agent id -> how it is ordered; never desvenlafaxine base, aripiprazole sensor tablets, doxepin 3 or 6 mg."""

SAME_ORDER: Final[dict[str, tuple[int, int]]] = {
    "levomilnacipran": (2, 1),
    "gepirone": (2, 1),
    "dextromethorphan-bupropion": (1, 2),
}
"""Agent -> (units, times a day) of the second step that stands in the same order (R-F14)."""
