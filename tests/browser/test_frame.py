"""What every page has: nothing that a browser complains of, at any width, with or without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Open = Callable[..., Page]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/docs"])
def test_a_page_can_be_read(
    demo: str,
    watched: Open,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], object],
    path: str,
    scheme: str,
    width: int,
) -> None:
    page = watched(width=width, color_scheme=scheme)
    page.goto(demo + path)
    axe(page)
    fits(page)
    pictured(page, f"{path.strip('/')}-{width}-{scheme}")
