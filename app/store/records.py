"""A decision record: what one call answered, by which knowledge, code and settings; no drug, score or name."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.tables import CARDS, DECISIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRecord:
    """One card of an answer; without a uuid it was computed and not shown, or it is a finding on another card."""

    key: str
    topic: str
    indicator: str = ""
    uuid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """One call."""

    id: str
    at: int
    service: str
    hook: str
    client: str
    hook_instance: str | None
    patient_key: str
    user_key: str | None
    encounter_key: str | None
    as_of: str
    input_digest: str
    knowledge_version: str
    knowledge_hash: str
    package_version: str
    code_hash: str
    settings: Mapping[str, Any]
    silent_because: str | None
    shown: bool
    """False in silent mode: the cards were computed, and nobody saw them."""
    duration_ms: float
    cards: tuple[CardRecord, ...] = ()


def milliseconds(at: datetime) -> int:
    """An instant as the tables hold it."""
    return int(at.timestamp() * 1000)


async def write_records(connection: AsyncConnection, records: Sequence[DecisionRecord], *, again: bool = False) -> None:
    """Write a batch of records and their cards.

    `again`: an earlier attempt failed, perhaps only after its commit (the answer of the database was lost); what is
    there is passed over, or the batch would fail for ever.
    """
    decisions, cards = [], []
    known = await _known(connection, records) if again else set()
    for record in records:
        if record.id in known:
            continue
        row = asdict(record)
        for place, card in enumerate(row.pop("cards")):
            cards.append({**card, "decision": record.id, "place": place})
        decisions.append({**row, "settings": dict(record.settings)})
    if decisions:
        await connection.execute(insert(DECISIONS), decisions)
    if cards:
        await connection.execute(insert(CARDS), cards)


async def _known(connection: AsyncConnection, records: Sequence[DecisionRecord]) -> set[str]:
    wanted = select(DECISIONS.c.id).where(DECISIONS.c.id.in_([record.id for record in records]))
    return {str(found) for found in await connection.scalars(wanted)}


async def find_by_input(connection: AsyncConnection, input_digest: str) -> DecisionRecord | None:
    """The newest record of a call with this very input."""
    wanted = select(DECISIONS).where(DECISIONS.c.input_digest == input_digest).order_by(DECISIONS.c.at.desc()).limit(1)
    row = (await connection.execute(wanted)).mappings().first()
    if row is None:
        return None
    cards = select(CARDS).where(CARDS.c.decision == row["id"]).order_by(CARDS.c.place)
    found = (await connection.execute(cards)).mappings().all()
    names = ("key", "topic", "indicator", "uuid")
    return DecisionRecord(**row, cards=tuple(CardRecord(**{name: card[name] for name in names}) for card in found))
