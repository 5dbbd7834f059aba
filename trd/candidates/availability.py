"""What may be suggested in this country, and with which words (§6.1)."""

from trd.knowledge.types import Availability
from trd.situation import Situation

NO = "no"
WORDS = {
    "off-label": "off label here",
    "specialist": "by a specialist",
    "off-label-specialist": "off label here, by a specialist",
}


def country_of(situation: Situation) -> Availability:
    """The country's entry; one that is not known is `other` (R-C1)."""
    countries = situation.knowledge.countries
    return countries.get(situation.choices.country) or countries["other"]


def may_suggest(agent: str, situation: Situation) -> bool:
    """Not available is never suggested (R-C3)."""
    return country_of(situation).agents.get(agent, "yes") != NO


def words_for(agent: str, situation: Situation) -> str | None:
    """The remark of the country: "off label here", "by a specialist", or both."""
    remark = country_of(situation).agents.get(agent, "yes")
    return WORDS.get(remark)
