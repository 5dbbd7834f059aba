"""What the figures rest on, and what no replay can know: said before any figure."""

from typing import Final


def told(every: int, blur_under: int) -> list[str]:
    """The assumptions, a sentence each."""
    blurred = (
        f"Numbers with fewer than {blur_under} patients behind them are withheld, and others where a sum would give "
        "them away."
        if blur_under > 1
        else "No number is withheld: handle this report like the records."
    )
    return [
        f"A chart opening is one call of patient-view. Every patient in care has it once every {every} days; "
        "beside it stand the same cards at one call on each day with a visit on record.",
        "In care is who is alive and has a dated fact by that day; with --silent-before, none too long before it.",
        "On each day the record says only what it could have said by then, and no earlier card has changed anything.",
        "Cards on orders (order-select, order-sign) are not in it: they depend on what will be ordered.",
        blurred,
    ]


NOT_KNOWN: Final = [
    "What was deleted, corrected or overwritten since: a status or an entry that changed without a date of its own.",
    "When something without a date was put in: it is taken as known all along.",
    "What was entered later than its own date: it is taken as known from its date, unless the record says when it was "
    "written.",
    "How often charts are really opened, by whom, and what clinicians would have done with a card.",
]
