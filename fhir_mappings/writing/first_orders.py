"""An agent and a daily dose -> the product, how it is taken, and what comes next (§5.1, R-F14 … R-F17)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, get_args

from fhir_mappings.writing.directions import printed
from fhir_mappings.writing.drafts import MOST_UNITS, NEVER_DRAFTED, Coded, Form, Intake, TimeOfDay
from fhir_mappings.writing.templates import RXNORM
from trd.codes import Code, CodeSystem
from trd.knowledge.order_types import OrderRow, OrderStep
from trd.knowledge.types import Knowledge

ATC: Final = "http://www.whocc.no/atc"
NO_STEP: Final = OrderStep()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOrder:
    """What a draft of one agent is made of."""

    name: str
    coding: Coded
    is_product: bool
    form: Form | None
    intakes: tuple[Intake, ...]
    step_days: int | None
    """Length of the first step, which is the supply (R-F15); None: the usual supply."""
    next_step: str | None
    """Told in note and description, never ordered: "5 mg once daily (new prescription)"."""
    transdermal: bool = False


def first_order(
    agent_id: str, dose: Decimal | None, knowledge: Knowledge, *, start_low: bool = False
) -> FirstOrder | None:
    """The order for a daily dose in the agent's unit; `start_low`: half of it (R-F16).

    None: no product makes this dose in whole units, or the agent is never drafted; then words alone say it.
    Nothing is rounded and no tablet is split.
    """
    row = knowledge.orders.get(agent_id)
    if row is None or dose is None or dose <= 0 or agent_id in NEVER_DRAFTED:
        return None
    wanted = dose / 2 if start_low else dose
    step = row.steps.get(wanted, NO_STEP)
    if row.form is None:
        return _uncoded(row, wanted, step, knowledge)
    for times in (step.times,) if step.times else row.times:
        at_once = step.at_once or wanted / times
        amount = _amount(row, at_once, step)
        if amount is not None:
            return _of_product(row, amount, int(at_once / amount), times, step, knowledge)
    return None


def products(knowledge: Knowledge) -> dict[str, Coded]:
    """Every product that a draft may name, by RxCUI, for an analyst's code map (R-F62)."""
    return {
        rxcui: _rxnorm(rxcui, knowledge)
        for row in knowledge.orders.values()
        for rxcui in (*row.products.values(), *([row.ingredient] if row.ingredient else []))
    }


def _amount(row: OrderRow, at_once: Decimal, step: OrderStep) -> Decimal | None:
    """The product of fewest units, one to four at once; the table's own where it names one."""
    fitting = [amount for amount in row.products if at_once % amount == 0 and 1 <= at_once / amount <= MOST_UNITS]
    if step.amount is not None:
        return step.amount if step.amount in fitting else None
    return max(fitting, default=None)


def _of_product(
    row: OrderRow, amount: Decimal, units: int, times: int, step: OrderStep, knowledge: Knowledge
) -> FirstOrder:
    first = _intake(row, amount, units, times, step.days)
    intakes: tuple[Intake, ...] = (first,)
    if step.then_units is not None:
        intakes = (first, _intake(row, amount, step.then_units, step.then_times, None))
    return FirstOrder(
        name=_named(row, amount),
        coding=_rxnorm(row.products[amount], knowledge),
        is_product=True,
        form=_form(row),
        intakes=intakes,
        step_days=step.days if step.then_units is None else None,
        next_step=step.next_step,
    )


def _uncoded(row: OrderRow, daily: Decimal, step: OrderStep, knowledge: Knowledge) -> FirstOrder:
    """No active product in RxNorm: the ingredient, else the ATC code, with the dose in words (R-F17)."""
    times = step.times or row.times[0]
    if row.ingredient is not None:
        coding = _rxnorm(row.ingredient, knowledge)
    else:
        coding = Coded(system=ATC, code=row.atc or "", display=row.agent)
    at_once = daily / times
    return FirstOrder(
        name=row.name.format(printed(at_once)),
        coding=coding,
        is_product=False,
        form=None,
        intakes=(Intake(dose=at_once, times_a_day=times, when=_when(row, times), days=step.days),),
        step_days=step.days,
        next_step=step.next_step,
    )


def _intake(row: OrderRow, amount: Decimal, units: int, times: int, days: int | None) -> Intake:
    words = row.words.get(amount)
    return Intake(
        units=units,
        dose=None if words else amount * units,
        unit="ug" if row.unit == "ug" else "mg",
        dose_words=f"{units} × {words}" if words and units > 1 else words,
        times_a_day=times,
        when=_when(row, times),
        with_food=row.food,
        days=days,
    )


def _named(row: OrderRow, amount: Decimal) -> str:
    return row.name.replace("{} mg", row.words[amount]) if amount in row.words else row.name.format(printed(amount))


def _when(row: OrderRow, times: int) -> TimeOfDay | None:
    """A time of day belongs to what is taken once."""
    return next((when for when in get_args(TimeOfDay) if when == row.when), None) if times == 1 else None


def _form(row: OrderRow) -> Form | None:
    return next((form for form in get_args(Form) if form == row.form), None)


def _rxnorm(rxcui: str, knowledge: Knowledge) -> Coded:
    return Coded(system=RXNORM, code=rxcui, display=knowledge.codes.drugs[Code(CodeSystem.RXNORM, rxcui)].name)
