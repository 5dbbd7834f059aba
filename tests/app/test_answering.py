"""The main job, from the bytes of a hook to the cards: what the sample patients are told."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from app import logs
from app.demo import REFERENCE_DAY, TELLS, hook_request

Ask = Callable[[dict[str, Any]], Any]


def on_reference_day(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "extension": {"org.trd-cds.configuration": {"asOf": REFERENCE_DAY.isoformat(), "maxCards": 10}}}


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    async def cards(request: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await client.post("/cds-services/trd-patient-view", content=orjson.dumps(on_reference_day(request)))
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["cards"]
        return found

    return cards


def topics(cards: list[dict[str, Any]]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in cards]


async def test_the_six_samples_get_six_different_answers(ask: Ask) -> None:
    answers = [str([card["summary"] for card in await ask(hook_request(name, REFERENCE_DAY))]) for name in TELLS]
    assert len(set(answers)) == len(answers) == 6


async def test_two_failed_trials_are_named_with_doses_weeks_and_scores(ask: Ask) -> None:
    cards = await ask(hook_request("two-failed-trials", REFERENCE_DAY))
    summary = next(card for card in cards if card["source"]["topic"]["code"] == "summary")
    assert "2 adequate antidepressant trials failed" in summary["summary"]
    for told in ("Sertraline 150 mg/day", "Venlafaxine XR 225 mg/day", "PHQ-9 21 to 19", "101 days", "42 needed"):
        assert told in summary["detail"]
    assessment = summary["extension"]["org.trd-cds.assessment"]
    assert [trial["weeksAtAdequateDose"] for trial in assessment["trials"] if trial.get("failed")] == [14.4, 29.1]


async def test_epilepsy_sets_bupropion_aside_with_the_reason(ask: Ask) -> None:
    cards = await ask(hook_request("two-failed-trials", REFERENCE_DAY))
    summary = next(card for card in cards if card["source"]["topic"]["code"] == "summary")
    aside = summary["extension"]["org.trd-cds.assessment"]["setAside"]
    assert [entry for entry in aside if entry.get("agent", {}).get("name") == "bupropion" and entry["row"]]


async def test_a_dose_that_is_too_low_is_raised_first(ask: Ask) -> None:
    cards = await ask(hook_request("dose-too-low", REFERENCE_DAY))
    assert "doseOptimization" in topics(cards)
    assert not {"switch", "augmentation", "combination", "ectReferral"} & set(topics(cards))


async def test_high_risk_comes_first_and_is_critical(ask: Ask) -> None:
    cards = await ask(hook_request("psychotic-and-suicidal", REFERENCE_DAY))
    assert (topics(cards)[0], cards[0]["indicator"]) == ("suicideRisk", "critical")
    assert "ectReferral" in topics(cards)


async def test_a_cochlear_implant_sets_tms_aside(ask: Ask) -> None:
    cards = await ask(hook_request("four-failed-trials", REFERENCE_DAY))
    assert "tmsReferral" not in topics(cards)
    assert any("cochlear implant" in card["detail"] for card in cards)


async def test_remission_is_silence(ask: Ask) -> None:
    assert await ask(hook_request("getting-well", REFERENCE_DAY)) == []


async def test_medication_statements_and_conditions_alone_give_a_full_answer(ask: Ask) -> None:
    request = hook_request("two-failed-trials", REFERENCE_DAY)
    request["prefetch"] = {key: request["prefetch"][key] for key in ("conditions", "medicationStatements")}
    cards = await ask(request)
    assert "summary" in topics(cards)
    summary = next(card for card in cards if card["source"]["topic"]["code"] == "summary")
    trials = summary["extension"]["org.trd-cds.assessment"]["trials"]
    assert [trial["adequacy"] for trial in trials] == ["adequate", "adequate"]
    assert not [trial for trial in trials if trial.get("failed")], "without a score no trial has certainly failed"


async def test_no_link_leads_to_a_page_that_is_not_served(serving: Callable[..., httpx.AsyncClient]) -> None:
    public = serving(demo=True, base_url="https://cds.example.org")
    request = on_reference_day(hook_request("four-failed-trials", REFERENCE_DAY))
    cards = (await public.post("/cds-services/trd-patient-view", content=orjson.dumps(request))).json()["cards"]
    ours = {link["url"] for card in cards for link in card.get("links", []) if "cds.example.org" in link["url"]}
    missing = {
        url for url in ours if (await public.get(url.removeprefix("https://cds.example.org"))).status_code == 404
    }
    assert cards
    assert not missing


@pytest.mark.parametrize("sent", ["Alma Sample MRN 123", "AlmaSample", "x" * 100_000])
async def test_a_hook_instance_that_is_no_uuid_is_not_logged(
    ask: Ask, sent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("info", "json")
    await ask({**hook_request("getting-well", REFERENCE_DAY), "hookInstance": sent})
    told = capsys.readouterr().err
    assert '"hook_instance": null' in told
    assert sent not in told


async def test_the_keys_names_do_not_matter(ask: Ask) -> None:
    request = hook_request("two-failed-trials", REFERENCE_DAY)
    named = await ask(request)
    request["prefetch"] = {f"analyst{number}": value for number, value in enumerate(request["prefetch"].values())}
    assert topics(await ask(request)) == topics(named)
