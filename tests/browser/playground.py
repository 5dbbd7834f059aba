"""The playground in somebody's hands: a paste, the menu of samples, a card of the answer."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

Playground = Callable[..., Page]


def expects(page: Page, pattern: str) -> None:
    page.complaints.expected.append(pattern)  # type: ignore[attr-defined]


def paste(page: Page, text: str) -> None:
    """Paste as a person does, outside of any field."""
    page.locator("h1").click()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


def samples(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Patient", exact=True)


def card(page: Page, words: str) -> Locator:
    return page.locator("article.card").filter(has=page.get_by_role("heading", name=words))
