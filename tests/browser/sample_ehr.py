"""The sample prescribing screen in somebody's hands, and what its drawer holds of the wire."""

import re
from typing import Any

import httpx
import orjson
from playwright.sync_api import Page, expect


def cards(page: Page) -> list[str]:
    return page.locator("#advice-cards article.card h3").all_inner_texts()


def answered(page: Page, hook: str) -> None:
    """The cards of this hook are shown, and nothing newer is awaited."""
    expect(page.locator("#advice-cards .firing")).to_contain_text(hook)
    expect(page.locator("#advice")).not_to_have_attribute("aria-busy", "true")


def order(page: Page, drug: str, dose: str = "") -> None:
    """Choose a drug by its first letters and type a dose, by keyboard alone."""
    page.get_by_role("combobox", name="Drug").fill(drug)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    with page.expect_response("**/cds-services/trd-order-select"):
        page.keyboard.type(dose)
    answered(page, "order-select")


def stage(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Stages of prescribing").get_by_role("button", name=name).click()


def exchanges(page: Page) -> list[dict[str, Any]]:
    """The whole drawer, as it is downloaded."""
    if page.locator("#traffic").get_attribute("open") is None:
        page.locator("#traffic > summary").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download all").click()
    found: list[dict[str, Any]] = orjson.loads(kept.value.path().read_bytes())
    return found


def sent(page: Page, hook: str) -> dict[str, Any]:
    """The last request of a hook."""
    found: dict[str, Any] = next(one["request"] for one in reversed(exchanges(page)) if one["what"] == hook)
    return found


def stored(demo: str, topic: str, outcome: str) -> float:
    """How many feedback messages of this topic the store has taken."""
    text = httpx.get(f"{demo}/metrics", trust_env=False).text
    name = re.escape(f'trd_feedback_total{{outcome="{outcome}",topic="{topic}"}}')
    return sum(float(value) for value in re.findall(rf"^{name} (\S+)", text, re.MULTILINE))
