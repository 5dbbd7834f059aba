"""Was it a fair trial? Dose, duration and adherence, by a named definition (§4.2)."""

from trd.adequacy.rating import AdequacyRating, TrialFacts, facts_of, rate, rate_facts

__all__ = ["AdequacyRating", "TrialFacts", "facts_of", "rate", "rate_facts"]
