"""Alive, and ready to answer."""

import httpx
import pytest


async def test_a_running_process_is_alive(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/cds-services"])
async def test_a_load_balancer_may_ask_by_head(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


async def test_ready_names_the_knowledge(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/health/ready")).json()
    assert answer["status"] == "ok"
    assert answer["knowledge"]
    assert answer["degraded"] == []
