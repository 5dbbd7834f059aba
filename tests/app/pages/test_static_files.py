"""The files of the pages: nothing from elsewhere, no markup from a string, rows as blocks where it is narrow."""

import re

import pytest

from app.pages.static_files import static_files

OURS = sorted(name for name in static_files() if ".min." not in name)


IDENTIFIERS = re.compile(
    r"https?://(?:www\.w3\.org/(?:2000/svg|WAI/)|loinc\.org|unitsofmeasure\.org|www\.nlm\.nih\.gov/research/umls/rxnorm"
    r"|terminology\.hl7\.org/CodeSystem/|hl7\.org/fhir/sid/|epic\.com/CodeSystem/|cds-hooks\.hl7\.org/2\.0/#)"
)
"""Names of code systems and of the SVG language, and what a comment points at: nothing that a page asks for."""
LOADS = re.compile(r"""(?:import|from|fetch|open|src|href)\W{1,4}(?:https?:)?//|@import""")


@pytest.mark.parametrize("name", OURS)
def test_no_file_names_another_address(name: str) -> None:
    text = static_files()[name].body.decode()
    assert "http" not in IDENTIFIERS.sub("", text).replace("HttpRequest", "")
    assert not LOADS.search(text)
    if name.endswith(".css"):
        assert not re.search(r"url\((?!#)", text)


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
