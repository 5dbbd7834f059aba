"""The shape of what draft orders are made of: products and first steps (§5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStep:
    """What holds for one daily dose of an agent."""

    days: int | None = None
    """Length of a first step that ends."""
    next_step: str | None = None
    """The next step, told and never ordered: "5 mg once daily (new prescription)"."""
    times: int | None = None
    at_once: Decimal | None = None
    """The amount at once, where the figure of the strategy is no daily dose."""
    amount: Decimal | None = None
    """The product of this amount, where another would be fewer units."""
    then_units: int | None = None
    """The second step in the same order (R-F14)."""
    then_times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """The products of one agent, and how they are taken."""

    agent: str
    name: str
    """"Sertraline {} mg oral tablet"."""
    form: str | None
    """`tablet`, `capsule`; None: no product, an ingredient or an ATC code is sent."""
    unit: str
    """`mg` or `ug`."""
    times: tuple[int, ...]
    """Times a day, tried in this order."""
    when: str | None
    """`morning`, `evening`, `night`: of what is taken once daily."""
    food: bool
    products: Mapping[Decimal, str]
    """Amount in one unit -> RxCUI of the clinical drug."""
    words: Mapping[Decimal, str] = field(default_factory=dict)
    """How a dose of a fixed combination is printed."""
    steps: Mapping[Decimal, OrderStep] = field(default_factory=dict)
    ingredient: str | None = None
    """RxCUI of the ingredient, where no product is sent (R-F17)."""
    atc: str | None = None
