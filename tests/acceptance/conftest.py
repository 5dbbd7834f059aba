"""The whole service in this process, asked as an EHR asks it."""

from typing import Any

import httpx
import orjson
import pytest

from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from tests.acceptance.answers import Answer, Ask
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def client(knowledge: Knowledge) -> httpx.AsyncClient:
    shell = Shell(
        settings=Settings(legacy_hooks=True),
        knowledge=knowledge,
        secret=b"a secret of the tests",
        demo=True,
        open_to_callers=True,
    )
    transport = httpx.ASGITransport(create_app(shell), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """`await ask(chart(...))`: the answer of the service of the request's own hook."""

    async def asked(request: dict[str, Any]) -> Answer:
        answer = await client.post(f"/cds-services/trd-{request['hook']}", content=orjson.dumps(request))
        assert answer.status_code == 200, answer.text
        return Answer(tuple(answer.json()["cards"]))

    return asked
