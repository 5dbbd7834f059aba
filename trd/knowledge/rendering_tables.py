"""The forms that the knowledge page is made of: sections, tables, anchors, numbers, figures with their place."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from trd.knowledge.review_types import Review, ReviewState
from trd.knowledge.types import Threshold

STANDS: Mapping[ReviewState, str] = {
    ReviewState.LAPSED: "changed since it was signed",
    ReviewState.CHANGE: "a change is asked for",
    ReviewState.REJECT: "refused",
}


def section(title: str, body: str) -> str:
    """A part of the page under its heading."""
    return f"\n## {title}\n\n{body}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a line break or a bar inside a cell would break it."""
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") or "–"


def anchor(name: str, text: str) -> str:
    """What a card's link ends at."""
    return f'<a id="{name}"></a>{text}'


def plain(value: Decimal | None) -> str:
    """A number without the zeros that only its reading brought: 50, 37.5, 0.6."""
    if value is None:
        return "–"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(figure: Threshold | None) -> str:
    """A figure with its mark: "50 V"."""
    return "–" if figure is None else f"{plain(figure.value)} {figure.mark}"


def place(figure: Threshold | None) -> str:
    """Where a figure stands, so that a reader can check it."""
    return "" if figure is None else f"{cited(figure.source.id)}, {figure.where}"


def cited(*names: str) -> str:
    """Sources by id, each a link to its entry."""
    return ", ".join(f"[{name}](#{name})" for name in names)


def reviewed(review: Review) -> str:
    """Who signed, and when; else how it stands."""
    signature = review.signature
    if signature is None:
        return "draft"
    who = f"{signature.reviewer}, {signature.on}"
    return who if review.signed else f"draft ({STANDS[review.state]}: {who})"
