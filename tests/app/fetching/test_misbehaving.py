"""A whole conversation over real sockets: the service completes a call from a server that behaves, or does not."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from app.clients import Client, Clients
from app.demo import hook_request
from tests.app.conftest import DAY
from tests.app.fetching.misbehaving import Fault, response, serving_records

Serving = Callable[..., httpx.AsyncClient]
TOKEN = "a-token-of-the-ehr"
CALL = "/cds-services/trd-patient-view"


def asking(base: str, prefetch: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    sent = hook_request("two-failed-trials", DAY)
    given = {"prefetch": prefetch} if prefetch is not None else {}
    return {
        **{key: value for key, value in sent.items() if key != "prefetch"},
        "fhirServer": base,
        "fhirAuthorization": {
            "access_token": TOKEN,
            "token_type": "Bearer",
            "expires_in": 300,
            "scope": "user/*.read",
            "subject": "trd-cds",
        },
        "extension": {"org.trd-cds.configuration": {"asOf": DAY.isoformat(), "maxCards": 10}},
        **given,
        **more,
    }


async def answered(
    serving: Serving, base: str, request: dict[str, Any] | None = None, *, listed: bool = True, **settings: Any
) -> httpx.Response:
    clients = Clients((Client(id="open", fhir_servers=(base,) if listed else ()),))
    service = serving(
        clients=clients, insecure=True, allow_as_of=True, **{"deadline_ms": 3000, "rate_limit": 10_000, **settings}
    )
    body = orjson.dumps(request or asking(base))
    app: Any = service._transport.app  # type: ignore[attr-defined]  # httpx's own has this
    async with app.router.lifespan_context(app):
        return await service.post(CALL, content=body, headers={"Content-Type": "application/json"})


def summary(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    cards = answer.json()["cards"]
    found: dict[str, Any] = next(card for card in cards if card["source"]["topic"]["code"] == "summary")
    return found


def gaps(answer: httpx.Response) -> list[tuple[str, str]]:
    found = summary(answer)["extension"]["org.trd-cds.assessment"].get("gaps", [])
    return [(gap["code"], gap["what"]) for gap in found]


def sentence(answer: httpx.Response) -> str:
    assert answer.status_code == 412, answer.text
    told: str = answer.json()["issue"][0]["diagnostics"]
    return told


async def test_everything_fetched_is_told_as_everything_sent_along(serving: Serving) -> None:
    async with serving_records() as ehr:
        fetched = summary(await answered(serving, ehr.base))
        sent = summary(
            await answered(
                serving, ehr.base, {**hook_request("two-failed-trials", DAY), "extension": asking("")["extension"]}
            )
        )
    assert "2 adequate antidepressant trials failed" in fetched["summary"]
    assert fetched["summary"] == sent["summary"]
    assert all("Bearer " + TOKEN in head for head in ehr.headers if "/metadata" not in head.split("\r\n")[0])


async def test_an_untrusted_server_is_not_asked_at_all(serving: Serving) -> None:
    async with serving_records() as ehr:
        answer = await answered(serving, ehr.base, listed=False)
        assert "is not one that is trusted" in sentence(answer)
        assert ehr.asked == []
        assert TOKEN not in answer.text
        assert str(ehr.port) not in answer.text


async def test_a_412_leaves_its_reason_in_the_log(serving: Serving, capsys: pytest.CaptureFixture[str]) -> None:
    async with serving_records() as ehr:
        answer = await answered(serving, ehr.base, listed=False)
    logged = capsys.readouterr()
    assert answer.status_code == 412
    assert re.search(r"not_fetched_because\W+untrusted", logged.out + logged.err)
    assert "two-failed-trials" not in logged.out + logged.err


async def test_what_came_along_is_judged_though_the_server_is_not_trusted(serving: Serving) -> None:
    async with serving_records() as ehr:
        prefetch = hook_request("two-failed-trials", DAY)["prefetch"]
        told = gaps(await answered(serving, ehr.base, asking(ehr.base, prefetch), listed=False))
        assert ehr.asked == []
    assert [what for code, what in told if code == "fetch-failed" and "not one that is trusted" in what]


async def test_pages_are_followed_to_their_end(serving: Serving) -> None:
    async def small_pages(target: str, writer: asyncio.StreamWriter) -> bool:
        if "_count=500" not in target:
            return False
        status, body = ehr.answer(target.replace("_count=500", "_count=1"))
        writer.write(response(status, orjson.dumps(body)))
        return True

    async with serving_records(small_pages) as ehr:
        fetched = summary(await answered(serving, ehr.base))
    assert "2 adequate antidepressant trials failed" in fetched["summary"]
    assert len(ehr.asked) > 14


def half_dead(*kinds: str) -> Fault:
    """These types are never answered."""

    async def fault(target: str, writer: asyncio.StreamWriter) -> bool:
        if any(target.startswith(f"/fhir/{kind}?") for kind in kinds):
            await asyncio.sleep(20)
        return False

    return fault


async def test_half_dead_what_comes_in_time_is_used(serving: Serving) -> None:
    async with serving_records(half_dead("Observation", "Procedure")) as ehr:
        started = time.perf_counter()
        answer = await answered(serving, ehr.base, deadline_ms=500)
        assert time.perf_counter() - started < 2.5
    told = [what for code, what in gaps(answer) if code == "fetch-failed"]
    assert any(what.startswith("Observations could not be had") for what in told)
    assert any(what.startswith("Procedures could not be had") for what in told)


async def test_slow_beyond_the_deadline_is_a_412_that_says_so(serving: Serving) -> None:
    async def slow(_: str, __: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(20)
        return False

    async with serving_records(slow) as ehr:
        started = time.perf_counter()
        answer = await answered(serving, ehr.base, deadline_ms=300)
        assert time.perf_counter() - started < 2.0
        assert "did not answer in time" in sentence(answer)


async def test_dripping_a_byte_at_a_time_ends_at_the_deadline(serving: Serving) -> None:
    async def drip(_: str, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: 99999\r\n\r\n{")
        for _beat in range(200):
            await asyncio.sleep(0.1)
            writer.write(b" ")
            await writer.drain()
        return True

    async with serving_records(drip) as ehr:
        started = time.perf_counter()
        answer = await answered(serving, ehr.base, deadline_ms=400)
        assert time.perf_counter() - started < 2.0
        assert "did not answer in time" in sentence(answer)


async def test_closed_is_a_412_that_says_so(serving: Serving) -> None:
    async with serving_records() as ehr:
        base = ehr.base
    assert "can't be reached" in sentence(await answered(serving, base))


async def test_refused_is_a_412_that_says_so(serving: Serving) -> None:
    async def refuse(_: str, writer: asyncio.StreamWriter) -> bool:
        writer.write(response(401, b'{"resourceType":"OperationOutcome"}'))
        return True

    async with serving_records(refuse) as ehr:
        assert "refused to give them" in sentence(await answered(serving, ehr.base))


async def test_resets_in_the_middle_of_an_answer_are_asked_again(serving: Serving) -> None:
    seen: set[str] = set()

    async def reset(target: str, writer: asyncio.StreamWriter) -> bool:
        if target in seen:
            return False
        seen.add(target)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        await writer.drain()
        writer.transport.abort()
        return True

    async with serving_records(reset) as ehr:
        fetched = summary(await answered(serving, ehr.base))
    assert "2 adequate antidepressant trials failed" in fetched["summary"]


async def test_a_lie_about_the_patient_is_left_out_and_told(serving: Serving) -> None:
    async def of_somebody_else(target: str, writer: asyncio.StreamWriter) -> bool:
        if not target.startswith("/fhir/Procedure?"):
            return False
        ect = {"resourceType": "Procedure", "id": "ect", "status": "completed", "code": {"text": "ECT"}}
        lie = {"resourceType": "Bundle", "entry": [{"resource": ect | {"subject": {"reference": "Patient/x"}}}]}
        writer.write(response(200, orjson.dumps(lie)))
        return True

    async with serving_records(of_somebody_else) as ehr:
        answer = await answered(serving, ehr.base)
    assert ("other-patient", "1 record of another patient was left out") in gaps(answer)


async def test_a_list_that_is_wholly_somebody_elses_is_no_list_of_this_patient(serving: Serving) -> None:
    async def of_somebody_else(target: str, writer: asyncio.StreamWriter) -> bool:
        if not target.startswith(("/fhir/Condition?", "/fhir/Medication")):
            return False
        status, body = ehr.answer(target)
        writer.write(response(status, orjson.dumps(body).replace(b"Patient/two-failed-trials", b"Patient/x")))
        return True

    async with serving_records(of_somebody_else) as ehr:
        answer = await answered(serving, ehr.base)
    assert "Sertraline" not in answer.text
    assert answer.status_code == 412, "an empty list of cards would read as nothing found"
    assert "is of another patient" in sentence(answer)


async def test_records_of_another_kind_in_their_place_are_a_412_that_says_so(serving: Serving) -> None:
    async def practitioners(target: str, writer: asyncio.StreamWriter) -> bool:
        if "?" not in target:
            return False
        lie = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Practitioner", "id": "1"}}]}
        writer.write(response(200, orjson.dumps(lie)))
        return True

    async with serving_records(practitioners) as ehr:
        assert "what came holds neither" in sentence(await answered(serving, ehr.base))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><title>Log in</title></html>", "text/html"),
        (b'{"resourceType":"Patient","id":"x"}', "application/fhir+json"),
        (b"\x00\xff\xfe not json", "application/fhir+json"),
        (b"", "application/fhir+json"),
    ],
    ids=["HTML", "wrong type", "rubbish", "nothing"],
)
async def test_what_is_not_fhir_is_a_412_that_says_so(serving: Serving, body: bytes, kind: str) -> None:
    async def lie(target: str, writer: asyncio.StreamWriter) -> bool:
        if "?" not in target:
            return False
        writer.write(response(200, body, kind))
        return True

    async with serving_records(lie) as ehr:
        assert "is not FHIR" in sentence(await answered(serving, ehr.base))


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in chunks"])
async def test_forty_megabytes_are_not_read_to_their_end(serving: Serving, declared: bool) -> None:
    sent = 0

    async def flood(target: str, writer: asyncio.StreamWriter) -> bool:
        nonlocal sent
        if not target.startswith("/fhir/Observation?"):
            return False
        size = f"Content-Length: {40 * 1_048_576}" if declared else "Transfer-Encoding: chunked"
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n{size}\r\n\r\n".encode())
        block = b" " * 1_048_576
        for _ in range(40):
            writer.write(block if declared else b"100000\r\n" + block + b"\r\n")
            await writer.drain()
            sent += 1
        return True

    async with serving_records(flood) as ehr:
        answer = await answered(serving, ehr.base, deadline_ms=10_000)
    assert any(
        what == "Observations could not be had: the FHIR server's answer is too large" for _, what in gaps(answer)
    )
    assert sent < 40


async def test_endless_pages_are_cut_and_told(serving: Serving) -> None:
    async def endless(target: str, writer: asyncio.StreamWriter) -> bool:
        if not target.startswith("/fhir/Encounter"):
            return False
        number = int(target.rpartition("page=")[2]) if "page=" in target else 0
        encounter = {"resourceType": "Encounter", "id": f"e{number}", "status": "finished"}
        link = {"relation": "next", "url": f"{ehr.base}/Encounter?page={number + 1}"}
        body = {"resourceType": "Bundle", "link": [link], "entry": [{"resource": encounter}]}
        writer.write(response(200, orjson.dumps(body)))
        return True

    async with serving_records(endless) as ehr:
        told = gaps(await answered(serving, ehr.base, deadline_ms=10_000))
    assert ("fetch-failed", "Encounters could be had in part only: there are too many pages") in told


async def test_a_redirect_is_not_followed_and_the_token_stays_here(serving: Serving) -> None:
    async with serving_records() as elsewhere:

        async def redirect(_: str, writer: asyncio.StreamWriter) -> bool:
            writer.write(response(307, b"", extra=f"Location: {elsewhere.base}/Condition\r\n"))
            return True

        async with serving_records(redirect) as ehr:
            assert "sent us elsewhere" in sentence(await answered(serving, ehr.base))
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("authorization", "words"),
    [({"expires_in": 0}, "has expired"), ({"patient": "somebody-else"}, "is for another patient")],
    ids=["expired", "another patient's"],
)
async def test_a_token_that_does_not_fit_is_not_sent(
    serving: Serving, authorization: dict[str, Any], words: str
) -> None:
    async with serving_records() as ehr:
        request = asking(ehr.base)
        request["fhirAuthorization"] |= authorization
        assert words in sentence(await answered(serving, ehr.base, request))
        assert ehr.asked == []


async def test_without_a_server_the_412_asks_for_the_keys(serving: Serving) -> None:
    request = asking("")
    del request["fhirServer"], request["fhirAuthorization"]
    told = sentence(await answered(serving, "http://127.0.0.1:1/fhir", request))
    assert "no fhirServer came along" in told
    assert "conditions" in told
