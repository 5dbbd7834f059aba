"""The words of the field: ladders have an order, and every word is spelled as the contract spells it."""

from enum import StrEnum

import pytest

from trd import terms
from trd.terms import Effect, SeverityBand, Topic

LADDER = ["none", "mild", "moderate", "moderately-severe", "severe"]


def test_severity_climbs_from_none_to_severe() -> None:
    assert [band.value for band in sorted(SeverityBand, key=lambda band: band.rank)] == LADDER


@pytest.mark.parametrize("band", SeverityBand)
def test_a_band_is_at_least_itself_and_everything_milder(band: SeverityBand) -> None:
    milder = [other.value for other in SeverityBand if band.at_least(other)]
    assert milder == LADDER[: LADDER.index(band) + 1]


def test_the_worst_effect_of_a_safety_row_comes_first() -> None:
    assert [effect.value for effect in sorted(Effect, key=lambda effect: effect.rank)] == [
        "contraindicated",
        "avoid",
        "check-first",
        "dose-limit",
        "caution",
    ]


def test_topics_are_alphanumeric_since_some_ehrs_silence_cards_by_them() -> None:
    assert [topic for topic in Topic if not topic.value.isalnum()] == []


VOCABULARIES = [kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, StrEnum)]


@pytest.mark.parametrize("vocabulary", [kind for kind in VOCABULARIES if kind not in (StrEnum, Topic)])
def test_every_other_word_is_lower_case_with_hyphens(vocabulary: type[StrEnum]) -> None:
    odd = [word.value for word in vocabulary if not word.value.replace("-", "").isalnum() or not word.value.islower()]
    allowed = {"questionnaireResponses"} if vocabulary is terms.FactList else set()
    assert set(odd) - allowed == set()
