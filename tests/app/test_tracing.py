"""Traces: off unless a collector is named; a span tells what the log line tells, its stages inside it."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

import httpx
import pytest
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, get_current_span

from app.main import create_app
from app.settings import Settings
from app.shell import Shell
from app.tracing import Span, attributes, set_up, telling, trace_id_of
from trd.knowledge.types import Knowledge

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Told(NonRecordingSpan):
    """A span that remembers."""

    def __init__(self, name: str, context: Any, attributes: Mapping[str, Any], begun: int, number: int) -> None:
        self.parent = get_current_span(context).get_span_context()
        trace = self.parent.trace_id or 7
        super().__init__(SpanContext(trace, number, is_remote=False, trace_flags=TraceFlags(1)))
        self.name, self.told, self.begun, self.ended = name, attributes, begun, 0

    def end(self, end_time: int | None = None) -> None:
        self.ended = end_time or 0


class Tracer:
    def __init__(self) -> None:
        self.spans: list[Told] = []

    def start_span(self, name: str, *, context: Any, start_time: int, attributes: Any = None, kind: Any = None) -> Told:
        self.spans.append(Told(name, context, attributes or {}, start_time, len(self.spans) + 1))
        return self.spans[-1]


@pytest.fixture
def tracer() -> Tracer:
    return Tracer()


@pytest.fixture
def client(knowledge: Knowledge, tracer: Tracer) -> httpx.AsyncClient:
    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests", demo=True, insecure=True)
    transport = httpx.ASGITransport(create_app(shell, tell=telling(tracer)), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_a_call_is_a_span_and_its_stages_are_inside(
    client: httpx.AsyncClient, tracer: Tracer, two_failures: dict[str, Any]
) -> None:
    answer = await client.post("/cds-services/trd-patient-view", json=two_failures, headers={"traceparent": PARENT})
    assert answer.status_code == 200
    whole, *stages = tracer.spans
    assert whole.name == "POST /cds-services/{service_id}"
    assert whole.told["service"] == "trd-patient-view"
    assert whole.told["status"] == 200
    assert whole.told["topics"]
    assert f"{whole.get_span_context().trace_id:032x}" == TRACE
    assert [stage.name for stage in stages] == ["parse", "fetch", "read", "assess", "write"]
    for stage in stages:
        assert stage.parent.span_id == whole.get_span_context().span_id
        assert whole.begun <= stage.begun <= stage.ended <= whole.ended


async def test_baggage_and_the_state_of_other_tracers_are_not_taken(client: httpx.AsyncClient, tracer: Tracer) -> None:
    await client.get("/health/live", headers={"traceparent": PARENT, "tracestate": "a=alma", "baggage": "name=Alma"})
    assert dict(tracer.spans[0].get_span_context().trace_state) == {}
    assert dict(tracer.spans[0].parent.trace_state) == {}


async def test_a_collector_in_trouble_costs_no_answer(knowledge: Knowledge, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(whole: Span, facts: Mapping[str, Any], stages: Sequence[Span], traceparent: str | None) -> None:
        raise OSError("Alma Sample")

    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests")
    transport = httpx.ASGITransport(create_app(shell, tell=broken))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/health/live")).status_code == 200
    told = capsys.readouterr()
    assert "could not be told" in told.out + told.err
    assert "Alma" not in told.out + told.err


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (PARENT, TRACE),
        (None, None),
        ("", None),
        (PARENT.upper(), None),
        (f"{PARENT}-Alma", None),
        (f"00-{'0' * 32}-00f067aa0ba902b7-01", None),
        ("alma", None),
    ],
)
def test_a_trace_is_taken_over_only_where_it_is_one(sent: str | None, found: str | None) -> None:
    assert trace_id_of(sent) == found


def test_fields_are_told_flat() -> None:
    facts = {"a": 1, "b": None, "c": ["x", 2], "d": {"e": {"f": "g"}, "h": None}}
    assert dict(attributes(facts)) == {"a": 1, "c": ["x", "2"], "d.e.f": "g"}


def test_nothing_is_traced_unless_a_collector_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", raising=False)
    assert set_up("1.0") is None


@pytest.fixture
def sdk(not_tested: Any) -> None:
    """OpenTelemetry's own tracer and exporter, which are an optional extra."""
    if find_spec("opentelemetry.sdk") is None:
        not_tested("traces to a collector", ".venv/bin/pip install -e '.[otel]'")
        pytest.skip("the extra [otel] is not installed")


@pytest.mark.usefixtures("sdk")
async def test_a_collector_is_told_by_the_real_exporter(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    told: list[Any] = []
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    monkeypatch.setattr(OTLPSpanExporter, "export", lambda _, spans: told.extend(spans))
    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests")
    transport = httpx.ASGITransport(create_app(shell, tell=set_up("1.0")))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get("/health/live", headers={"traceparent": PARENT})
    for _ in range(200):
        if told:
            break
        await asyncio.sleep(0.05)
    (span,) = told
    assert (span.name, f"{span.context.trace_id:032x}") == ("GET /health/live", TRACE)
    assert span.resource.attributes["service.name"] == "trd-cds"


def test_a_collector_without_the_extra_is_told_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)  # as if it were not installed
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert set_up("1.0") is None
    told = capsys.readouterr()
    assert "trd-cds[otel]" in told.out + told.err
