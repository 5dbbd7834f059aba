"""What a client's entry changes in the answers to its calls, and what no entry can change."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import orjson
import pytest

from app.clients import UNNAMED, Client, Clients
from app.demo import REFERENCE_DAY, hook_request

Serving = Callable[..., httpx.AsyncClient]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PUBLIC = "https://cds.example.org"


def entry(**keys: Any) -> Clients:
    return Clients((Client.model_validate({"id": "ward", **keys}),))


async def cards(
    serving: Serving,
    name: str = "four-failed-trials",
    *,
    clients: Clients,
    asked: Mapping[str, Any] | None = None,
    changed: Callable[[dict[str, Any]], None] = lambda request: None,
    **settings: Any,
) -> list[dict[str, Any]]:
    request = hook_request(name, REFERENCE_DAY)
    changed(request)
    asked = {"asOf": REFERENCE_DAY.isoformat(), **(asked or {})}
    request["extension"] = {"org.trd-cds.configuration": asked}
    service = serving(clients=clients, insecure=True, allow_as_of=True, max_cards=20, **settings)
    answer = await service.post("/cds-services/trd-patient-view", content=orjson.dumps(request))
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


def topics(found: list[dict[str, Any]]) -> list[str]:
    return [topic["code"] if isinstance(topic := card["source"]["topic"], dict) else topic for card in found]


def about(found: list[dict[str, Any]], topic: str) -> str:
    (card,) = [card for card in found if topics([card]) == [topic]]
    return str(card["detail"])


async def test_max_cards_caps_the_answer_and_the_request_wins(serving: Serving) -> None:
    assert len(await cards(serving, clients=entry(max_cards=2))) == 2
    assert len(await cards(serving, clients=entry(max_cards=2), asked={"maxCards": 3})) == 3


async def test_a_topic_that_is_off_is_not_shown_and_the_summary_says_so(serving: Serving) -> None:
    assert "ectReferral" in topics(await cards(serving, clients=entry()))
    found = await cards(serving, clients=entry(topics_off=["ectReferral"]))
    assert "ectReferral" not in topics(found)
    assert "hidden by configuration" in about(found, "summary").lower()


async def test_what_is_not_offered_is_named_with_the_sites_own_words(serving: Serving) -> None:
    found = await cards(serving, clients=entry(not_offered=["ectReferral"], not_offered_text="Ask St Mary's."))
    assert "ectReferral" not in topics(found)
    assert "Ask St Mary's." in about(found, "summary")
    plain = await cards(serving, clients=entry(not_offered=["ectReferral"]))
    assert "Not offered here: ECT." in about(plain, "summary")
    assert "ECT" not in about(plain, "specialistReferral"), "nor is it named as also possible"


async def test_what_the_site_does_not_offer_is_not_offered_to_a_client_without_a_wish(serving: Serving) -> None:
    found = await cards(serving, clients=entry(), not_offered=frozenset({"ectReferral"}))
    assert "ectReferral" not in topics(found)


async def test_a_referral_says_where_to(serving: Serving) -> None:
    found = await cards(serving, clients=entry(referral_text="Mood clinic, 5th floor"))
    for topic in ("ectReferral", "ketamineReferral", "specialistReferral"):
        assert "- Refer to: Mood clinic, 5th floor" in about(found, topic).splitlines()
    assert "Refer to" not in about(found, "augmentation")


async def test_the_crisis_text_is_the_clients_verbatim_else_the_countrys(serving: Serving) -> None:
    name = "psychotic-and-suicidal"
    own = await cards(serving, name, clients=entry(crisis_text="Call the crisis desk, ext. 5."))
    assert "Call the crisis desk, ext. 5." in about(own, "suicideRisk")
    assert "988" not in about(own, "suicideRisk")
    assert "116 123" in about(await cards(serving, name, clients=entry(country="GB")), "suicideRisk")
    assert "988" in about(await cards(serving, name, clients=entry()), "suicideRisk")


async def test_the_country_of_the_client_beats_the_sites(serving: Serving) -> None:
    found = await cards(serving, clients=entry(country="gb"), country="US")
    assert {card["source"]["label"] for card in found} >= {"NICE NG222"}


async def test_the_definition_of_the_client_decides_and_the_request_wins(serving: Serving) -> None:
    def held(found: list[dict[str, Any]]) -> str:
        (summary,) = [card for card in found if topics([card]) == ["summary"]]
        return str(summary["extension"]["org.trd-cds.assessment"]["definition"])

    assert held(await cards(serving, clients=entry(definition="athf-sf"))) == "athf-sf"
    assert held(await cards(serving, clients=entry(definition="athf-sf"), asked={"definition": "ema"})) == "ema"


async def test_silent_shows_nothing_at_all(serving: Serving) -> None:
    assert await cards(serving, "psychotic-and-suicidal", clients=entry(silent=True)) == []


async def test_a_silent_site_is_not_made_to_speak_by_an_entry(serving: Serving) -> None:
    assert await cards(serving, clients=entry(silent=False), silent=True) == []


async def test_a_topic_is_a_bare_code_where_a_coding_chokes(serving: Serving) -> None:
    found = await cards(serving, clients=entry(topic_as_string=True))
    assert found
    assert all(isinstance(card["source"]["topic"], str) for card in found)


def in_encounter(code: str) -> Callable[[dict[str, Any]], None]:
    def change(request: dict[str, Any]) -> None:
        patient = request["context"]["patientId"]
        request["context"]["encounterId"] = "now"
        encounter = {
            "resourceType": "Encounter",
            "id": "now",
            "status": "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code},
            "subject": {"reference": f"Patient/{patient}"},
        }
        request["prefetch"]["encounters"] = {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [{"resource": encounter}],
        }

    return change


@pytest.mark.parametrize(
    ("classes", "encounter", "silent"),
    [
        pytest.param(None, "EMER", True, id="emergency by default"),
        pytest.param(None, "AMB", False, id="an office visit"),
        pytest.param(["ACUTE", "IMP"], "IMP", True, id="a ward that asked for it"),
        pytest.param(["ACUTE", "IMP"], "EMER", False, id="its own list takes the place of the default"),
        pytest.param([], "EMER", False, id="an empty list silences nowhere"),
    ],
)
async def test_in_some_encounters_treatment_is_not_spoken_of(
    serving: Serving, classes: list[str] | None, encounter: str, silent: bool
) -> None:
    given = {} if classes is None else {"silent_encounter_classes": classes}
    found = await cards(serving, clients=entry(**given), changed=in_encounter(encounter))
    assert ("ectReferral" in topics(found)) is not silent


async def test_a_risk_is_spoken_of_in_every_encounter(serving: Serving) -> None:
    found = await cards(
        serving,
        "psychotic-and-suicidal",
        clients=entry(silent_encounter_classes=["EMER"]),
        changed=in_encounter("EMER"),
    )
    assert topics(found) == ["suicideRisk"]


async def test_codes_are_the_ones_that_this_ehr_takes(serving: Serving) -> None:
    oid = "urn:oid:2.16.840.1.113883.6.88"
    found = await cards(serving, "two-failed-trials", clients=entry(code_maps={f"{RXNORM}|*": {"system": oid}}))
    resources = [
        action["resource"]
        for card in found
        for suggestion in card.get("suggestions", ())
        for action in suggestion["actions"]
        if action["resource"]["resourceType"] == "MedicationRequest"
    ]
    assert resources
    assert {resource["medicationCodeableConcept"]["coding"][0]["system"] for resource in resources} == {oid}


async def test_a_timeline_is_linked_to_only_where_it_is_registered(serving: Serving) -> None:
    smart = {"client_id": "timeline", "fhir_servers": ["https://ehr.example.org/fhir"]}

    async def linked(clients: Clients) -> bool:
        found = await cards(serving, clients=clients, base_url=PUBLIC)
        return any(link["type"] == "smart" for card in found for link in card.get("links", ()))

    assert await linked(entry(smart=smart))
    assert not await linked(entry())


async def test_an_entry_with_an_issuer_is_nobodys_who_brings_no_token(serving: Serving) -> None:
    keys = {"issuer": "https://ehr.example.org", "jwks_uri": "https://ehr.example.org/jwks.json"}
    assert await cards(serving, clients=entry(silent=True, **keys)), "a claim alone gives nobody this entry"


async def test_without_insecure_no_entry_is_used(serving: Serving) -> None:
    request = hook_request("two-failed-trials", REFERENCE_DAY)
    service = serving(clients=entry(silent=True))
    answer = await service.post("/cds-services/trd-patient-view", content=orjson.dumps(request))
    assert answer.json()["cards"]


async def test_an_assessment_is_given_by_the_same_entry(serving: Serving) -> None:
    request = hook_request("two-failed-trials", REFERENCE_DAY)
    service = serving(clients=entry(definition="athf-sf", max_cards=1), insecure=True)
    address = f"/assessments?asOf={REFERENCE_DAY}&cards=true"
    told = (await service.post(address, content=orjson.dumps(request))).json()
    assert told["definition"] == "athf-sf"
    assert len(told["cards"]) == 1


async def test_the_log_names_the_client(serving: Serving, capsys: pytest.CaptureFixture[str]) -> None:
    from app import logs

    logs.set_up("info", "json")
    await cards(serving, clients=entry())
    assert '"client": "ward"' in capsys.readouterr().err


def test_a_caller_that_no_entry_speaks_of_wishes_for_nothing() -> None:
    choices = UNNAMED.choices
    wishes = {name: getattr(choices, name) for name in choices.__slots__ if name != "id"}
    assert not any(wishes.values())


async def test_our_pages_may_be_framed_by_the_listed_ehrs_alone(serving: Serving) -> None:
    framed = serving(clients=entry(frame_ancestors=["https://ehr.example.org"]))
    policy = (await framed.get("/knowledge")).headers["content-security-policy"]
    assert "frame-ancestors https://ehr.example.org;" in policy


async def test_the_language_of_the_client_beats_the_sites_and_the_answer_says_it(serving: Serving) -> None:
    name = "psychotic-and-suicidal"
    german = await cards(serving, name, clients=entry(language="de", country="DE"))
    assert "TelefonSeelsorge 0800 1110111" in about(german, "suicideRisk")
    assert "Do now" not in about(german, "suicideRisk")
    english = await cards(serving, name, clients=entry(language="en"), language="de")
    assert "Do now: ask directly" in about(english, "suicideRisk")
    service = serving(clients=entry(language="de"), insecure=True)
    answer = await service.post("/cds-services/trd-patient-view", json=hook_request(name, REFERENCE_DAY))
    assert answer.headers["Content-Language"] == "de"


async def test_the_sites_language_holds_where_no_client_asks_for_another(serving: Serving) -> None:
    found = await cards(serving, clients=entry(), language="de")
    assert {card["source"]["topic"]["display"] for card in found} >= {"Behandlungsverlauf", "Suizidrisiko"}
    assert [reason["display"] for reason in found[0]["overrideReasons"]][-1] == "Sonstiges"
    assert [reason["code"] for reason in found[0]["overrideReasons"]][-1] == "other"


def test_a_changed_copy_answers_by_its_own_switches() -> None:
    """What was made of the old switches had stayed in the copy."""
    client = Client(id="north", language="en", silent=True)
    assert client.choices.silent
    copy = client.changed(language="de", silent=False)
    assert (copy.choices.language, copy.choices.silent) == ("de", False)
    assert (client.choices.language, client.choices.silent) == ("en", True)
