"""A closed service with one client, and the address of that client's keys."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import orjson
import pytest
import respx

from app.clients import Client, Clients
from app.demo import REFERENCE_DAY, hook_request
from tests.app.security.signing import BASE, CALL, ISSUER, KEYS_AT, bearer, key_set


@pytest.fixture
def keys_at() -> Iterator[respx.Route]:
    """The EHR's key set, and how often it was asked for."""
    with respx.mock(assert_all_called=False) as router:
        yield router.get(KEYS_AT).respond(json=key_set())


@pytest.fixture
def closed(serving: Callable[..., httpx.AsyncClient], keys_at: respx.Route) -> Callable[..., httpx.AsyncClient]:
    """`closed(tenants=["a"])`: a service that lets in one client, whose entry holds these keys too."""

    def serve(*, settings: dict[str, Any] | None = None, insecure: bool = False, **entry: Any) -> httpx.AsyncClient:
        north = Client.model_validate({"id": "north", "issuer": ISSUER, "jwks_uri": KEYS_AT, **entry})
        given = {"base_url": BASE, **(settings or {})}
        return serving(clients=Clients((north,)), insecure=insecure, open_to_callers=True, **given)

    return serve


@pytest.fixture
def call(closed: Callable[..., httpx.AsyncClient]) -> Callable[..., Any]:
    """`await call(token)`: the answer to one hook."""

    async def called(
        token: str, service: httpx.AsyncClient | None = None, path: str = CALL, **entry: Any
    ) -> httpx.Response:
        body = orjson.dumps(hook_request("two-failed-trials", REFERENCE_DAY))
        return await (service or closed(**entry)).post(path, content=body, headers=bearer(token))

    return called
