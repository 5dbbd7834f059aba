"""Whole requests with their whole answers, as files that an integrator can read: `hooks/NAME.{request,answer}.json`.

An answer is compared field by field; only uuids may differ, and they must be fresh. Where one changed on purpose:
delete its file and run this test. It writes what came and fails once, so that the change is read before it is kept.
"""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

HOOKS = Path(__file__).parent / "hooks"
NAMES = sorted(path.name.removesuffix(".request.json") for path in HOOKS.glob("*.request.json"))


async def answered(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    body = (HOOKS / f"{name}.request.json").read_bytes()
    hook = json.loads(body)["hook"]
    answer = await client.post(f"/cds-services/trd-{hook}", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def without_uuids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_uuids(part) for name, part in value.items() if name != "uuid"}
    return [without_uuids(part) for part in value] if isinstance(value, list) else value


def uuids(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["uuid"]] if "uuid" in value else []
        return own + [found for part in value.values() for found in uuids(part)]
    return [found for part in value for found in uuids(part)] if isinstance(value, list) else []


def differences(expected: Any, found: Any, at: str = "") -> list[str]:
    """Where two answers differ, field by field."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = [*expected, *(name for name in found if name not in expected)]
        parts = [(f"{at}.{name}", expected.get(name, "nothing"), found.get(name, "nothing")) for name in names]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        parts = [(f"{at}[{place}]", *pair) for place, pair in enumerate(zip(expected, found, strict=True))]
    else:
        return [] if expected == found else [f"{at}: expected {expected!r}, found {found!r}"]
    return [line for name, one, other in parts for line in differences(one, other, name)]


@pytest.mark.parametrize("name", NAMES)
async def test_the_answer_is_the_one_on_file(client: httpx.AsyncClient, name: str) -> None:
    found = without_uuids(await answered(client, name))
    file = HOOKS / f"{name}.answer.json"
    if not file.exists():
        file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{file.name} was written: read it before you keep it")
    wrong = differences(json.loads(file.read_text(encoding="utf-8")), found)
    assert not wrong, "\n".join([name, *wrong])


@pytest.mark.parametrize("name", NAMES)
async def test_the_uuids_are_fresh_and_all_else_is_the_same(client: httpx.AsyncClient, name: str) -> None:
    once, again = await answered(client, name), await answered(client, name)
    assert without_uuids(once) == without_uuids(again)
    found = [*uuids(once), *uuids(again)]
    assert len({UUID(one) for one in found}) == len(found) > 0


def test_every_hook_has_its_answer_on_file() -> None:
    hooks = {json.loads((HOOKS / f"{name}.request.json").read_text(encoding="utf-8"))["hook"] for name in NAMES}
    assert hooks == {"patient-view", "order-select", "order-sign", "medication-refill", "medication-prescribe"}
    assert len(NAMES) >= 8
