"""`trd-cds cards`: a CDS Hooks response drawn in the terminal."""

from typing import Annotated, Any

import orjson
import typer

from app.cli.card_drawing import draw_card, show_cards
from app.cli.talk import Exit, out, read_input, stop


def cards(
    file: Annotated[str, typer.Argument(help="A CDS Hooks response; - is standard input.")] = "-",
) -> None:
    """Draw a CDS Hooks response. Example: curl -s … | trd-cds cards"""
    try:
        sent = read_input(file)
        if not sent.strip():
            stop(Exit.UNREADABLE, f"{file}: nothing came; does the service run at the address that was asked?")
        answer = _harmless(orjson.loads(sent))
    except orjson.JSONDecodeError:
        stop(Exit.UNREADABLE, f"{file}: this is no JSON")
    if isinstance(answer, dict) and answer.get("resourceType") == "OperationOutcome":
        stop(Exit.NO, *(str(issue.get("diagnostics", "")) for issue in answer.get("issue", [])))
    if not isinstance(answer, dict) or not isinstance(answer.get("cards"), list):
        stop(Exit.UNREADABLE, f"{file}: this is no CDS Hooks response")
    try:
        drawn = [draw_card(card) for card in answer["cards"]]
    except (AttributeError, TypeError):
        stop(Exit.UNREADABLE, f"{file}: a card of this response is not of the protocol's form")
    show_cards(out(), drawn)


def _harmless(value: Any) -> Any:
    """The same without what steers a terminal (colours, titles, direction of writing): anybody's answer is drawn."""
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
    if isinstance(value, dict):
        return {name: _harmless(member) for name, member in value.items()}
    return [_harmless(member) for member in value] if isinstance(value, list) else value
