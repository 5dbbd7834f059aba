"""The record behind the timeline: read with the session's token, in part where parts fail, and never shown wrong."""

import time
from html import unescape

import pytest
import time_machine

from app import timeline as timeline_module
from app.routers import smart as router_module
from tests.app.smart.conftest import Opened, told
from tests.app.smart.ehr import Ehr


async def test_a_part_that_fails_is_said_beside_the_rest(browser: Opened, ehr: Ehr) -> None:
    ehr.refuses = frozenset({"Observation"})
    seen = browser()
    await seen.sign_in()
    page = await seen.timeline()
    assert page.status_code == 200
    assert "Observations could not be had: the FHIR server refused to give them" in page.text
    assert "Sertraline" in page.text


async def test_what_the_ehr_did_not_grant_is_not_asked_for_and_said(browser: Opened, ehr: Ehr) -> None:
    ehr.told = {"scope": "launch patient/Patient.r patient/Condition.rs patient/MedicationStatement.rs"}
    seen = browser()
    await seen.sign_in()
    page = await seen.timeline()
    assert "the token for the FHIR server does not cover them" in page.text
    assert "GET /fhir/R4/Observation" not in ehr.asked


async def test_without_conditions_and_medications_nothing_is_judged(browser: Opened, ehr: Ehr) -> None:
    ehr.refuses = frozenset(
        {"Condition", "MedicationStatement", "MedicationRequest", "MedicationDispense", "MedicationAdministration"}
    )
    seen = browser()
    await seen.sign_in()
    page = await seen.timeline()
    assert page.status_code == 502
    assert "Neither conditions nor medications could be had" in told(page)
    assert 'href="/timeline"' in page.text, "a way to try again"
    assert page.headers["X-Request-Id"] in page.text


async def test_a_patient_that_can_not_be_read_is_said_to_be_unnamed(browser: Opened, ehr: Ehr) -> None:
    ehr.refuses = frozenset({"Patient"})
    seen = browser()
    await seen.sign_in()
    page = await seen.timeline()
    assert "Name not on record" in page.text


async def test_a_token_that_is_over_is_renewed_and_the_old_refresh_token_is_gone(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    (first,) = ehr.refresh
    with time_machine.travel(time.time() + 590, tick=True):
        page = await seen.timeline()
        assert "Sertraline" in page.text
        assert first not in ehr.refresh
        assert any(line.startswith("__Host-trd=ey") for line in seen.lines)
        assert "Sertraline" in (await seen.timeline()).text
    assert ehr.refused == []
    assert ehr.asked.count("POST /token") == 2


async def test_a_renewed_session_still_ends_after_its_hour(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    begun = time.time()
    await seen.sign_in()
    for minutes in (15, 30, 45, 59):
        with time_machine.travel(begun + minutes * 60, tick=True):
            assert (await seen.timeline()).status_code == 200
    with time_machine.travel(begun + 3601, tick=True):
        assert (await seen.timeline()).status_code == 401


async def test_a_token_that_was_withdrawn_is_renewed_once(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    ehr.access.clear()
    assert "Sertraline" in (await seen.timeline()).text
    assert ehr.asked.count("POST /token") == 2
    ehr.access.clear()
    ehr.refresh.clear()
    over = await seen.timeline()
    assert over.status_code == 401
    assert "is over" in told(over)
    assert "/smart/launch?iss=" in over.text, "a way to sign in again"


async def test_without_a_refresh_token_a_token_that_is_over_ends_the_session(browser: Opened, ehr: Ehr) -> None:
    ehr.told = {"refresh_token": None}
    seen = browser()
    await seen.sign_in()
    with time_machine.travel(time.time() + 700, tick=True):
        over = await seen.timeline()
    assert "is over" in told(over)


async def test_a_renewal_for_another_patient_shows_nothing(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    ehr.told = {"patient": "four-failed-trials"}
    ehr.access.clear()
    over = await seen.timeline()
    assert over.status_code == 401
    assert "Edda" not in over.text


async def test_a_slow_ehr_is_told_of_with_what_came_and_then_shown_with_what_is_there(
    browser: Opened, ehr: Ehr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router_module, "SLOW_SECONDS", 0.4)
    monkeypatch.setattr(router_module, "PATIENCE_SECONDS", 0.6)
    seen = browser()
    await seen.sign_in()
    ehr.slow_kinds = frozenset({"Observation"})
    slow = await seen.timeline()
    assert "The EHR is slow; still reading." in slow.text
    assert "Conditions" in slow.text.partition("Awaited")[0]
    assert "Observations" in slow.text.partition("Awaited")[2]
    assert 'content="0; url=/timeline?read=2"' in slow.text
    last = await seen.get("/timeline?read=2")
    assert last.status_code == 200
    assert "Observations could not be had: the FHIR server did not answer in time" in last.text
    assert "http-equiv" not in last.text, "it does not go round"
    assert timeline_module.SLOW_SECONDS == 8


async def test_an_ehr_that_is_silent_is_told(browser: Opened, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router_module, "PATIENCE_SECONDS", 0.2)
    seen = browser()
    await seen.sign_in()
    ehr.slow = 5
    page = await seen.get("/timeline?read=2")
    assert page.status_code == 502
    assert "did not answer in time" in told(page)


async def test_the_record_of_somebody_else_is_not_shown(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    ehr.gives = "four-failed-trials"
    page = await seen.timeline()
    assert page.status_code == 502
    assert "Edda" not in unescape(page.text)
