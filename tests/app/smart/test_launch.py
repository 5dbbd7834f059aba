"""The whole way with a strict EHR: launch, sign-in, timeline; what is asked of it and what is not."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import logs
from app.clients import Clients
from tests.app.security.signing import key, pem
from tests.app.smart.conftest import BASE, Opened, entry, query_of, told
from tests.app.smart.ehr import Ehr

KINDS = (
    *("AllergyIntolerance", "Condition", "Encounter", "Medication", "MedicationAdministration", "MedicationDispense"),
    *("MedicationRequest", "MedicationStatement", "Observation", "Patient", "Procedure", "QuestionnaireResponse"),
)


async def test_an_ehr_launch_ends_at_the_timeline_of_the_chart(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    answer = await seen.sign_in()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/timeline"
    assert "Reading the record" in (await seen.get("/timeline")).text
    shown = await seen.timeline()
    assert shown.status_code == 200, shown.text
    assert "Sertraline" in shown.text
    assert ehr.refused == []


async def test_a_standalone_launch_asks_the_ehr_for_the_patient(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    address = await seen.launch()
    asked = query_of(address)
    assert "launch" not in asked
    assert "launch/patient" in asked["scope"].split()
    await seen.get(await seen.authorize(address))
    assert "Sertraline" in (await seen.timeline()).text
    assert ehr.refused == []


async def test_the_question_to_the_ehr_holds_what_the_specification_wants(browser: Opened, ehr: Ehr) -> None:
    address = await browser().launch(launch="launch-1")
    assert address.startswith(f"{ehr.base}/authorize?tenant=north&")
    asked = query_of(address)
    assert set(asked) == {
        *("tenant", "response_type", "client_id", "redirect_uri", "scope", "state", "aud", "launch", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert asked["redirect_uri"] == f"{BASE}/smart/callback"
    assert asked["aud"] == ehr.fhir
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


@pytest.mark.parametrize(
    ("version", "end"), [pytest.param("v1", ".read", id="SMART 1"), pytest.param("v2", ".rs", id="SMART 2")]
)
async def test_each_kind_is_asked_for_in_the_words_of_the_server_and_nothing_is_written(
    browser: Opened, ehr: Ehr, version: str, end: str
) -> None:
    ehr.version = version
    seen = browser()
    scope = query_of(await seen.launch(launch="launch-1"))["scope"].split()
    kinds = [one for one in scope if one.startswith("patient/")]
    assert kinds == [f"patient/{kind}{'.r' if kind == 'Patient' and version == 'v2' else end}" for kind in KINDS]
    assert [one for one in scope if one not in kinds] == ["launch", "openid", "fhirUser", "online_access"]
    await seen.sign_in()
    assert "Sertraline" in (await seen.timeline()).text
    assert ehr.refused == []


async def test_a_token_that_outlives_the_user_is_never_asked_for(browser: Opened, ehr: Ehr) -> None:
    ehr.configured = {"scopes_supported": ["offline_access", "launch"], "capabilities": ["permission-v2", "launch-ehr"]}
    scope = query_of(await browser().launch(launch="launch-1"))["scope"].split()
    assert {"offline_access", "online_access", "openid"} & set(scope) == set()


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
async def test_a_client_with_a_key_signs_who_it_is(browser: Opened, ehr: Ehr, tmp_path: Path, algorithm: str) -> None:
    (tmp_path / "app.pem").write_bytes(pem(algorithm))
    seen = browser(key_file=tmp_path / "app.pem")
    published = (await seen.get("/smart/jwks.json")).json()
    (ours,) = published["keys"]
    assert ours["alg"] == algorithm
    assert not {"d", "p", "q"} & set(ours)
    ehr.client_keys = published
    await seen.sign_in()
    assert "Sertraline" in (await seen.timeline()).text
    assert ehr.refused == []


async def test_while_keys_are_changed_both_are_published_and_the_first_signs(
    browser: Opened, ehr: Ehr, tmp_path: Path
) -> None:
    both = [key("ES384", "new").as_dict(private=True), key("RS384", "old").as_dict(private=True)]
    (tmp_path / "app.json").write_text(json.dumps({"keys": both}))
    seen = browser(key_file=tmp_path / "app.json")
    published = (await seen.get("/smart/jwks.json")).json()
    assert {one["kid"] for one in published["keys"]} == {"new", "old"}
    ehr.client_keys = {"keys": [one for one in published["keys"] if one["kid"] == "new"]}
    assert (await seen.sign_in()).status_code == 303
    ehr.client_keys = {"keys": [one for one in published["keys"] if one["kid"] == "old"]}
    ehr.configured = {"token_endpoint_auth_signing_alg_values_supported": ["RS384"]}
    later = browser(key_file=tmp_path / "app.json")
    assert (await later.sign_in()).status_code == 303, "the key whose algorithm the server takes"


async def test_without_keys_the_key_set_is_empty(browser: Opened) -> None:
    assert (await browser().get("/smart/jwks.json")).json() == {"keys": []}


@pytest.mark.parametrize(
    ("members", "shown"),
    [
        pytest.param({"need_patient_banner": True}, True, id="the EHR asks for it"),
        pytest.param({"need_patient_banner": None}, True, id="it says nothing"),
        pytest.param({"need_patient_banner": False}, False, id="it shows the patient itself"),
    ],
)
async def test_whose_chart_it_is_is_shown_unless_the_ehr_shows_it(
    browser: Opened, ehr: Ehr, members: dict[str, Any], shown: bool
) -> None:
    ehr.told = members
    seen = browser()
    await seen.sign_in()
    page = (await seen.timeline()).text
    assert ("Alma Sample" in page) is shown
    head = page.partition("</head>")[0]
    assert "Alma Sample" not in head, "never in the title"


async def test_the_timeline_judges_by_the_definition_of_the_card_that_was_clicked(browser: Opened, ehr: Ehr) -> None:
    ehr.told = {"appContext": "definition=athf-sf"}
    seen = browser()
    await seen.sign_in()
    by_card = (await seen.timeline()).text
    ehr.told = {"appContext": "definition=<script>&x=1"}
    await seen.sign_in()
    by_site = (await seen.timeline()).text
    assert by_card != by_site
    assert "ATHF" in by_card
    assert "<script>&x" not in by_site


async def test_a_new_launch_replaces_the_session(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    await seen.sign_in()
    ehr.launches.add("launch-2")
    await seen.launch(launch="launch-2")
    refused = await seen.timeline()
    assert refused.status_code == 401, "from the moment of the new launch the old chart is shut"
    ehr.patient = "four-failed-trials"
    await seen.sign_in(launch="launch-2")
    page = (await seen.timeline()).text
    assert "Alma Sample" not in page
    assert ehr.refused == []


async def test_under_a_path_every_address_of_ours_stands_below_it(browser: Opened, ehr: Ehr) -> None:
    ehr.redirect_uri = "https://proxy.example.org/trd/smart/callback"
    seen = browser(settings={"base_url": "https://proxy.example.org/trd"})
    back = await seen.authorize(await seen.launch(launch="launch-1"))
    answer = await seen.get(back.replace("https://proxy.example.org/trd", ""))
    assert answer.headers["location"] == "/trd/timeline"
    assert 'url=/trd/timeline?read=1"' in (await seen.get("/timeline")).text


async def test_a_launch_is_kept_by_nobody_and_framed_by_the_listed_alone(browser: Opened, ehr: Ehr) -> None:
    seen = browser(clients=Clients((entry(ehr, frame_ancestors=["https://ehr.example.org"]),)))
    leading = await seen.get(f"/smart/launch?iss={ehr.fhir}&launch=launch-1")
    assert leading.headers["cache-control"] == "no-store"
    assert leading.headers["referrer-policy"] == "no-referrer"
    await seen.get(await seen.authorize(leading.headers["location"]))
    for address in ("/timeline", "/timeline?read=1", "/smart/callback"):
        page = await seen.get(address)
        assert "frame-ancestors https://ehr.example.org;" in page.headers["content-security-policy"], address
        assert page.headers["cache-control"] == "no-store"


async def test_no_token_stands_in_a_page_an_address_or_the_log(
    browser: Opened, ehr: Ehr, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("debug", "json")
    seen = browser()
    answers: list[httpx.Response] = [await seen.sign_in()]
    answers += [await seen.get("/timeline"), await seen.timeline()]
    secrets = [*ehr.access, *ehr.refresh, *ehr.codes]
    assert len(secrets) == 3
    log = capsys.readouterr().err
    assert '"smart": "timeline"' in log
    for secret in [*secrets, "two-failed-trials", "Alma", seen.cookies["__Host-trd"][:40]]:
        assert secret not in log
    for answer in answers:
        for secret in secrets:
            assert secret not in answer.text + str(answer.headers)


def test_told_reads_the_sentence_of_a_page() -> None:
    page = httpx.Response(400, text='<p class="sentence">It &amp; more.</p>')
    assert told(page) == "It & more."
