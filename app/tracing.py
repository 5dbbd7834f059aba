"""Traces for OpenTelemetry: the fields of the log line as a span, its stages as spans inside it; off unless wanted.

Made after the answer, from what was measured anyway: while no collector is named nothing is imported, and a call
costs nothing. A library that traces by itself would put addresses with their queries into its spans.
https://www.w3.org/TR/trace-context/#traceparent-header
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.logs import fault, log
from app.stages import Passed

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """Something that took time, by nanoseconds of the epoch."""

    name: str
    begun: int
    ended: int


Tell = Callable[[Span, Mapping[str, Any], Sequence[Span], str | None], None]
"""A request, the fields of its log line, its stages, and the caller's `traceparent`."""


def tell_request(
    tell: Tell,
    facts: Mapping[str, Any],
    stages: Sequence[Passed],
    started: float,
    ended: float,
    traceparent: str | None,
) -> None:
    """Tell what the log was told, by times of `time.perf_counter`; the collector's trouble is not the caller's."""
    offset = time.time_ns() - int(time.perf_counter() * 1e9)

    def span(name: str, begun: float, over: float) -> Span:
        return Span(name, offset + int(begun * 1e9), offset + int(over * 1e9))

    try:
        inside = [span(one.stage, one.begun, one.ended) for one in stages]
        tell(span(f"{facts['method']} {facts['route']}", started, ended), facts, inside, traceparent)
    except Exception as error:
        log.error("a trace could not be told", **fault(error))


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace that the caller is in, so that our log line can be found from it."""
    found = TRACEPARENT.fullmatch(traceparent) if traceparent else None
    return found[1] if found and found[1].strip("0") else None


def attributes(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a log line as OpenTelemetry takes them: flat, and nothing that is not there."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from attributes(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield f"{prefix}{name}", [str(part) for part in value]
        elif value is not None:
            yield f"{prefix}{name}", value


def telling(tracer: Any) -> Tell:
    """What tells spans to a tracer; the caller's `tracestate` and baggage, which can hold anything, are not taken."""
    from opentelemetry.trace import SpanKind, set_span_in_context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    propagator = TraceContextTextMapPropagator()

    def tell(whole: Span, facts: Mapping[str, Any], stages: Sequence[Span], traceparent: str | None) -> None:
        caller = propagator.extract({"traceparent": traceparent} if traceparent else {})
        span = tracer.start_span(
            whole.name,
            context=caller,
            kind=SpanKind.SERVER,
            start_time=whole.begun,
            attributes=dict(attributes(facts)),
        )
        inside = set_span_in_context(span, caller)
        for stage in stages:
            tracer.start_span(stage.name, context=inside, start_time=stage.begun).end(stage.ended)
        span.end(whole.ended)

    return tell


def set_up(version: str) -> Tell | None:
    """What tells spans to the collector that the environment names; `None` where none is named, or nothing to do it
    with is installed."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("a collector is named, but not installed is what tells it traces: pip install 'trd-cds[otel]'")
        return None
    named = os.environ.get("OTEL_SERVICE_NAME", "trd-cds")
    provider = TracerProvider(resource=Resource.create({"service.name": named, "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return telling(provider.get_tracer("trd-cds", version))
