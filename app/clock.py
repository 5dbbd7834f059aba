"""The one place that knows what day it is."""

from datetime import UTC, date, datetime


def today() -> date:
    """The local calendar day, for which the service answers."""
    return date.today()


def now() -> datetime:
    """This instant in UTC, for log lines and records."""
    return datetime.now(UTC)
