"""The templates of the pages, how a page writes a day, and how it marks what is in another language."""

import re
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.view.words import said
from cds_hooks.wording.catalogue import ENGLISH_BEGINS, ENGLISH_ENDS, figured

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: str | date | None) -> str:
    """An ISO day as people write it, "23 Nov 2026"; a month or a year alone stays one; empty for None."""
    if value is None:
        return ""
    year, *rest = str(value)[:10].split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return figured(f"{month} {year}" if len(rest) == 1 else f"{int(rest[1])} {month} {year}")


def with_english_marked(page: str) -> str:
    """Parts that fell back on English said to be English, for who has the page read aloud; never inside a tag."""
    if ENGLISH_BEGINS not in page and ESCAPED[0] not in page:
        return page
    parts = TAG.split(page)
    parts[::2] = [FELL_BACK.sub(r'<span lang="en">\1</span>', part) for part in parts[::2]]
    page = "".join(parts)
    for sign in (ENGLISH_BEGINS, ENGLISH_ENDS, *ESCAPED):
        page = page.replace(sign, "")
    return page


TAG = re.compile(r"(<[^<>]*>)")
FELL_BACK = re.compile(f"{ENGLISH_BEGINS}([^{ENGLISH_BEGINS}{ENGLISH_ENDS}]*){ENGLISH_ENDS}?")
ESCAPED = tuple(sign.encode("unicode_escape").decode() for sign in (ENGLISH_BEGINS, ENGLISH_ENDS))
"""The same signs in the data of a script."""

TEMPLATES = Environment(
    loader=PackageLoader("app.pages", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
TEMPLATES.filters["day"] = day
TEMPLATES.globals["said"] = said
