"""POST /cards: a response in, the page that an EHR would show out; only beside the playground."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.clients import Client, Clients
from app.routers.cards import MOST_BYTES

PUBLIC = "https://cds.example.org"
NORTH = Clients((Client(id="north", issuer="https://ehr.example.org", jwks_uri="https://ehr.example.org/jwks.json"),))
HOSTILE = {
    "cards": [
        {
            "summary": "<script>alert(1)</script>",
            "detail": "<img src=x onerror=alert(1)>",
            "indicator": "info",
            "source": {"label": "<b>x</b>"},
            "suggestions": [
                {
                    "label": '"><script>alert(2)</script>',
                    "uuid": '"><i>',
                    "actions": [
                        {
                            "type": "create",
                            "description": "<u>x</u>",
                            "resource": {"resourceType": "<i>", "note": "</pre><script>"},
                        }
                    ],
                }
            ],
            "selectionBehavior": "any",
            "overrideReasons": [{"code": "</option>", "display": "</select><script>"}],
        }
    ]
}


async def test_a_response_is_drawn_with_what_can_be_done_about_it(
    client: httpx.AsyncClient, two_failures: dict[str, Any]
) -> None:
    told = (await client.post("/cds-services/trd-patient-view", json=two_failures)).json()
    answer = await client.post("/cards", json=told)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    page = answer.text
    assert page.count('<article class="card') == len(told["cards"]) == 4
    suggestions = [suggestion for card in told["cards"] for suggestion in card.get("suggestions", [])]
    for suggestion in suggestions:
        assert f'data-suggestion="{suggestion["uuid"]}"' in page
    for card in told["cards"]:
        assert f'class="dismiss" data-card="{card["uuid"]}"' in page
    assert "Fault" not in page


async def test_markup_of_a_foreign_card_is_text(client: httpx.AsyncClient) -> None:
    page = (await client.post("/cards", json=HOSTILE)).text
    section = page[page.index('<section id="cards"') : page.index("</section>")]
    for markup in ("<script", "<img", "<b>", "<u>", "<i>"):
        assert markup not in section
    assert section.count("<pre") == section.count("</pre>")
    assert section.count("<select") == section.count("</select>") == 1


async def test_no_card_is_told_as_what_it_is(client: httpx.AsyncClient) -> None:
    page = (await client.post("/cards", json={"cards": []})).text
    assert "The service has nothing to say." in page


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("{", "The response is no JSON."), ("[]", "A CDS Hooks response is an object with a list of cards.")],
)
async def test_what_can_not_be_drawn_is_an_operation_outcome(
    client: httpx.AsyncClient, body: str, sentence: str
) -> None:
    answer = await client.post("/cards", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0]["diagnostics"] == sentence


async def test_what_is_too_large_or_no_json_by_its_type_is_refused(client: httpx.AsyncClient) -> None:
    large = await client.post("/cards", content=b" " * (MOST_BYTES + 1), headers={"Content-Type": "application/json"})
    assert large.status_code == 413
    assert (await client.post("/cards", content="{}", headers={"Content-Type": "text/plain"})).status_code == 415


async def test_without_demo_and_playground_there_is_no_such_address(serving: Callable[..., httpx.AsyncClient]) -> None:
    assert (await serving().post("/cards", json={"cards": []})).status_code == 404


async def test_with_the_playground_in_production_it_is_open_to_the_same_callers_as_the_assessment(
    serving: Callable[..., httpx.AsyncClient],
) -> None:
    service = serving(playground=True, clients=NORTH, base_url=PUBLIC, operator_token="operator")
    assert (await service.post("/cards", json={"cards": []})).status_code == 401
    named = await service.post("/cards", json={"cards": []}, headers={"Authorization": "Bearer operator"})
    assert named.status_code == 200
