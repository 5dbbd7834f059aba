"""What is fetched, what is not, and what came from where."""

import asyncio
from typing import Any

import httpx
import pytest
import respx

from app.fetching.completed import Completed, Source
from app.fetching.reasons import Reason
from app.fetching.searches import KINDS
from app.fetching.servers import FhirServers
from tests.app.fetching.conftest import BASE, Complete, asked, bundle, condition, outcome

EVERY_KEY: dict[str, Any] = {
    **dict.fromkeys(KINDS),
    "patient": {"resourceType": "Patient", "id": "p1"},
    "conditions": bundle(condition("c1")),
}


def source(had: Completed, key: str) -> tuple[Source, Reason | None]:
    origin = had.origins[key]
    return origin.source, origin.reason


async def test_a_complete_prefetch_asks_nothing(complete: Complete, ehr: respx.MockRouter) -> None:
    had = await complete(EVERY_KEY)
    assert (ehr.calls.call_count, had.answers, had.failures) == (0, {}, {})
    assert {origin.source for origin in had.origins.values()} == {Source.PREFETCH}


async def test_every_absent_key_is_asked_once_and_all_of_them_at_the_same_time(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    under_way, most = 0, 0

    async def slow(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return httpx.Response(200, json=bundle())

    ehr.get(url__regex=r".*\?.*").mock(side_effect=slow)
    had = await complete(rest=False)
    kinds = sorted(address.partition("?")[0].partition("/")[0] for address in asked(ehr))
    assert sorted(KINDS.values()) == sorted(kinds[: len(kinds)]) or kinds.count("Observation") == 2
    assert most >= 9
    assert had.failures == {}
    assert all(origin.source is Source.FETCHED and origin.ms is not None for origin in had.origins.values())


async def test_null_is_an_answer_and_never_asked_for(complete: Complete, ehr: respx.MockRouter) -> None:
    await complete({**EVERY_KEY, "conditions": None})
    assert ehr.calls.call_count == 0


async def test_an_empty_bundle_is_an_answer_and_never_asked_for(complete: Complete, ehr: respx.MockRouter) -> None:
    await complete({**EVERY_KEY, "conditions": bundle(total=0)})
    assert ehr.calls.call_count == 0


async def test_a_bundle_with_a_warning_alone_is_epics_no_rows(complete: Complete, ehr: respx.MockRouter) -> None:
    await complete({**EVERY_KEY, "conditions": bundle(outcome("warning"), total=0)})
    assert ehr.calls.call_count == 0


@pytest.mark.parametrize(
    "sent", [outcome(), bundle(outcome()), {}], ids=["OperationOutcome", "Bundle of an OperationOutcome", "{}"]
)
async def test_what_is_no_answer_is_fetched(complete: Complete, ehr: respx.MockRouter, sent: Any) -> None:
    ehr.get(url__startswith=f"{BASE}/Condition").respond(json=bundle(condition("c9")))
    had = await complete({**EVERY_KEY, "conditions": sent})
    assert asked(ehr) == ["Condition?patient=p1&_count=500"]
    assert source(had, "conditions") == (Source.FETCHED, None)
    assert had.origins["conditions"].count == 1


async def test_a_key_under_the_sites_own_name_is_not_asked_for_again(complete: Complete, ehr: respx.MockRouter) -> None:
    named = {key: value for key, value in EVERY_KEY.items() if key != "conditions"}
    await complete({**named, "problem stuff": bundle(condition("c1"))})
    assert ehr.calls.call_count == 0


async def test_the_token_is_sent_with_each_question_but_not_for_the_metadata(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    await complete(token="secret-token")
    sent = {call.request.url.path.rpartition("/")[2]: call.request.headers.get("Authorization") for call in ehr.calls}
    assert sent.pop("metadata") is None
    assert set(sent.values()) == {"Bearer secret-token"}


async def test_no_fact_and_no_failure_holds_token_address_or_patient(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.get(url__startswith=f"{BASE}/").respond(500)
    had = await complete(token="secret-token", rest=False)
    told = f"{had.facts} {had.failures} {had!r}"
    for secret in ("secret-token", "ehr.example.org", "p1"):
        assert secret not in told


async def test_what_came_in_time_is_used_and_the_rest_is_told(complete: Complete, ehr: respx.MockRouter) -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    ehr.get(url__startswith=f"{BASE}/Observation").mock(side_effect=never)
    started = asyncio.get_running_loop().time()
    had = await complete(seconds=0.3)
    assert asyncio.get_running_loop().time() - started < 1.0
    assert source(had, "observations") == (Source.FAILED, Reason.DEADLINE)
    assert source(had, "conditions") == (Source.FETCHED, None)
    assert had.failures == {"observations": "Observations could not be had: the FHIR server did not answer in time"}


async def test_the_pages_that_came_before_the_deadline_are_used(complete: Complete, ehr: respx.MockRouter) -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    ehr.get(url=f"{BASE}/Condition?page=2").mock(side_effect=never)
    ehr.get(url__startswith=f"{BASE}/Condition").respond(
        json=bundle(condition("c1"), following=f"{BASE}/Condition?page=2")
    )
    had = await complete(seconds=0.3)
    assert source(had, "conditions") == (Source.FETCHED, Reason.DEADLINE)
    assert len(had.answers["conditions"]) == 1
    assert "in part only" in had.failures["conditions"]


@pytest.mark.parametrize("status", [400, 404, 405, 501])
async def test_a_server_without_medication_statements_is_a_usual_one(
    complete: Complete, ehr: respx.MockRouter, status: int
) -> None:
    ehr.get(url__startswith=f"{BASE}/MedicationStatement").respond(status, json=outcome())
    had = await complete()
    assert source(had, "medicationStatements") == (Source.ABSENT, Reason.NOT_OFFERED)
    assert had.failures == {}


async def test_medication_statements_that_are_refused_are_a_gap(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.get(url__startswith=f"{BASE}/MedicationStatement").respond(403, json=outcome())
    had = await complete()
    assert source(had, "medicationStatements") == (Source.FAILED, Reason.REFUSED)


async def test_a_server_that_does_not_know_count_is_asked_without(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.get(url__regex=r".*_count=.*").respond(400, json=outcome())
    had = await complete()
    assert source(had, "conditions") == (Source.FETCHED, None)
    assert "Condition?patient=p1" in asked(ehr)


async def test_observations_are_asked_by_single_category_after_a_400(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.get(url__regex=r".*category=survey(,|%2C).*").respond(400, json=outcome())
    ehr.get(url__regex=r".*category=exam$").respond(400, json=outcome())
    had = await complete()
    searched = [address.rpartition("category=")[2] for address in asked(ehr) if "Observation" in address][3:]
    assert searched == ["survey", "laboratory", "vital-signs", "social-history", "exam"]
    assert source(had, "observations") == (Source.FETCHED, Reason.NOT_OFFERED)
    assert "in part only" in had.failures["observations"]


async def test_observations_without_a_category_are_found_where_the_search_by_category_is_empty(
    complete: Complete, ehr: respx.MockRouter
) -> None:
    score = {"resourceType": "Observation", "id": "o1"}
    ehr.get(url=f"{BASE}/Observation?patient=p1&_count=500").respond(json=bundle(score))
    had = await complete()
    assert had.origins["observations"].count == 1


async def test_dstu2_is_asked_for_medication_orders(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.routes.clear()
    ehr.get("/metadata").respond(json={"resourceType": "Conformance", "fhirVersion": "1.0.2"})
    ehr.get(url__startswith=f"{BASE}/MedicationRequest").respond(404)
    had = await complete()
    assert source(had, "medicationRequests") == (Source.FETCHED, None)
    assert any(address.startswith("MedicationOrder?") for address in asked(ehr))
    assert had.fhir_version == "DSTU2"
    await complete()
    assert sum(address.startswith("MedicationRequest") for address in asked(ehr)) == 1


@pytest.mark.parametrize(
    ("said", "version"), [("4.0.1", "R4"), ("4.3.0", "R4"), ("5.0.0", "R5"), ("3.0.2", "STU3"), ("1.0.2", "DSTU2")]
)
async def test_the_version_is_that_of_the_metadata_and_asked_for_once(
    complete: Complete, ehr: respx.MockRouter, said: str, version: str
) -> None:
    ehr.routes.clear()
    metadata = ehr.get("/metadata").respond(json={"resourceType": "CapabilityStatement", "fhirVersion": said})
    first, second = await complete(), await complete()
    assert (first.fhir_version, second.fhir_version, metadata.call_count) == (version, version, 1)


async def test_metadata_that_hang_cost_no_call_its_deadline(complete: Complete, ehr: respx.MockRouter) -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        raise AssertionError

    ehr.routes.clear()
    ehr.get("/metadata").mock(side_effect=never)
    started = asyncio.get_running_loop().time()
    had = await complete()
    assert asyncio.get_running_loop().time() - started < 1.0
    assert had.fhir_version is None
    assert had.failures.keys() <= {"patient"}


class TestASecondTry:
    async def test_a_503_is_asked_again(self, complete: Complete, ehr: respx.MockRouter) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition")
        route.side_effect = [httpx.Response(503), httpx.Response(200, json=bundle(condition("c1")))]
        assert source(await complete(), "conditions") == (Source.FETCHED, None)

    async def test_a_reset_connection_is_asked_again(self, complete: Complete, ehr: respx.MockRouter) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition")
        route.side_effect = [httpx.ReadError("reset"), httpx.Response(200, json=bundle(condition("c1")))]
        assert source(await complete(), "conditions") == (Source.FETCHED, None)

    async def test_a_429_waits_as_long_as_it_says(self, complete: Complete, ehr: respx.MockRouter) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition")
        route.side_effect = [
            httpx.Response(429, headers={"Retry-After": "1"}),
            httpx.Response(200, json=bundle(condition("c1"))),
        ]
        had = await complete(seconds=3.0)
        assert source(had, "conditions") == (Source.FETCHED, None)
        assert (had.origins["conditions"].ms or 0) >= 950

    @pytest.mark.parametrize("said", ["60", "Wed, 21 Oct 2099 07:28:00 GMT"], ids=["a minute", "a date"])
    async def test_a_429_beyond_the_deadline_is_given_up_at_once(
        self, complete: Complete, ehr: respx.MockRouter, said: str
    ) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition").respond(429, headers={"Retry-After": said})
        had = await complete()
        assert (source(had, "conditions"), route.call_count) == ((Source.FAILED, Reason.BUSY), 1)
        assert (had.ms or 0) < 1000

    @pytest.mark.parametrize("status", [401, 403, 404, 410, 418, 500, 502, 301])
    async def test_nothing_else_is_asked_again(self, complete: Complete, ehr: respx.MockRouter, status: int) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition").respond(status, headers={"Location": "https://evil.org"})
        assert source(await complete(), "conditions")[0] is Source.FAILED
        assert route.call_count == 1

    async def test_a_server_that_stays_busy_is_asked_three_times(
        self, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        route = ehr.get(url__startswith=f"{BASE}/Condition").respond(503)
        assert source(await complete(), "conditions") == (Source.FAILED, Reason.BUSY)
        assert route.call_count == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(200, html="<html>Log in</html>"), Reason.NOT_FHIR),
        (httpx.Response(200, json=condition("c1")), Reason.NOT_FHIR),
        (httpx.Response(200, json=[]), Reason.NOT_FHIR),
        (httpx.Response(200, json=outcome()), Reason.REFUSED),
        (httpx.Response(200, content=b""), Reason.NOT_FHIR),
        (httpx.Response(204), Reason.NOT_FHIR),
        (httpx.Response(302, headers={"Location": f"{BASE}/elsewhere"}), Reason.REDIRECTED),
        (httpx.Response(200, headers={"Content-Encoding": "br"}, content=b"{}"), Reason.NOT_FHIR),
    ],
    ids=["HTML", "a resource in place of a Bundle", "a list", "an outcome", "nothing", "204", "redirect", "compressed"],
)
async def test_an_answer_that_is_none_is_a_named_gap(
    complete: Complete, ehr: respx.MockRouter, answer: httpx.Response, reason: Reason
) -> None:
    ehr.get(url__startswith=f"{BASE}/Condition").mock(return_value=answer)
    had = await complete()
    assert source(had, "conditions") == (Source.FAILED, reason)
    assert "conditions" not in had.answers


class TestScopes:
    async def test_what_the_token_does_not_cover_is_not_asked_for(
        self, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        had = await complete(scope="launch patient/Patient.read user/Condition.rs patient/Observation.r")
        assert sorted(address.partition("?")[0] for address in asked(ehr)) == ["Condition", "Patient/p1"]
        assert source(had, "observations") == (Source.FAILED, Reason.NOT_PERMITTED)


class TestAPrefetchThatGoesOn:
    async def test_is_read_to_its_end(self, complete: Complete, ehr: respx.MockRouter) -> None:
        ehr.get(url=f"{BASE}/Condition?page=2").respond(json=bundle(condition("c2")))
        first = bundle(condition("c1"), following=f"{BASE}/Condition?page=2", total=2)
        had = await complete({**EVERY_KEY, "conditions": first})
        assert len(had.answers["conditions"]) == 2
        assert source(had, "conditions") == (Source.FETCHED, None)

    async def test_elsewhere_is_not_followed(self, complete: Complete, ehr: respx.MockRouter) -> None:
        first = bundle(condition("c1"), following="https://evil.example.org/Condition?page=2")
        had = await complete({**EVERY_KEY, "conditions": first}, token="t")
        assert asked(ehr) == []
        assert source(had, "conditions")[1] is Reason.STRAY_PAGE


class TestDrugsThatTheRecordPointsTo:
    def order(self, identity: str, drug: str, display: str | None = None) -> dict[str, Any]:
        pointer = {"reference": f"Medication/{drug}", "display": display}
        return {
            "resourceType": "MedicationRequest",
            "id": identity,
            "medicationReference": {name: value for name, value in pointer.items() if value},
        }

    def drug(self, identity: str) -> dict[str, Any]:
        return {"resourceType": "Medication", "id": identity, "code": {"text": "Sertraline 50 MG"}}

    async def test_are_asked_for_in_one_search(self, complete: Complete, ehr: respx.MockRouter) -> None:
        ehr.get(url__startswith=f"{BASE}/MedicationRequest").respond(
            json=bundle(self.order("1", "a"), self.order("2", "b"), self.order("3", "a"))
        )
        ehr.get(url=f"{BASE}/Medication?_id=a,b&_count=2").respond(json=bundle(self.drug("a"), self.drug("b")))
        had = await complete()
        assert had.origins["medications"].count == 2
        assert sum(address.startswith("Medication?") for address in asked(ehr)) == 1

    async def test_are_read_one_by_one_where_there_is_no_such_search(
        self, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        ehr.get(url__startswith=f"{BASE}/MedicationRequest").respond(
            json=bundle(self.order("1", "a"), self.order("2", "gone"))
        )
        ehr.get(url__startswith=f"{BASE}/Medication?").respond(400)
        ehr.get(url=f"{BASE}/Medication/a").respond(json=self.drug("a"))
        ehr.get(url=f"{BASE}/Medication/gone").respond(404)
        had = await complete()
        assert (had.origins["medications"].count, had.failures) == (1, {})

    async def test_that_came_along_are_not_asked_for(self, complete: Complete, ehr: respx.MockRouter) -> None:
        sent = {**EVERY_KEY, "medicationRequests": bundle(self.order("1", "a"), self.drug("a"))}
        await complete(sent)
        assert asked(ehr) == []

    async def test_with_a_name_beside_them_cost_a_complete_prefetch_nothing(
        self, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        sent = {**EVERY_KEY, "medicationRequests": bundle(self.order("1", "a", "SERTRALINE 50 MG PO TABS"))}
        await complete(sent)
        assert asked(ehr) == []

    async def test_without_any_name_are_worth_a_question(self, complete: Complete, ehr: respx.MockRouter) -> None:
        ehr.get(url__startswith=f"{BASE}/Medication?").respond(json=bundle(self.drug("a")))
        had = await complete({**EVERY_KEY, "medicationRequests": bundle(self.order("1", "a"))})
        assert source(had, "medications") == (Source.FETCHED, None)


class TestTheCircuit:
    async def test_three_calls_without_any_answer_and_the_server_is_left_alone(
        self, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        ehr.routes.clear()
        ehr.get(url__startswith=BASE).mock(side_effect=httpx.ConnectError("refused"))
        for _ in range(3):
            assert source(await complete(rest=False), "conditions") == (Source.FAILED, Reason.UNREACHABLE)
        before = ehr.calls.call_count
        had = await complete(rest=False)
        assert (had.refused, ehr.calls.call_count) == (Reason.RESTING, before)
        assert had.gap is not None

    async def test_one_answer_of_eleven_keeps_it_closed(self, complete: Complete, ehr: respx.MockRouter) -> None:
        ehr.get(url__startswith=f"{BASE}/").respond(500)
        for _ in range(5):
            assert (await complete(rest=False)).refused is None

    async def test_a_caller_who_goes_away_leaves_the_server_its_trial(
        self, servers: FhirServers, complete: Complete, ehr: respx.MockRouter
    ) -> None:
        async def never(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(30)
            raise AssertionError

        ehr.routes.clear()
        ehr.get(url__startswith=BASE).mock(side_effect=never)
        call = asyncio.create_task(complete(rest=False))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        (known,) = servers._known.values()
        assert (known.circuit.trying, known.circuit.failures) == (False, 0)


async def test_a_cookie_of_one_call_is_not_sent_with_the_next(complete: Complete, ehr: respx.MockRouter) -> None:
    ehr.get(url__startswith=f"{BASE}/").respond(json=bundle(), headers={"Set-Cookie": "session=1; Path=/"})
    await complete(rest=False)
    await complete(rest=False)
    assert not any("cookie" in call.request.headers for call in ehr.calls)
