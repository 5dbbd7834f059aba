"""A CDS Hooks answer drawn in the terminal, as an EHR would show it beside the chart."""

from typing import Any

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

COLOURS = {"critical": "red", "warning": "yellow", "info": "blue"}
MARKS = {"critical": "■", "warning": "▲", "info": "●"}


def draw_cards(console: Console, cards: list[dict[str, Any]]) -> None:
    """Draw each card; an answer without cards is told as what it is, silence."""
    show_cards(console, [draw_card(card) for card in cards])


def show_cards(console: Console, drawn: list[Panel]) -> None:
    """Print cards that are drawn already."""
    if not drawn:
        console.print(Padding(Text("No card: the service has nothing to say.", style="dim"), (0, 2)))
    for panel in drawn:
        console.print(panel)


def draw_card(card: dict[str, Any]) -> Panel:
    """One card as a panel in the colour of its indicator."""
    indicator = str(card.get("indicator", "info"))
    colour = COLOURS.get(indicator, "blue")
    title = Text(f"{MARKS.get(indicator, '●')} {indicator.upper()}", style=f"bold {colour}")
    parts: list[RenderableType] = [Text(str(card.get("summary", "")), style="bold")]
    if card.get("detail"):
        parts.append(Padding(Markdown(str(card["detail"])), (1, 0, 0, 0)))
    parts.extend(_offers(card))
    parts.append(Padding(Text(_foot(card), style="dim"), (1, 0, 0, 0)))
    return Panel(Group(*parts), title=title, title_align="left", border_style=colour, padding=(0, 1))


def _offers(card: dict[str, Any]) -> list[RenderableType]:
    """The buttons: what stands on each action is all that some EHRs show."""
    lines: list[RenderableType] = []
    for suggestion in card.get("suggestions", []):
        for action in suggestion.get("actions", []):
            lines.append(Text(f"[ {action.get('description', suggestion.get('label', ''))} ]", style="green"))
    return [Padding(Group(*lines), (1, 0, 0, 0))] if lines else []


def _foot(card: dict[str, Any]) -> str:
    source = card.get("source", {})
    topic = source.get("topic", {})
    links = [str(link.get("label", "")) for link in card.get("links", [])]
    told = [f"source: {source.get('label', '')}"]
    if isinstance(topic, dict) and topic.get("code"):
        told.append(f"topic: {topic['code']}")
    return " · ".join([*told, *links])
