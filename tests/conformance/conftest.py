"""The whole service as an EHR meets it: every sample, every hook, a store that keeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.demo.orders import CALLS
from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.store.store import Store
from tests.app.conftest import client, knowledge, serving
from trd.knowledge.types import Knowledge

__all__ = ["client", "knowledge", "serving"]

BASE = "https://cds.example.org"
CONFIGURATION = "org.trd-cds.configuration"


def called(request: dict[str, Any]) -> dict[str, Any]:
    """The request on the day of its record, and with every card."""
    return {**request, "extension": {CONFIGURATION: {"asOf": REFERENCE_DAY.isoformat(), "maxCards": 20}}}


def requests() -> list[dict[str, Any]]:
    """Every sample patient, every call of an order hook, and the hook of 1.0."""
    found = [called(hook_request(name, REFERENCE_DAY)) for name in [*TELLS, *CALLS]]
    legacy = called(hook_request("linezolid-with-venlafaxine", REFERENCE_DAY))
    orders = {"medications": legacy["context"]["draftOrders"]}
    legacy |= {"hook": "medication-prescribe", "context": {"patientId": legacy["context"]["patientId"], **orders}}
    return [*found, legacy]


def shell_of(knowledge: Knowledge) -> Shell:
    """Every hook, a store of its own, open to callers."""
    return Shell(
        settings=Settings(base_url=BASE, legacy_hooks=True),
        knowledge=knowledge,
        secret=b"a secret of the tests",
        demo=True,
        insecure=True,
        store=Store(None, retention_days=30),
    )


@asynccontextmanager
async def running(knowledge: Knowledge) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(shell_of(knowledge))
    async with app.router.lifespan_context(app):
        yield httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://test")


@pytest.fixture
async def keeping(knowledge: Knowledge) -> AsyncIterator[httpx.AsyncClient]:
    """The service with a store of its own."""
    async with running(knowledge) as service:
        yield service


@pytest.fixture(scope="session")
def answers(knowledge: Knowledge) -> list[dict[str, Any]]:
    """What each of the requests is answered; asked once for all tests."""

    async def asked() -> list[dict[str, Any]]:
        async with running(knowledge) as service:
            found = [await service.post(f"/cds-services/trd-{sent['hook']}", json=sent) for sent in requests()]
        assert {answer.status_code for answer in found} == {200}
        return [answer.json() for answer in found]

    return asyncio.run(asked())


@pytest.fixture(scope="session")
def cards(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All cards of all answers, of every kind that there is."""
    found = [card for answer in answers for card in answer["cards"]]
    assert len(found) > 20
    return found


@pytest.fixture(scope="session")
def suggestions(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [suggestion for card in cards for suggestion in card.get("suggestions", [])]
    assert len(found) > 5
    return found
