"""Alive, and ready to answer."""

import httpx


async def test_a_running_process_is_alive(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "ok"}


async def test_ready_names_the_knowledge(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/health/ready")).json()
    assert answer["status"] == "ok"
    assert answer["knowledge"]
    assert answer["degraded"] == []
