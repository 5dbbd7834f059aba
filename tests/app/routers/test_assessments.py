"""The assessment as JSON: every form of a record in, the published result out."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from app.demo import REFERENCE_DAY, sample

ON = f"/assessments?asOf={REFERENCE_DAY}"


def bundle() -> bytes:
    return orjson.dumps(sample("two-failed-trials", REFERENCE_DAY).bundle)


async def test_a_bundle_is_judged_on_the_day_asked(client: httpx.AsyncClient) -> None:
    answer = await client.post(ON, content=bundle(), headers={"Content-Type": "application/fhir+json"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["asOf"] == REFERENCE_DAY.isoformat()
    assert told["failedTrials"] == 2
    assert told["resistance"]["status"] == "resistant"
    assert [trial["agents"][0]["name"] for trial in told["trials"] if trial["failed"]] == ["sertraline", "venlafaxine"]


async def test_ndjson_and_a_hook_request_give_the_same_result(
    client: httpx.AsyncClient, two_failures: dict[str, Any]
) -> None:
    lines = b"\n".join(orjson.dumps(entry) for entry in sample("two-failed-trials", REFERENCE_DAY).resources)
    as_lines = await client.post(ON, content=lines, headers={"Content-Type": "application/fhir+ndjson"})
    as_request = await client.post(ON, content=orjson.dumps(two_failures))
    as_bundle = await client.post(ON, content=bundle())
    assert as_lines.json()["trials"] == as_bundle.json()["trials"] == as_request.json()["trials"]


async def test_another_definition_decides_when_asked(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{ON}&definition=fda-esketamine", content=bundle())
    assert answer.json()["definition"] == "fda-esketamine"


async def test_cards_come_along_when_asked(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{ON}&cards=true", content=bundle())
    assert answer.json()["cards"][0]["summary"]
    assert "cards" not in (await client.post(ON, content=bundle())).json()


@pytest.mark.parametrize(
    "query", ["asOf=yesterday", "asOf=20261123", "asOf=2026-11-23&asOf=2026-11-24", "definition=mine", "cards=perhaps"]
)
async def test_a_wrong_question_is_a_400(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.post(f"/assessments?{query}", content=bundle())
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_two_patients_are_a_400(client: httpx.AsyncClient) -> None:
    one, two = (sample(name, REFERENCE_DAY).bundle["entry"] for name in ("two-failed-trials", "dose-too-low"))
    both = {"resourceType": "Bundle", "type": "collection", "entry": [*one, *two]}
    answer = await client.post(ON, content=orjson.dumps(both))
    assert answer.status_code == 400
    assert "patient" in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize("body", [b"{", b'"text"', b"12", b"null", b'{"resourceType": 7}'])
async def test_what_is_no_record_is_a_400(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post(ON, content=body)).status_code == 400


async def test_a_closed_service_asks_for_the_operators_token(serving: Callable[..., httpx.AsyncClient]) -> None:
    closed = serving(open_to_callers=False, operator_token="let me in")
    assert (await closed.post(ON, content=bundle())).status_code == 401
    wrong = await closed.post(ON, content=bundle(), headers={"Authorization": "Bearer out"})
    assert wrong.status_code == 401
    right = await closed.post(ON, content=bundle(), headers={"Authorization": "Bearer let me in"})
    assert right.status_code == 200
    basic = await closed.post(ON, content=bundle(), auth=("operator", "let me in"))
    assert basic.status_code == 200


async def test_conditions_never_sent_are_not_no_depression(client: httpx.AsyncClient) -> None:
    drugs = sample("two-failed-trials", REFERENCE_DAY).bundle["entry"]
    without = [entry for entry in drugs if entry["resource"]["resourceType"] != "Condition"]
    record = {"resourceType": "Bundle", "type": "collection", "entry": without}
    told = (await client.post(f"{ON}&cards=true", content=orjson.dumps(record))).json()
    assert told["diagnosis"]["status"] == "none"
    assert told["diagnosis"]["reason"] == "conditions-not-sent"
    assert "conditions-not-sent" in {gap["code"] for gap in told["gaps"]}
    assert not [card for card in told["cards"] if card["source"]["topic"]["code"] not in ("suicideRisk", "orderSafety")]
