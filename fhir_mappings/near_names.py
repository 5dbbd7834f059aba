"""Names that are nearly a drug's name, or none at all: what may be an antidepressant is said, never silence (R-E0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fhir_mappings.dosage.spelling import one_slip
from trd.knowledge.names import fold_drug_name
from trd.knowledge.types import Knowledge

_SHORTEST = 7
"""Shorter words have too many neighbours."""
_EMPTY_WORDS = (
    "a an the medication medications medicine medicinal drug product products item other others unknown"
    " unspecified not none listed listing found entered free text freetext see list order orders comment comments"
    " note notes instructions instruction misc miscellaneous non formulary nonformulary patient supplied own home"
    " outside external historical custom placeholder of and to in per na n ndc rxnorm code no name tab tabs tablet"
    " tablets cap caps capsule capsules oral po mg mcg ml patch solution pill pills prescription"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


def is_empty_name(text: str) -> bool:
    """ "Medication, not listed", "00093-7198-56": words stand there, and no drug is named."""
    return all(word in _EMPTY or not word.isalpha() for word in fold_drug_name(text).split())


@dataclass(frozen=True, slots=True)
class NearNames:
    """Names of the agents by their first letter."""

    _by_letter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, knowledge: Knowledge) -> "NearNames":
        ours = {part for agent in knowledge.agents.values() for part in agent.ingredients}
        found: dict[str, list[str]] = {}
        for name, ingredients in sorted(knowledge.codes.drug_names.items()):
            if name.isalpha() and len(name) >= _SHORTEST and not ours.isdisjoint(ingredients):
                found.setdefault(name[0], []).append(name)
        return cls({letter: tuple(names) for letter, names in found.items()})

    def holds(self, text: str) -> bool:
        """Is a word of the text a single slip away from an agent's name ("sertaline", "fluoxitine")?"""
        words = (word for word in fold_drug_name(text).split() if len(word) >= _SHORTEST)
        return any(one_slip(word, name) for word in words for name in self._by_letter.get(word[0], ()))
