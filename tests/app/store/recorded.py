"""A decision record in one line."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.store.records import CardRecord, DecisionRecord, milliseconds

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def card(key: str = "k1", topic: str = "switch", indicator: str = "info", uuid: str | None = None) -> CardRecord:
    return CardRecord(key=key, topic=topic, indicator=indicator, uuid=uuid)


def record(*cards: CardRecord, at: datetime = AT, **changed: Any) -> DecisionRecord:
    values: dict[str, Any] = {
        "id": str(uuid4()),
        "at": milliseconds(at),
        "service": "trd-order-select",
        "hook": "order-select",
        "client": "north",
        "hook_instance": None,
        "patient_key": "p" * 32,
        "user_key": "u" * 32,
        "encounter_key": None,
        "as_of": "2026-11-23",
        "input_digest": "d" * 64,
        "knowledge_version": "2026.11",
        "knowledge_hash": "h" * 64,
        "package_version": "0.1.0",
        "code_hash": "c" * 64,
        "settings": {"definition": "default"},
        "silent_because": None,
        "shown": True,
        "duration_ms": 3.25,
        "cards": cards,
    }
    return DecisionRecord(**{**values, **changed})
