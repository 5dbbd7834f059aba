"""The soak's own arithmetic, its EHR, and the page that it writes."""

import asyncio
from datetime import date

import httpx
import pytest

from bench.soak.__main__ import slope
from bench.soak.ehr import Ehr
from bench.soak.report import page
from bench.soak.traffic import FEEDBACK, Tally, kinds, note

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("status", "retry", "wrong"),
    [(200, False, 0), (401, False, 0), (503, True, 0), (503, False, 1), (500, True, 1), (0, False, 0)],
)
def test_a_5xx_is_wrong_unless_it_is_a_503_that_says_when_to_come_again(status: int, retry: bool, wrong: int) -> None:
    tally = Tally()
    note(tally, "hook", status, retry, "card")
    assert len(tally.wrong) == wrong


def test_only_feedback_that_was_answered_200_is_acknowledged() -> None:
    tally = Tally()
    for status in (200, 503, 0):
        note(tally, FEEDBACK, status, True, str(status))
    note(tally, "hook", 200, False, "h")
    assert (tally.acknowledged, tally.answered) == ({"200"}, 1)


def test_the_slope_of_memory_is_in_megabytes_an_hour() -> None:
    assert slope([(0.0, 100.0), (1800.0, 105.0), (3600.0, 110.0)]) == pytest.approx(10)
    assert slope([(0.0, 100.0)]) == 0


def test_p99_is_no_average() -> None:
    tally = Tally(seconds=[0.001] * 98 + [0.5, 0.5])
    assert tally.quantile(0.5) == pytest.approx(1)
    assert tally.quantile(0.99) == pytest.approx(500)


async def test_its_fhir_server_can_be_well_lie_and_close() -> None:
    ehr = Ehr(DAY)
    await ehr.open()
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{ehr.base}/Condition?patient=p")).json()["total"] > 0
        ehr.mode = "stranger"
        assert "Patient/q" in (await http.get(f"{ehr.base}/Condition?patient=p")).text
        ehr.mode = "html"
        assert (await http.get(f"{ehr.base}/Condition?patient=p")).headers["content-type"] == "text/html"
        ehr.mode = "closing"
        with pytest.raises(httpx.RemoteProtocolError):
            await http.get(f"{ehr.base}/Condition?patient=p")
        before = {key["kid"] for key in (await http.get(ehr.key_set)).json()["keys"]}
        ehr.rotate()
        after = {key["kid"] for key in (await http.get(ehr.key_set)).json()["keys"]}
    assert before < after
    ehr.close()
    await asyncio.sleep(0)


async def test_every_service_is_called() -> None:
    ehr = Ehr(DAY)
    paths = {path for _, _, path, _ in kinds(ehr, DAY)}
    for hook in ("patient-view", "order-select", "order-sign", "medication-refill"):
        assert f"/cds-services/trd-{hook}" in paths
    assert any(path.endswith("/feedback") for path in paths)


def test_the_page_tells_what_was_lost() -> None:
    run = {
        "store": "SQLite",
        "faults": True,
        "workers": 2,
        "began": "2026-11-25 12:00 UTC",
        "machine": "m",
        "cores": 2,
        "load": {"before": 8.0, "after": 9.0},
        "records": 5,
        "answered": 6,
        "rows": [
            {
                "fault": "store locked",
                "injected": "a lock",
                "during": {"200": 3, "503": 1},
                "after": {"200": 4},
                "p99": 12.0,
                "wrong": 0,
                "acknowledged": 3,
                "on_disk": 2,
            }
        ],
    }
    told = page({"a": run})
    assert "| store locked | a lock | 200: 3, 503: 1 | 200: 4 | 12 | 0 | 3 → 2 |" in told
    assert "others worked on it at the same time" in told
