"""Who may switch what: the request wins over the client, the client over the site, and safety over all."""

from datetime import date
from typing import Any

import pytest

from cds_hooks.configuration import ClientChoices, Configuration, Requested, configure, read_requested
from trd.choices import Choices
from trd.terms import Topic

DEFINITIONS = ("default", "athf-sf", "nice")


def merged(
    site: Configuration | None = None,
    client: ClientChoices | None = None,
    requested: Requested | None = None,
    **more: Any,
) -> Configuration:
    site, requested = site or Configuration(key_secret=b"hush"), requested or Requested()
    return configure(site, client, requested, known_definitions=DEFINITIONS, **more)


def test_without_a_client_and_without_a_wish_the_sites_choices_stand() -> None:
    site = Configuration(
        key_secret=b"hush", max_cards=2, crisis_text="Call 1.", choices=Choices(country="GB"), silent=True
    )
    assert merged(site) == site


def test_the_client_wins_over_the_site() -> None:
    site = Configuration(
        key_secret=b"hush", max_cards=4, crisis_text="Site.", referral_text="Site.", choices=Choices(country="US")
    )
    client = ClientChoices(
        id="north",
        max_cards=3,
        crisis_text="North.",
        definition="nice",
        country="GB",
        silent=True,
        topic_as_string=True,
        smart=True,
        not_offered=frozenset({Topic.TMS_REFERRAL}),
        topics_off=frozenset({Topic.PSYCHOTHERAPY}),
        silent_encounter_classes=frozenset(),
        filter_repeated=True,
        code_maps={"a|1": {"system": "b"}},
    )
    found = merged(site, client)
    assert (found.client, found.max_cards, found.silent) == ("north", 3, True)
    assert (found.crisis_text, found.referral_text) == ("North.", "Site.")
    assert (found.choices.definition, found.choices.country) == ("nice", "GB")
    assert found.choices.not_offered == {Topic.TMS_REFERRAL}
    assert found.choices.topics_off == {Topic.PSYCHOTHERAPY}
    assert found.choices.silent_encounter_classes == frozenset()
    assert found.topic_as_string
    assert found.smart_link
    assert found.filter_repeated
    assert found.code_maps == {"a|1": {"system": "b"}}


def test_the_request_wins_over_the_client() -> None:
    client = ClientChoices(id="north", max_cards=3, definition="nice", topics_off=frozenset({Topic.SWITCH}))
    requested = Requested(
        max_cards=1,
        definition="athf-sf",
        topics={Topic.SWITCH: True, Topic.PSYCHOTHERAPY: False},
        filter_repeated=True,
    )
    found = merged(client=client, requested=requested)
    assert found.max_cards == 1
    assert found.choices.definition == "athf-sf"
    assert found.choices.topics_off == {Topic.PSYCHOTHERAPY}
    assert found.filter_repeated


@pytest.mark.parametrize("topic", [Topic.SUICIDE_RISK, Topic.ORDER_SAFETY])
def test_neither_client_nor_request_switches_safety_off(topic: Topic) -> None:
    client = ClientChoices(id="north", topics_off=frozenset({topic}), not_offered=frozenset({topic}))
    found = merged(client=client, requested=Requested(topics={topic: False}))
    assert topic not in found.choices.topics_off
    assert topic not in found.choices.not_offered


def test_a_client_cannot_unsilence_a_silent_site() -> None:
    assert merged(Configuration(key_secret=b"hush", silent=True), ClientChoices(id="north", silent=False)).silent


def test_an_unknown_definition_is_ignored() -> None:
    assert merged(requested=Requested(definition="nobody")).choices.definition == "default"


def test_another_day_counts_only_where_it_is_allowed() -> None:
    asked = Requested(as_of=date(2026, 11, 23))
    assert merged(requested=asked).as_of is None
    assert merged(requested=asked, as_of_allowed=True).as_of == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ([], "org.trd-cds.configuration is no object"),
        ({"maxCards": "3"}, "maxCards is ignored"),
        ({"maxCards": True}, "maxCards is ignored"),
        ({"maxCards": -1}, "maxCards is ignored"),
        ({"maxCards": 2.5}, "maxCards is ignored"),
        ({"topics": ["switch"]}, "topics is ignored"),
        ({"topics": {"surgery": False}}, "an unknown topic is ignored"),
        ({"topics": {"switch": "no"}}, "an unknown topic is ignored"),
        ({"topics": {"suicideRisk": False}}, "suicideRisk is never switched off"),
        ({"topics": {"orderSafety": False}}, "orderSafety is never switched off"),
        ({"definition": 7}, "definition is ignored"),
        ({"filterRepeated": "yes"}, "filterRepeated is ignored"),
        ({"asOf": "soon"}, "asOf is ignored"),
        ({"asOf": 20261123}, "asOf is ignored"),
    ],
)
def test_a_wish_that_cannot_be_read_is_ignored_and_noted(given: Any, note: str) -> None:
    notes: list[str] = []
    assert read_requested({"org.trd-cds.configuration": given}, notes) == Requested()
    assert notes == [note]


def test_the_secret_shows_in_no_print() -> None:
    assert "hush" not in repr(Configuration(key_secret=b"hush"))


def test_there_is_no_configuration_without_a_site_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        Configuration(key_secret=b"")
