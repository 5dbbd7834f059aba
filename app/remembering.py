"""What a call asks the store (what was said before) and leaves in it (the decision record), by pseudonyms alone."""

import hmac
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import zip_longest
from typing import Any

from app.pseudonyms import pseudonym
from app.store.records import CardRecord, DecisionRecord, milliseconds
from app.store.store import Store
from app.versions import package_version
from cds_hooks.configuration import Configuration
from cds_hooks.repeats import find_repeats
from cds_hooks.requests import HookRequest
from cds_hooks.service import Answer
from trd.knowledge.types import Knowledge

FETCHED = "fetched"
"""Among the settings of a record: the prefetch keys that came from the FHIR server."""
JUDGING = ("cds_hooks", "fhir_mappings", "trd")
"""The packages that decide an answer."""


def digest_of_input(secret: bytes, body: bytes) -> str:
    """What tells whether two requests are the same, and nothing of what they hold."""
    return hmac.new(secret, body, sha256).hexdigest()


async def recall(
    store: Store | None, request: HookRequest, configuration: Configuration, *, client: str, at: datetime
) -> Configuration:
    """The configuration with what need not be said again; only where the filter of repeats is on."""
    if store is None or not configuration.filter_repeated:
        return configuration
    secret = configuration.key_secret
    said = await store.said_before(pseudonym(secret, "patient", client, request.patient_id), at=at)
    repeats = find_repeats(
        said,
        hook=request.hook,
        user=_of(secret, "user", client, request.user_id),
        encounter=_of(secret, "encounter", client, request.encounter_id),
        now=at,
    )
    return replace(configuration, silenced_keys=repeats.silenced, overridden_on=repeats.overridden)


def record_of(
    request: HookRequest,
    answer: Answer,
    configuration: Configuration,
    knowledge: Knowledge,
    *,
    client: str,
    body: bytes,
    at: datetime,
    started: float,
    fetched: Iterable[str] = (),
) -> DecisionRecord:
    """The record of one call: ids, codes, times, pseudonyms; `fetched` are keys whose data the body does not hold."""
    secret = configuration.key_secret
    return DecisionRecord(
        id=str(uuid.uuid4()),
        at=milliseconds(at),
        service=request.service_id,
        hook=request.hook,
        client=client,
        hook_instance=_uuid(request.hook_instance),
        patient_key=pseudonym(secret, "patient", client, request.patient_id),
        user_key=_of(secret, "user", client, request.user_id),
        encounter_key=_of(secret, "encounter", client, request.encounter_id),
        as_of=answer.as_of.isoformat(),
        input_digest=digest_of_input(secret, body),
        knowledge_version=knowledge.version,
        knowledge_hash=knowledge.hash,
        package_version=package_version(),
        code_hash=code_hash(),
        settings={**settings_of(configuration), FETCHED: sorted(fetched)},
        silent_because=answer.silent_because,
        shown=not configuration.silent,
        duration_ms=round((time.perf_counter() - started) * 1000, 2),
        cards=tuple(_cards(answer)),
    )


def _cards(answer: Answer) -> Iterable[CardRecord]:
    shown = (card.uuid for card in answer.cards)
    for key, topic, indicator, shown_as in zip_longest(answer.keys, answer.topics, answer.indicators, shown):
        yield CardRecord(key=key, topic=topic, indicator=indicator, uuid=shown_as)
    for key in answer.finding_keys:
        yield CardRecord(key=key, topic="orderSafety")


OF_THE_ANSWER = ("language", "max_cards", "silent", "filter_repeated", "fhir_version")
"""Beside the clinical choices, what an answer is made again with."""


def settings_of(configuration: Configuration) -> Mapping[str, Any]:
    """What was switched, as plain values; no secret, no text of the site."""
    choices = configuration.choices
    named = {name: getattr(choices, name) for name in choices.__dataclass_fields__ if name != "encounter"}
    named |= {name: getattr(configuration, name) for name in OF_THE_ANSWER}
    named["silenced_keys"] = configuration.silenced_keys
    return {name: _plain(value) for name, value in named.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


@cache
def code_hash() -> str:
    """A digest of the code and words that decide an answer: two packages of one version need not be the same.

    The clinical knowledge has a digest of its own.
    """
    digest = sha256()
    for package in JUDGING:
        for name, path in sorted(_sources(files(package), package)):
            digest.update(f"{name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterable[tuple[str, Traversable]]:
    for path in folder.iterdir():
        inner = f"{name}/{path.name}"
        if path.is_dir():
            yield from _sources(path, inner)
        elif path.name.endswith(".py") or (path.name.endswith(".toml") and not inner.startswith("trd/knowledge/")):
            yield inner, path


def _of(secret: bytes, kind: str, client: str, name: str | None) -> str | None:
    return pseudonym(secret, kind, client, name) if name else None


def _uuid(sent: str | None) -> str | None:
    try:
        return str(uuid.UUID(sent)) if sent else None
    except ValueError:
        return None
