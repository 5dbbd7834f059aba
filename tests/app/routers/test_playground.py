"""/playground: in demo mode, or where the site opened it; and nowhere else."""

import json
import re
from collections.abc import Callable

import httpx
import pytest

from app.clock import today
from app.demo import TELLS
from app.demo.orders import CALLS
from app.demo.variants import VARIANTS

ADDRESSES = ("/playground", "/playground/samples/two-failed-trials")


async def test_the_page_offers_the_day_of_the_service_and_every_sample_hook_and_definition(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/playground")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page = answer.text
    assert f'id="as-of" value="{today().isoformat()}"' in page
    for name in (*TELLS, *VARIANTS, *CALLS):
        assert f'<option value="{name}">' in page
    for hook in ("patient-view", "order-select", "order-sign", "medication-refill"):
        assert f"<option>{hook}</option>" in page
    assert page.count("<option value=") > 50
    assert '<option value="athf-sf">' in page
    choices = json.loads(re.search(r'id="choices">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert choices["today"] == today().isoformat()


async def test_nothing_on_the_page_runs_inline_or_comes_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = (await client.get("/playground")).text
    assert not re.search(r"<[^>]+\son\w+=", page)
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert "<style" not in page
    for script in re.findall(r"<script[^>]*>", page):
        assert 'src="/static/' in script or 'type="application/json"' in script
    assert not re.search(r'(?:src|href)="https?:', page)


@pytest.mark.parametrize("name", ["two-failed-trials", "bupropion-with-epilepsy", "as-ndjson"])
async def test_a_sample_is_sent_as_it_would_come_today_and_is_answered(client: httpx.AsyncClient, name: str) -> None:
    sent = await client.get(f"/playground/samples/{name}")
    assert sent.status_code == 200
    assert sent.headers["cache-control"] == "no-store"
    headers = {"Content-Type": sent.headers["content-type"]}
    answer = await client.post("/assessments?cards=true", content=sent.content, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["cards"]


async def test_there_is_no_other_sample(client: httpx.AsyncClient) -> None:
    answer = await client.get("/playground/samples/nobody")
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("address", ADDRESSES)
async def test_with_the_setting_off_there_is_no_playground(
    serving: Callable[..., httpx.AsyncClient], address: str
) -> None:
    assert (await serving().get(address)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_site_may_open_it_alone(serving: Callable[..., httpx.AsyncClient], address: str) -> None:
    service = serving(playground=True)
    assert (await service.get(address)).status_code == 200
    assert (await service.get("/demo/fhir/metadata")).status_code == 404


async def test_behind_a_proxy_every_address_of_the_page_has_its_path(serving: Callable[..., httpx.AsyncClient]) -> None:
    page = (await serving(demo=True, base_url="https://cds.example.org/trd").get("/playground")).text
    assert '<html lang="en" data-root="/trd">' in page
    assert not re.search(r'(?:src|href)="/(?!trd/)', page)
