"""`orders.toml` -> products and first steps of draft orders; a product that RxNorm does not know stops the service."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from trd.codes import Code, CodeSystem
from trd.knowledge.order_types import OrderRow, OrderStep
from trd.knowledge.reading import Entry
from trd.knowledge.types import Agent, CodeTables

FILE = "orders.toml"
FORMS = (None, "tablet", "capsule")
TIMES_OF_DAY = (None, "morning", "evening", "night")
MOST_TIMES = 4
MICROGRAMS = 1000


def read_orders(table: Mapping[str, Any], agents: Mapping[str, Agent], codes: CodeTables) -> Mapping[str, OrderRow]:
    """Read every row, checked against the agents and against RxNorm."""
    return MappingProxyType({name: _row(Entry(FILE, name, values), agents, codes) for name, values in table.items()})


def _row(entry: Entry, agents: Mapping[str, Agent], codes: CodeTables) -> OrderRow:
    if entry.name not in agents:
        raise entry.fault("is no agent")
    row = OrderRow(
        agent=entry.name,
        name=entry.text("name"),
        form=entry.maybe_text("form"),
        unit=entry.text("unit", "mg"),
        times=_times(entry),
        when=entry.maybe_text("when"),
        food=entry.flag("food"),
        products=_by_amount(entry, "products"),
        words=_by_amount(entry, "words"),
        steps=dict(_step(step) for step in entry.tables("steps")),
        ingredient=entry.maybe_text("ingredient"),
        atc=entry.maybe_text("atc"),
    )
    entry.close()
    if row.form not in FORMS or row.when not in TIMES_OF_DAY or row.unit not in ("mg", "ug") or "{}" not in row.name:
        raise entry.fault("form, time of day, unit or name is none of its words")
    if bool(row.products) == bool(row.ingredient or row.atc) or bool(row.products) != bool(row.form):
        raise entry.fault("has products with a form, or else an ingredient or an ATC code")
    for amount, rxcui in row.products.items():
        _check_product(entry, row, amount, rxcui, agents[row.agent], codes)
    return row


def _times(entry: Entry) -> tuple[int, ...]:
    times = tuple(int(number) for number in entry.decimals("times")) or (1,)
    if any(not 1 <= number <= MOST_TIMES for number in times):
        raise entry.fault(f"{times} times a day")
    return times


def _by_amount(entry: Entry, key: str) -> Mapping[Decimal, str]:
    found: dict[Decimal, str] = {}
    values = entry.raw(key, {})
    if not isinstance(values, dict):
        raise entry.fault(f"{key} is a table of amounts")
    for amount, text in values.items():
        try:
            found[Decimal(amount)] = text
        except InvalidOperation:
            raise entry.fault(f"{amount!r} is no amount") from None
    return MappingProxyType(found)


def _step(entry: Entry) -> tuple[Decimal, OrderStep]:
    daily = entry.decimal("daily")
    step = OrderStep(
        days=entry.whole("days"),
        next_step=entry.maybe_text("next"),
        times=entry.whole("times"),
        at_once=entry.decimal("at_once"),
        amount=entry.decimal("amount"),
        then_units=entry.whole("then_units"),
        then_times=entry.whole("then_times", 1) or 1,
    )
    entry.close()
    if daily is None or daily <= 0:
        raise entry.fault("a step is of a daily dose")
    if step.then_units is not None and step.days is None:
        raise entry.fault("the first of two steps says how long it lasts")
    return daily, step


def _check_product(entry: Entry, row: OrderRow, amount: Decimal, rxcui: str, agent: Agent, codes: CodeTables) -> None:
    """The product is of this agent, in this amount and form: a wrong code would be a wrong drug."""
    drug = codes.drugs.get(Code(CodeSystem.RXNORM, rxcui))
    if drug is None or drug.tty != "SCD" or set(drug.ingredients) != set(agent.ingredients):
        raise entry.fault(f"{rxcui} is no clinical drug of {agent.id}")
    reference = agent.reference_ingredient or agent.ingredients[0]
    strength = drug.strengths[drug.ingredients.index(reference)]
    wanted = amount / MICROGRAMS if row.unit == "ug" else amount
    if strength != wanted or not drug.dose_form.lower().endswith(row.form or ""):
        raise entry.fault(f"{rxcui} is {drug.name}, not {amount} {row.unit} as {row.form}")
