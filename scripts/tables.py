"""Tables in Markdown."""


def table(*columns: str) -> list[str]:
    """The head of a table."""
    return [f"| {' | '.join(columns)} |", f"| {' | '.join('---' for _ in columns)} |"]


def row(*cells: str) -> str:
    """One line of it; what is no border does not look like one."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
