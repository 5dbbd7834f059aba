"""/metrics: for the operator or this machine, in Prometheus' text or OpenMetrics, of all workers together."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families

from app.metrics.exposition import FOLDER, _forget_the_dead, shared_by_workers
from app.metrics.series import ALL
from app.settings import ConfigurationError
from tests.app.security.test_served import Served

Serving = Callable[..., httpx.AsyncClient]
REQUESTS = "http_server_request_duration_seconds_count"


async def ask(serving: Serving, *, host: str = "127.0.0.1", **headers: str) -> httpx.Response:
    app = serving(operator_token="let me in")._transport.app  # type: ignore[attr-defined]  # the service itself
    transport = httpx.ASGITransport(app, client=(host, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
        return await asking.get("/metrics", headers=headers)


async def test_from_elsewhere_it_takes_the_operators_token(serving: Serving) -> None:
    assert (await ask(serving, host="192.0.2.1")).status_code == 401
    assert (await ask(serving, host="192.0.2.1", Authorization="Bearer let me in")).status_code == 200
    assert (await ask(serving, **{"X-Forwarded-For": "192.0.2.1"})).status_code == 401


async def test_it_is_prometheus_text_and_no_browser_or_proxy_keeps_it(serving: Serving) -> None:
    answer = await ask(serving)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    for metric in ALL:
        (described,) = metric.describe()
        assert families[described.name].documentation == described.documentation


async def test_prometheus_itself_asks_for_openmetrics(serving: Serving) -> None:
    answer = await ask(serving, Accept="application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert {family.name for family in read_openmetrics(answer.text)} >= {"trd_hooks", "trd_build_info"}


async def test_no_series_tells_when_it_was_made(serving: Serving) -> None:
    assert "_created" not in (await ask(serving)).text


def test_the_workers_folder_is_made_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with shared_by_workers():
        folder = Path(os.environ[FOLDER])
        assert folder.is_dir()
    assert FOLDER not in os.environ
    assert not folder.exists()


def test_a_folder_that_the_operator_named_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with shared_by_workers():
        assert os.environ[FOLDER] == str(tmp_path)
    assert tmp_path.is_dir()


def test_without_a_place_for_it_the_start_stops_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(ConfigurationError, match="TMPDIR"), shared_by_workers():
        pytest.fail("there is no such folder")


def test_what_a_worker_that_is_gone_had_waiting_counts_no_more(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    for pid in (int(gone.stdout), os.getpid()):
        (tmp_path / f"gauge_livesum_{pid}.db").touch()
        (tmp_path / f"counter_{pid}.db").touch()
    _forget_the_dead(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"gauge_livesum_{os.getpid()}.db",
        f"counter_{os.getpid()}.db",
        f"counter_{int(gone.stdout)}.db",
    }


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with two workers."""
    service = Served(tmp_path_factory.mktemp("served"), "--workers", "2", TRD_LOG_FORMAT="json", TRD_LOG_LEVEL="debug")
    try:
        service.until(lambda: service.log.read_text().count("Application startup complete") == 2)
        yield service
    finally:
        service.stop()


def told(service: Served, name: str, **labels: str) -> float:
    """The sum of a series, as one scrape tells it."""
    return sum(values(service, name, **labels))


def values(service: Served, name: str, **labels: str) -> list[float]:
    page = httpx.get(service.base + "/metrics", trust_env=False)
    assert page.status_code == 200
    families = text_string_to_metric_families(page.text)
    samples = (sample for family in families for sample in family.samples)
    return [one.value for one in samples if one.name == name and labels.items() <= one.labels.items()]


def test_every_line_of_the_log_is_json_the_servers_own_too(workers: Served) -> None:
    workers.get("/health/live")
    lines = workers.log.read_text().splitlines()
    assert {json.loads(line)["level"] for line in lines} <= {"info", "warning"}
    assert any(json.loads(line).get("library") == "uvicorn.error" for line in lines)


def test_one_scrape_shows_all_workers_and_one_that_dies_takes_nothing_along(workers: Served) -> None:
    for _ in range(40):
        assert workers.get("/cds-services") == 200
    route = {"route": "/cds-services"}
    assert [told(workers, REQUESTS, **route) for _ in range(6)] == [40] * 6
    assert set(values(workers, "trd_build_info")) == {1}
    assert values(workers, "trd_store_failing", what="open") == [0]
    assert values(workers, "trd_store_records_waiting") == [0]
    os.kill(worker_of(workers), signal.SIGKILL)
    workers.until(lambda: workers.log.read_text().count("Application startup complete") == 3)
    assert {told(workers, REQUESTS, **route) for _ in range(6)} == {40}
    assert set(values(workers, "trd_build_info")) == {1}


def worker_of(service: Served) -> int:
    """The process id of one worker, as the server's own line tells it."""
    line = next(line for line in service.log.read_text().splitlines() if "Started server process" in line)
    return int(line.partition("[")[2].partition("]")[0])
