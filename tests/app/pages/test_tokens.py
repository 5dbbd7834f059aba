"""The colours of page.css: contrast by the formula of WCAG 2.2, light, dark and printed; alike without red or green."""

import re
from importlib.resources import files

import pytest

CSS = files("app.pages").joinpath("static", "page.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([a-z-]+):\s*#([0-9a-fA-F]{6});")

Colours = dict[str, str]


def tokens_of(block: str) -> Colours:
    return dict(TOKEN.findall(block))


def block_behind(opening: str) -> str:
    """The `:root` rule that follows."""
    start = CSS.index(":root", CSS.index(opening))
    return CSS[start : CSS.index("}", start)]


LIGHT = tokens_of(block_behind("/*"))
SCHEMES = {
    "light": LIGHT,
    "dark": {**LIGHT, **tokens_of(block_behind("@media (prefers-color-scheme: dark)"))},
    "print": tokens_of(block_behind("@media print")),
}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark", "print"])
def colours(request: pytest.FixtureRequest) -> Colours:
    return SCHEMES[request.param]


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.005)


def test_dark_and_print_say_every_colour_again() -> None:
    dark = tokens_of(block_behind("@media (prefers-color-scheme: dark)"))
    assert set(dark) == set(LIGHT)
    assert len(LIGHT) >= 16
    assert {name: SCHEMES["print"].get(name) for name in LIGHT if name != "focus"} == {
        name: value for name, value in LIGHT.items() if name != "focus"
    }


@pytest.mark.parametrize("ground", ["bg", "surface"])
@pytest.mark.parametrize("token", ["text", "muted", "link", "good", "bad", "warn"])
def test_what_is_read_has_4_5_to_1(colours: Colours, token: str, ground: str) -> None:
    assert contrast(colours[token], colours[ground]) >= 4.5, f"{token} on {ground}"


@pytest.mark.parametrize("ground", ["bg", "surface"])
@pytest.mark.parametrize("token", ["border", "unknown", "adequate", "good", "bad", "warn"])
def test_what_is_told_by_shape_has_3_to_1(colours: Colours, token: str, ground: str) -> None:
    assert contrast(colours[token], colours[ground]) >= 3, f"{token} on {ground}"


@pytest.mark.parametrize("ground", ["bg", "surface"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_of_focus_has_3_to_1(scheme: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme]["focus"], SCHEMES[scheme][ground]) >= 3


@pytest.mark.parametrize("bar", ["adequate", "below"])
def test_words_on_a_bar_have_4_5_to_1(colours: Colours, bar: str) -> None:
    assert contrast(colours[f"on-{bar}"], colours[bar]) >= 4.5


def test_a_bar_below_is_told_from_one_above_and_its_outline_from_both(colours: Colours) -> None:
    """`below` alone has not enough contrast on the page: it is outlined with the colour of the text."""
    assert contrast(colours["adequate"], colours["below"]) >= 3
    assert contrast(colours["text"], colours["below"]) >= 3
    assert contrast(colours["text"], colours["bg"]) >= 3


MACHADO_2009 = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""At full strength, on linear light."""


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """CIELAB (D65) of a colour as it is seen."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))))
        for row in MACHADO_2009[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("sight", sorted(MACHADO_2009))
def test_bars_above_and_below_differ_to_every_eye(colours: Colours, sight: str) -> None:
    one, other = seen(colours["adequate"], sight), seen(colours["below"], sight)
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 25
