"""The store through HTTP: feedback, filtered repeats, overrides and silent mode."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL

from app.clients import Client
from app.store.database import sqlite_file
from app.store.tables import CARDS, DECISIONS, FEEDBACK
from tests.acceptance.charts import DEPRESSION, chart, checked, two_failures
from tests.app.store.served import FEEDBACK_OF_SIGN, Served, Serving, early, seizures, topics

# ---- filtered repeats


async def test_n59e_what_select_said_is_silent_at_sign(served: Served) -> None:
    assert topics(await served.ask(early("order-select", filterRepeated=True)))[0] == "orderSafety"
    assert await served.ask(early("order-sign", filterRepeated=True)) == []


async def test_n59f_a_critical_card_is_said_again(served: Served) -> None:
    assert topics(await served.ask(seizures("order-select", filterRepeated=True)))[0] == "orderSafety"
    (again,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert again["indicator"] == "critical"


async def test_n59g_silent_mode_shows_nothing_and_records_all(kept: Serving, address: URL) -> None:
    async with kept(address, silent=True) as served:
        told = chart(DEPRESSION, two_failures(thoughts_of_death=3), checked())
        assert await served.ask(dict(told)) == []
        (decision,) = await served.rows(DECISIONS)
        cards = await served.rows(CARDS)
    assert (decision["shown"], decision["silent_because"]) == (False, "silent")
    assert "suicideRisk" in [card["topic"] for card in cards]
    assert {card["uuid"] for card in cards} == {None}


async def test_without_the_filter_everything_is_said_again(served: Served) -> None:
    await served.ask(early("order-select"))
    assert topics(await served.ask(early("order-sign"))) == ["orderSafety"]


async def test_what_another_clinician_was_shown_is_said_again(served: Served) -> None:
    await served.ask(early("order-select", filterRepeated=True), userId="Practitioner/resident")
    assert await served.ask(early("order-sign", filterRepeated=True), userId="Practitioner/attending")


async def test_after_an_accepted_suggestion_sign_speaks_again(served: Served) -> None:
    cards = await served.ask(early("order-select", filterRepeated=True))
    await served.say(cards[0], "accepted")
    assert topics(await served.ask(early("order-sign", filterRepeated=True))) == ["orderSafety"]


async def test_a_client_has_the_filter_for_all_its_calls_and_a_request_can_switch_it_off(
    kept: Serving, address: URL
) -> None:
    async with kept(address, client=Client(id="north", filter_repeated=True)) as served:
        await served.ask(early("order-select"))
        assert await served.ask(early("order-sign")) == []
        assert await served.ask(early("order-sign", filterRepeated=False))


async def test_the_names_of_pddi_cds_mean_the_same(served: Served) -> None:
    for hook, name in (
        ("order-select", "cache-for-order-sign-filtering"),
        ("order-sign", "filter-out-repeated-alerts"),
    ):
        request = early(hook)
        request.setdefault("extension", {})["configuration-items"] = {name: True}
        cards = await served.ask(request)
    assert cards == []


# ---- overrides


async def test_an_override_silences_the_same_card_on_the_next_chart(served: Served) -> None:
    told = (DEPRESSION, two_failures(), checked())
    cards = await served.ask(dict(chart(*told, filterRepeated=True)))
    chosen = next(card for card in cards if card["source"]["topic"]["code"] == "augmentation")
    await served.say(chosen, "overridden", "patient-declined")
    again = await served.ask(dict(chart(*told, filterRepeated=True)))
    keys = [card["extension"]["org.trd-cds.card"]["key"] for card in again]
    assert again
    assert chosen["extension"]["org.trd-cds.card"]["key"] not in keys


@pytest.mark.parametrize("thoughts", [1, 3], ids=["present", "high"])
async def test_an_override_never_silences_a_suicide_risk(served: Served, thoughts: int) -> None:
    told = (DEPRESSION, two_failures(thoughts_of_death=thoughts), checked())
    first = await served.ask(dict(chart(*told, filterRepeated=True)), userId="Practitioner/1")
    assert topics(first)[0] == "suicideRisk"
    await served.say(first[0], "overridden", "not-indicated")
    again = await served.ask(dict(chart(*told, filterRepeated=True)), userId="Practitioner/2")
    assert topics(again)[0] == "suicideRisk"


@pytest.mark.parametrize(("thoughts", "said"), [(1, False), (3, True)], ids=["present", "high"])
async def test_the_filter_says_a_risk_that_is_present_once_a_day_and_a_high_one_always(
    served: Served, thoughts: int, said: bool
) -> None:
    told = (DEPRESSION, two_failures(thoughts_of_death=thoughts), checked())
    await served.ask(dict(chart(*told, filterRepeated=True)))
    assert ("suicideRisk" in topics(await served.ask(dict(chart(*told, filterRepeated=True))))) is said


async def test_a_critical_finding_that_was_overridden_is_said_with_the_day(served: Served) -> None:
    (first,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert "Overridden on" not in first["detail"]
    await served.say(first, "overridden", "clinically-inappropriate")
    (again,) = await served.ask(seizures("order-sign", filterRepeated=True))
    assert "Overridden on" in again["detail"]


# ---- feedback


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        pytest.param("/cds-services/none/feedback", b"{", 404, id="an unknown service, before the body"),
        pytest.param(FEEDBACK_OF_SIGN, b"{", 400, id="no JSON"),
        pytest.param(FEEDBACK_OF_SIGN, b'{"feedback": [{"card": "x"}]}', 400, id="no outcome"),
        pytest.param(FEEDBACK_OF_SIGN + "/", b'{"feedback": []}', 200, id="a trailing slash, nothing to keep"),
        pytest.param(FEEDBACK_OF_SIGN, b'{"feedback": [{"card": "?", "outcome": "accepted"}]}', 200, id="unknown card"),
    ],
)
async def test_feedback_is_answered(served: Served, path: str, body: bytes, status: int) -> None:
    answer = await served.http.post(path, content=body)
    assert answer.status_code == status
    if status == 200:
        assert answer.content == b"{}"
    else:
        assert answer.json()["resourceType"] == "OperationOutcome"


async def test_a_batch_with_one_wrong_entry_keeps_nothing(served: Served) -> None:
    entries = [{"card": str(uuid4()), "outcome": "accepted"}, {"outcome": "accepted"}]
    assert (await served.http.post(FEEDBACK_OF_SIGN, json={"feedback": entries})).status_code == 400
    assert await served.rows(FEEDBACK) == []


async def test_no_name_no_patient_and_no_comment_is_on_disk(kept: Serving, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    async with kept(sqlite_file(path)) as served:
        request = dict(chart(DEPRESSION, two_failures(), checked(), filterRepeated=True))
        cards = await served.ask(request, userId="Practitioner/who-asks", encounterId="encounter-7")
        said = {"card": cards[0]["uuid"], "outcome": "overridden", "overrideReason": {"userComment": "Ada refuses"}}
        await served.http.post(FEEDBACK_OF_SIGN, json={"feedback": [said]})
        held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (request["context"]["patientId"], "who-asks", "encounter-7", "Ada", "refuses", "sertraline"):
        assert secret.encode() not in held, secret
    assert path.stat().st_mode & 0o077 == 0
