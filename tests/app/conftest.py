"""The whole service in this process, over its real knowledge."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from app.clients import Clients
from app.demo import hook_request
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge

DAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def serving(knowledge: Knowledge) -> Callable[..., httpx.AsyncClient]:
    """`serving(max_cards=2, demo=True)`: a client of the service under these settings."""

    def serve(
        *,
        demo: bool = False,
        open_to_callers: bool = True,
        clients: Clients | None = None,
        insecure: bool = False,
        **settings: Any,
    ) -> httpx.AsyncClient:
        shell = Shell(
            settings=Settings(**settings),
            knowledge=knowledge,
            secret=b"a secret of the tests",
            demo=demo,
            open_to_callers=open_to_callers,
            clients=clients or Clients(),
            insecure=insecure or demo,
        )
        transport = httpx.ASGITransport(create_app(shell), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test")

    return serve


@pytest.fixture
def client(serving: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    return serving(demo=True)


@pytest.fixture
def two_failures() -> dict[str, Any]:
    """The hook request of a patient with two failed trials, as of the reference day."""
    request = hook_request("two-failed-trials", DAY)
    request["extension"] = {"org.trd-cds.configuration": {"asOf": DAY.isoformat()}}
    return request
