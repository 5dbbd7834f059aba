"""A worker that is full says so at once, in the contract's order, counted, and never to health or metrics."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest
import respx

from app.clients import Client, Clients
from app.demo import REFERENCE_DAY, hook_request
from app.outcomes import Busy
from app.places import Places
from tests.app.metrics.conftest import Counted, counted
from tests.app.security.signing import BASE, CALL, ISSUER, KEYS_AT, bearer, claims, key_set, signed

__all__ = ["counted"]  # a fixture

Serving = Callable[..., httpx.AsyncClient]
HOOK = orjson.dumps(hook_request("two-failed-trials", REFERENCE_DAY))
FEEDBACK = orjson.dumps({"feedback": [{"card": "c", "outcome": "accepted"}]})


class Held:
    """Calls whose body has not come yet: each holds a place until `let_go`."""

    def __init__(self, service: httpx.AsyncClient) -> None:
        self.service = service
        self.gate = asyncio.Event()
        self.tasks: list[asyncio.Task[httpx.Response]] = []

    async def call(self, **sent: Any) -> None:
        begun = asyncio.Event()

        async def body() -> AsyncIterator[bytes]:
            begun.set()
            await self.gate.wait()
            yield HOOK

        self.tasks.append(asyncio.create_task(self.service.post(CALL, content=body(), **sent)))
        await begun.wait()

    async def let_go(self) -> list[int]:
        self.gate.set()
        return [answer.status_code for answer in await asyncio.gather(*self.tasks)]


@asynccontextmanager
async def full(service: httpx.AsyncClient, number: int = 1, **sent: Any) -> AsyncIterator[Held]:
    held = Held(service)
    for _ in range(number):
        await held.call(**sent)
    try:
        yield held
    finally:
        assert set(await held.let_go()) <= {200}


@pytest.mark.parametrize(
    ("path", "body"),
    [(CALL, HOOK), (CALL + "/feedback", FEEDBACK), ("/assessments", HOOK)],
    ids=["hook", "feedback", "/"],
)
async def test_one_call_too_many_is_told_at_once_when_to_come_again(serving: Serving, path: str, body: bytes) -> None:
    service = serving(max_calls=2)
    async with full(service, 2):
        answer = await asyncio.wait_for(service.post(path, content=body), 5)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0]["code"] == "throttled"


async def test_as_many_as_there_are_places_are_answered_and_then_there_is_room_again(serving: Serving) -> None:
    service = serving(max_calls=2)
    async with full(service):
        assert (await service.post(CALL, content=HOOK)).status_code == 200
    async with full(service, 2):
        assert (await service.post(CALL, content=HOOK)).status_code == 503
    assert (await service.post(CALL, content=HOOK)).status_code == 200


async def test_a_call_that_fails_gives_its_place_back(serving: Serving) -> None:
    service = serving(max_calls=1)
    assert [(await service.post(CALL, content=b"{}")).status_code for _ in range(3)] == [400, 400, 400]
    assert (await service.post(CALL, content=HOOK)).status_code == 200


async def test_a_full_worker_is_alive_and_tells_its_numbers(serving: Serving, counted: Counted) -> None:
    service = serving(max_calls=1, operator_token="let me in")
    async with full(service):
        assert (await service.post(CALL, content=HOOK)).status_code == 503
        for path in ("/health/live", "/health/ready", "/cds-services", "/knowledge"):
            assert (await service.get(path)).status_code == 200, path
        page = await service.get("/metrics", headers={"Authorization": "Bearer let me in"})
        assert page.status_code == 200
        assert "trd_calls_in_work 1.0" in page.text
    assert counted("trd_calls_refused_total", client="unnamed") == 1
    assert (
        "trd_calls_in_work 0.0" in (await service.get("/metrics", headers={"Authorization": "Bearer let me in"})).text
    )


def two_clients(serving: Serving, **settings: Any) -> httpx.AsyncClient:
    north = Client(id="north", issuer=ISSUER, jwks_uri=KEYS_AT)
    south = Client(id="south", issuer="https://south.example.org", jwks_uri=KEYS_AT)
    return serving(clients=Clients((north, south)), base_url=BASE, **settings)


@pytest.fixture(autouse=True)
def keys_at() -> Iterator[None]:
    with respx.mock(assert_all_called=False) as router:
        router.get(KEYS_AT).respond(json=key_set())
        yield


async def test_401_404_and_405_come_before_a_place_and_413_after_it(serving: Serving) -> None:
    service = two_clients(serving, max_calls=1, max_body_mb=1)
    large = b" " * (2 << 20)
    async with full(service, headers=bearer(signed(claims()))):
        assert (await service.get(CALL)).status_code == 405
        assert (await service.post("/cds-services/none", content=HOOK)).status_code == 404
        assert (await service.post(CALL, content=HOOK)).status_code == 401
        assert (await service.post(CALL, content=large, headers=bearer(signed(claims())))).status_code == 503
    assert (await service.post(CALL, content=large, headers=bearer(signed(claims())))).status_code == 413


async def test_429_comes_before_a_place(serving: Serving) -> None:
    service = serving(max_calls=1, rate_limit=1)
    async with full(service):
        assert (await service.post(CALL, content=HOOK)).status_code == 429


async def test_one_hospital_leaves_a_quarter_of_the_places_to_the_others(serving: Serving) -> None:
    service = two_clients(serving, max_calls=4)
    async with full(service, 0) as held:
        for _ in range(3):
            await held.call(headers=bearer(signed(claims())))
        assert (await service.post(CALL, content=HOOK, headers=bearer(signed(claims())))).status_code == 503
        other = signed(claims(iss="https://south.example.org"))
        assert (await service.post(CALL, content=HOOK, headers=bearer(other))).status_code == 200


def test_places_are_counted_by_client_and_together() -> None:
    places = Places()
    with places.one("north", most=3, of_one=2), places.one("north", most=3, of_one=2):
        with pytest.raises(Busy), places.one("north", most=3, of_one=2):
            pass
        with places.one("south", most=3, of_one=2), pytest.raises(Busy), places.one("east", most=3, of_one=2):
            pass
    assert places.taken == 0
