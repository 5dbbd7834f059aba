"""How much is handed over at first: little where an overdose is to be feared (R-F15)."""

from trd.knowledge.types import Knowledge
from trd.terms import RiskLevel


def first_supply_days(*, first_step_days: int | None, risk: RiskLevel, toxic: bool, knowledge: Knowledge) -> int:
    """Days of the first supply, no repeats: 28, or the first step's length; less with suicide risk.

    `toxic`: more dangerous in overdose (TCA, lithium, MAO inhibitor, venlafaxine); there an unknown risk
    counts as a reason for care.
    """

    def days(figure: str) -> int:
        return int(knowledge.figures[figure].value)

    wanted = first_step_days or days("first-supply-days")
    match risk:
        case RiskLevel.HIGH:
            return min(wanted, days("supply-risk-high-days"))
        case RiskLevel.PRESENT:
            return min(wanted, days("supply-risk-present-days"))
        case RiskLevel.UNKNOWN if toxic:
            return min(wanted, days("supply-risk-unknown-days"))
        case _:
            return wanted
