"""Log lines: ids, counts and durations; never a name, a patient's id, a token or an address with a query."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import stamina.instrumentation
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


class Handed(logging.Handler):
    """A line of a library as one of ours: the first line of its message, and of an exception never the message."""

    def emit(self, record: logging.LogRecord) -> None:
        """asyncio writes the exception of a lost task, and what it quotes, on the lines below the first."""
        error = record.exc_info[1] if record.exc_info else None
        facts: Mapping[str, Any] = {} if error is None else fault(error)
        said = (record.getMessage().splitlines() or [""])[0]
        log.log(max(record.levelno, logging.INFO), said, library=record.name, **facts)


def take_libraries() -> None:
    """Libraries tell warnings, the server also its start and end, all in our form; none tells what it was asked.

    Whatever the level of our own lines: an http client tells addresses with their queries, a database its values.
    """
    logging.root.handlers = [Handed()]
    logging.root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn").setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").disabled = True
    stamina.instrumentation.set_on_retry_hooks(())  # questions are counted, each attempt


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
        places.append(f"{'/'.join(code.co_filename.rsplit('/', 2)[-2:])}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-6:]
