"""How much is handed over at first: little where an overdose is to be feared (R-F15)."""

from typing import Final

from trd.terms import RiskLevel

USUAL_DAYS: Final = 28
DAYS_IF_PRESENT: Final = 14
DAYS_IF_HIGH: Final = 7
DAYS_IF_UNKNOWN_AND_TOXIC: Final = 14


def first_supply_days(*, first_step_days: int | None, risk: RiskLevel, toxic: bool) -> int:
    """Days of the first supply, no repeats: 28, or the first step's length; less with suicide risk.

    `toxic`: more dangerous in overdose (TCA, lithium, MAO inhibitor, venlafaxine); there an unknown risk
    counts as a reason for care.
    """
    wanted = first_step_days or USUAL_DAYS
    match risk:
        case RiskLevel.HIGH:
            return min(wanted, DAYS_IF_HIGH)
        case RiskLevel.PRESENT:
            return min(wanted, DAYS_IF_PRESENT)
        case RiskLevel.UNKNOWN if toxic:
            return min(wanted, DAYS_IF_UNKNOWN_AND_TOXIC)
        case _:
            return wanted
