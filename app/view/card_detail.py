"""The Markdown of a card -> HTML that nothing can run in: a card may come from anybody.

https://cds-hooks.hl7.org/2.0/#card-attributes (detail is GitHub Flavoured Markdown)
"""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup

MOST_CHARACTERS = 6_000
"""A longer detail is shown as it was sent: no clinician reads it, and reading it as Markdown could take long (what
opens and never closes costs the square of its length)."""

BELOW_THE_CARD = 3
"""A card's summary is a heading of the third level; those of its detail stand under it."""

TAGS = {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def write_detail(markdown: str) -> Markup:
    """The detail as an EHR shows it: HTML in it is text, a link leads to http(s) alone, pictures stay links."""
    cleaned = nh3.clean(
        _READER.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return Markup(cleaned)


def is_address(text: str) -> bool:
    """True for what a link may lead to: another page, never a script or a file."""
    return ADDRESS.match(text) is not None


def _headings_below(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + BELOW_THE_CARD, 6)}"


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.core.ruler.after("block", "headings_below", _headings_below)
    return reader


_READER = _reader()
