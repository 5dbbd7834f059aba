"""What a site or a caller chose: definition, country, limits, what is not offered. Never the environment."""

from dataclasses import dataclass, field

from trd.terms import Topic

COUNTRIES = frozenset({"US", "CA", "GB", "IE", "EU", "DE", "FR", "AU", "NZ", "JP", "other"})
"""Those with an entry of their own in the knowledge; `other` is offered only what may be suggested everywhere."""

EU_AND_EEA = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "GR", "HR", "HU", "IS"),
        *("IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""States without an entry of their own whose medicines are licensed together: `EU`."""


def read_country(text: str) -> str:
    """The entry that holds for a country code: its own, `EU`, or `other` (R-C1).

    Raises `ValueError` for what is no country code: a typing error must not silently change what is offered.
    """
    code = text.strip().upper()
    if code in COUNTRIES:
        return code
    if code in EU_AND_EEA:
        return "EU"
    if code == "OTHER" or (len(code) == 2 and code.isascii() and code.isalpha()):
        return "other"
    raise ValueError("is no country: two letters such as US or GB, or other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Every clinical switch of `contract.md` §5, as one value that the rules are given."""

    definition: str = "default"
    """Id of the definition that decides `adequacy`, `failed` and `resistance` (§4.1)."""
    country: str = "US"
    not_offered: frozenset[Topic] = field(default_factory=frozenset)
    """Topics that this site can't offer: ranked, then said as "not available here" (G22)."""
    topics_off: frozenset[Topic] = field(default_factory=frozenset)
    """Topics that a client or a request switched off; never `suicideRisk`, `orderSafety` (G23)."""
    minimum_age: int = 18
    join_gap_days: int = 30
    open_order_days: int = 90
    stale_order_days: int = 365
    score_fresh_days: int = 28
    score_usable_days: int = 90
    risk_fresh_days: int = 30
    count_inferred_failures: bool = False
    silent_encounter_classes: frozenset[str] = frozenset({"EMER"})
    encounter: str | None = None
    """`context.encounterId`, so that G3 and G21 look at the encounter the clinician is in."""
    mental_health_service: bool = False
    """A specialist client: drafts for augmentation in GB are allowed (N-A8)."""
