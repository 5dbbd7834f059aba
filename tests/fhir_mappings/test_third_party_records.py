"""Records that nobody of this project wrote: read whole, nothing lost in silence, never a failure."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fhir_mappings.codings import codes_of, codings_of, words_of
from fhir_mappings.condition_status import entered_in_error, verification
from fhir_mappings.conditions import is_unreadable, read_condition
from fhir_mappings.history import read_history
from fhir_mappings.observations import read_observation
from fhir_mappings.reading.clinical_resources import Condition, Observation
from fhir_mappings.reading.messages import UnreadableMessage
from fhir_mappings.reading.reader import read_any
from fhir_mappings.reading.resources import Resources
from tests.fhir_mappings.records import KNOWLEDGE, WORDS
from trd.codes import Code, CodeSystem
from trd.history import Gap, ItemAnswer, Score
from trd.terms import Verification

LISTED = Path(__file__).with_name("none_of_our_business.toml")


def records(folder: Path) -> Iterator[tuple[str, Resources]]:
    """Every file that holds FHIR; a search that found nothing but a warning holds none."""
    for path in sorted(folder.rglob("*.*json")):
        try:
            yield path.relative_to(folder).as_posix(), read_any(path.read_bytes())
        except UnreadableMessage:
            continue


@pytest.fixture(scope="module")
def everything(third_party_data: Path) -> list[tuple[str, Resources]]:
    found = list(records(third_party_data))
    assert len(found) > 100, f"few records in {third_party_data}"
    return found


def test_every_record_becomes_a_history(everything: list[tuple[str, Resources]]) -> None:
    for name, resources in everything:
        history = read_history(resources, KNOWLEDGE)
        again = read_history(resources, KNOWLEDGE)
        assert history == again, name


def test_every_condition_is_used_or_told_or_was_looked_at(everything: list[tuple[str, Resources]]) -> None:
    groups = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    reviewed = {word for group in groups.values() for word in group["words"]}
    unknown = set()
    for name, resources in everything:
        for condition in resources.of(Condition):
            if entered_in_error(condition.verification_status):
                continue
            if verification(condition.verification_status) is Verification.REFUTED:
                continue
            if is_unreadable(condition) or read_condition(condition, WORDS):
                continue
            told = [f"{coding.system}|{coding.code}" for coding in codings_of(condition.code)]
            if not reviewed.intersection([*words_of(condition.code)[:1], *told]):
                unknown.add((name, words_of(condition.code)[:1], *told))
    assert not unknown, "look at each, then list it with its reason in none_of_our_business.toml"


def test_the_reviewed_list_gives_a_reason_for_each_group() -> None:
    groups = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    assert all(len(group["why"]) > 20 and group["words"] for group in groups.values())


def test_every_total_of_a_phq9_becomes_a_score_or_a_gap(everything: list[tuple[str, Resources]]) -> None:
    found = 0
    for name, resources in everything:
        for observation in resources.of(Observation):
            if Code(CodeSystem.LOINC, "44261-6") not in codes_of(observation.code) or observation.status != "final":
                continue
            facts = read_observation(observation, WORDS)
            assert any(isinstance(fact, Score | Gap) for fact in facts), name
            found += 1
    assert found > 10


def test_every_answered_suicide_item_becomes_an_answer_or_a_gap(everything: list[tuple[str, Resources]]) -> None:
    for name, resources in everything:
        for observation in resources.of(Observation):
            if Code(CodeSystem.LOINC, "44260-8") in codes_of(observation.code) and observation.status == "final":
                facts = read_observation(observation, WORDS)
                assert any(isinstance(fact, ItemAnswer | Gap) for fact in facts), name
