"""The request of an order hook without its hook: findings in the result, and the cards that its own hook would show."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from tests.acceptance.charts import DEPRESSION, checked, diagnosis, two_failures
from tests.acceptance.orders import draft, ordering

ON = "/assessments?asOf=2026-11-23"


def contraindicated(hook: str = "order-sign", **more: Any) -> bytes:
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    return orjson.dumps(ordering(hook, [draft("bupropion", 150)], *told, **more))


async def test_the_findings_stand_in_the_result(client: httpx.AsyncClient) -> None:
    told = (await client.post(ON, content=contraindicated())).json()
    assert told["orderFindings"][0] == {
        "check": "matrix-contraindicated",
        "level": "critical",
        "message": told["orderFindings"][0]["message"],
        "row": "S109",
        "order": "MedicationRequest/draft-bupropion",
        "evidence": told["orderFindings"][0]["evidence"],
    }
    assert told["failedTrials"] == 2, "the draft is no history"
    assert "cards" not in told


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "medication-refill", "medication-prescribe"])
async def test_the_cards_are_those_of_the_requests_own_hook(
    serving: Callable[..., httpx.AsyncClient], hook: str
) -> None:
    client = serving(demo=True, legacy_hooks=True)
    told = (await client.post(f"{ON}&cards=true", content=contraindicated(hook))).json()["cards"]
    answered = (await client.post(f"/cds-services/trd-{hook}", content=contraindicated(hook))).json()["cards"]
    assert [card["summary"] for card in told] == [card["summary"] for card in answered]
    assert told[0]["source"]["topic"]["code"] == "orderSafety"


async def test_the_request_of_another_hook_shows_the_cards_of_the_chart(
    client: httpx.AsyncClient, two_failures: dict[str, Any]
) -> None:
    told = (await client.post(f"{ON}&cards=true", content=orjson.dumps(two_failures))).json()
    assert told["orderFindings"] == []
    assert told["cards"][0]["source"]["topic"]["code"] == "summary"
