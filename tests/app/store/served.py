"""The running service and its store, and the calls that its tests make."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import orjson
from sqlalchemy import select

from app.store.store import Store
from tests.acceptance.charts import DEPRESSION, Told, checked, diagnosis, phq9, takes, two_failures
from tests.acceptance.orders import draft, ordering

FEEDBACK_OF_SIGN = "/cds-services/trd-order-sign/feedback"


EARLY: Told = [
    *takes("sertraline", 50, "2026-11-04"),
    *phq9(20, "2026-11-03"),
    *phq9(14, "2026-11-23", thoughts_of_death=0),
]


class Served:
    """The running service and its store."""

    def __init__(self, http: httpx.AsyncClient, store: Store) -> None:
        self.http = http
        self.store = store

    async def ask(self, request: dict[str, Any], **context: Any) -> list[dict[str, Any]]:
        request["context"] |= context
        answer = await self.http.post(f"/cds-services/trd-{request['hook']}", content=orjson.dumps(request))
        assert answer.status_code == 200, answer.text
        await self.written()
        cards: list[dict[str, Any]] = answer.json()["cards"]
        return cards

    async def written(self) -> None:
        for _ in range(200):
            if not self.store.writer.waiting or self.store.degraded:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the record was not written")

    async def say(self, card: dict[str, Any], outcome: str, reason: str | None = None) -> None:
        entry: dict[str, Any] = {"card": card["uuid"], "outcome": outcome}
        if reason:
            entry["overrideReason"] = {"reason": {"code": reason, "system": "x"}}
        answer = await self.http.post(FEEDBACK_OF_SIGN, json={"feedback": [entry]})
        assert (answer.status_code, answer.content) == (200, b"{}")

    async def ready(self) -> dict[str, Any]:
        told: dict[str, Any] = (await self.http.get("/health/ready")).json()
        return told

    async def rows(self, table: Any) -> list[dict[str, Any]]:
        async with (await self.store.database()).reading() as connection:
            return [dict(row) for row in (await connection.execute(select(table))).mappings()]


Serving = Callable[..., AbstractAsyncContextManager[Served]]


def early(hook: str, **asks: Any) -> dict[str, Any]:
    """N55: a change that comes too early, two quiet findings."""
    orders = [draft("mirtazapine", 15), draft("sertraline", 50, status="stopped")]
    return dict(ordering(hook, orders, DEPRESSION, EARLY, checked(), **asks))


def seizures(hook: str, **asks: Any) -> dict[str, Any]:
    """N53 f: bupropion with epilepsy, critical."""
    told = (DEPRESSION, two_failures(), diagnosis("epilepsy"), checked())
    return dict(ordering(hook, [draft("bupropion", 150)], *told, **asks))


def topics(cards: list[dict[str, Any]]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in cards]
