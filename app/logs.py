"""Log lines: ids, counts and durations; never a name, a patient's id, a token or an address with a query."""

import logging
import sys
from typing import Any

import structlog

log: Any = structlog.get_logger("trd-cds")


def set_up(level: str, style: str) -> None:
    """One JSON line an event for machines, or readable lines for people, on standard error."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if style == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # the stream of the moment
        cache_logger_on_first_use=False,
    )


def fault(error: BaseException) -> dict[str, Any]:
    """What a log line may hold of an exception: its kind and the lines of our code; its message may quote the record.

    Never hand an exception to the logger itself: its default rendering prints local variables.
    """
    return {"error": type(error).__name__, "at": _places(error)}


def _places(error: BaseException) -> list[str]:
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-2:]}:{trace.tb_lineno}".replace("', '", "/"))
        trace = trace.tb_next
    return places[-6:]
