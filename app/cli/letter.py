"""A letter in the terminal: headings, paragraphs and lines with a label, wrapped so that they hang together."""

from collections.abc import Iterable
from textwrap import wrap

from rich.console import Console
from rich.text import Text

WIDTH = 100
"""Columns; a wider terminal is not filled, a long line is not read."""

LABEL = 14
"""Columns that a label takes inside a section."""


class Letter:
    """Writes to a console; nothing is marked up, so that what a record says cannot change how it looks."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.width = min(console.width, WIDTH)

    def heading(self, title: str) -> None:
        """A section begins."""
        self._console.print()
        self._print(title.upper(), style="bold")

    def paragraph(self, text: str, *, indent: int = 2, style: str = "") -> None:
        """Running text."""
        self._wrapped(text, first=" " * indent, rest=" " * indent, style=style)

    def line(self, label: str, text: str, *, indent: int = 2, room: int = LABEL, style: str = "") -> None:
        """A label and what is said of it, hanging under itself; nothing where nothing is said."""
        if text:
            first = f"{' ' * indent}{label:<{room}}"
            self._wrapped(text, first=first, rest=" " * len(first), style=style)

    def items(self, texts: Iterable[str], *, indent: int = 2, style: str = "") -> None:
        """A list."""
        for text in texts:
            self._wrapped(text, first=f"{' ' * indent}– ", rest=" " * (indent + 2), style=style)

    def row(self, cells: Iterable[tuple[str, int]], *, style: str = "") -> None:
        """A line of a table: texts and the columns they take."""
        self._print("".join(f"{text[: width - 1]:<{width}}" for text, width in cells).rstrip(), style=style)

    def _wrapped(self, text: str, *, first: str, rest: str, style: str) -> None:
        lines = wrap(
            text, self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )  # a reference is not broken
        for line in lines or [first]:
            self._print(line, style=style)

    def _print(self, line: str, *, style: str = "") -> None:
        self._console.print(Text(line, style=style), soft_wrap=True)
