"""Markdown of ours -> HTML that reads at any width: an id on each row, headings to jump to, no foreign markup."""

import re
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

ANCHOR = re.compile(r'<a id="([A-Za-z0-9._:-]+)"></a>')
"""The one piece of HTML that the knowledge's Markdown holds; all other is shown as text."""

ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
    "th_open": "columnheader",
    "td_open": "cell",
}
"""Said aloud, since a table that is laid out as blocks on a narrow screen is no table to a screen reader."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page in two parts, so that the contents can stand between them."""

    beginning: str
    sections: str
    headings: tuple[tuple[str, str], ...]
    """Id and text of each section."""


def write_html(markdown: str) -> Written:
    """Render once; HTML inside the text is escaped, links are only those that can't run anything."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.core.ruler.after("block", "anchors", _anchors)
    reader.core.ruler.after("anchors", "cells", _cells)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    tokens = reader.parse(markdown)
    starts = [place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    first = starts[0] if starts else len(tokens)
    return Written(
        beginning=reader.renderer.render(tokens[:first], reader.options, {}),
        sections=reader.renderer.render(tokens[first:], reader.options, {}),
        headings=tuple((str(tokens[place].attrGet("id")), tokens[place + 1].content) for place in starts),
    )


def _anchors(state: StateCore) -> None:
    """Ids to rows and headings: before the text between them is read, since there they stand as HTML."""
    holder: Token | None = None
    section = ""
    for token in state.tokens:
        if token.type in ("tr_open", "heading_open"):
            holder = token
        elif token.type == "table_open":
            token.meta["labelled_by"] = section
        elif token.type == "inline" and holder is not None:
            found = ANCHOR.match(token.content)
            if found:
                token.content = token.content[found.end() :]
                holder.attrSet("id", found[1])
            if holder.type == "heading_open":
                if not found:
                    holder.attrSet("id", f"section-{slug(token.content)}")
                section = str(holder.attrGet("id"))
            holder = None


def _cells(state: StateCore) -> None:
    """Roles, and each cell's column in words, which stands before it where the table is laid out as blocks."""
    columns: list[str] = []
    cell = 0
    for before, token in pairwise(state.tokens):
        if token.type in ROLES:
            token.attrSet("role", ROLES[token.type])
        if token.type == "table_open":
            columns = []
        elif token.type == "tr_open":
            cell = 0
        elif before.type == "th_open":
            before.attrSet("scope", "col")
            columns.append(token.content)
        elif token.type == "td_open":
            if cell < len(columns):
                token.attrSet("data-label", columns[cell])
            cell += 1


def slug(text: str) -> str:
    """A heading as the end of an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _table_open(renderer: RendererHTML, tokens: list[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """What is wider than the page moves inside its own frame, which the keyboard reaches."""
    label = tokens[place].meta["labelled_by"]
    named = f' aria-labelledby="{label}"' if label else ' aria-label="Table"'
    return f'<div class="wide" role="region" tabindex="0"{named}>\n' + renderer.renderToken(tokens, place, options, env)


def _table_close(renderer: RendererHTML, tokens: list[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    return renderer.renderToken(tokens, place, options, env) + "</div>\n"
