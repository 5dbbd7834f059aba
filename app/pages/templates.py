"""The templates of the pages, and how a page writes a day."""

from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: str | date | None) -> str:
    """An ISO day as people write it, "23 Nov 2026"; a month or a year alone stays one; empty for None."""
    if value is None:
        return ""
    year, *rest = str(value)[:10].split("-")
    if not rest:
        return year
    month = MONTHS[int(rest[0]) - 1]
    return f"{month} {year}" if len(rest) == 1 else f"{int(rest[1])} {month} {year}"


TEMPLATES = Environment(
    loader=PackageLoader("app.pages", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
TEMPLATES.filters["day"] = day
