"""Numbers as clinicians read them: exact, without needless zeros, never as 1E+2."""

from decimal import Decimal


def plain(number: Decimal) -> str:
    """50, not 50.0; 37.5; 100, not 1E+2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number: int, noun: str) -> str:
    """ "1 agent", "2 agents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
