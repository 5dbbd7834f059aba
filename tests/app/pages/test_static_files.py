"""The styles of the pages: readable in light and dark, and nothing from elsewhere."""

import re

import pytest

from app.pages.static_files import static_files

PAGE = static_files()["page.css"].body.decode()


def tokens(*, dark: bool) -> dict[str, str]:
    light, _, night = PAGE.partition("@media (prefers-color-scheme: dark)")
    night = night.partition("\n}\n")[0]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", night if dark else light))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("token", "least"), [("text", 7.0), ("muted", 4.5), ("link", 4.5), ("border", 3.0), ("focus", 3.0), ("warn", 3.0)]
)
def test_contrast_is_that_of_wcag(token: str, least: float, dark: bool) -> None:
    known = tokens(dark=dark)
    for ground in ("bg", "surface"):
        assert contrast(known[token], known[ground]) >= least, ground


OURS = sorted(name for name in static_files() if ".min." not in name)


@pytest.mark.parametrize("name", OURS)
def test_no_file_names_another_address(name: str) -> None:
    text = static_files()[name].body.decode().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", text.replace("// ", ""))


@pytest.mark.parametrize("name", [name for name in OURS if name.endswith(".js")])
def test_a_script_builds_nodes_and_never_markup(name: str) -> None:
    script = static_files()[name].body.decode()
    for forbidden in ("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "Date.now"):
        assert forbidden not in script


def test_on_a_narrow_screen_rows_are_blocks_that_name_their_columns() -> None:
    css = static_files()["knowledge.css"].body.decode()
    narrow = css.partition("@media (max-width: 48rem)")[2]
    assert "content: attr(data-label)" in narrow
    assert ".wide td { display: block; }" in narrow
