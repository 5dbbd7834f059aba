"""The public CDS Hooks sandbox, played in a real browser: a page of another origin that signs its own tokens.

The forms are those that cds-hooks/sandbox was seen to send: no encounter, a Bundle without a type, a category that
is an object, an order without a drug as soon as the screen opens, feedback without a display.
"""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.clock import today
from app.demo import hook_request
from tests.app.security.test_served import Served

ISSUER = "https://sandbox.cds-hooks.org"
WHO = "two-failed-trials"

PAGE = """<!doctype html><title>sandbox</title><script>
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const encoded = (value) => text(new TextEncoder().encode(JSON.stringify(value)));
let pair;
async function makeKey() {
  pair = await crypto.subtle.generateKey({name: "ECDSA", namedCurve: "P-384"}, true, ["sign", "verify"]);
  return crypto.subtle.exportKey("jwk", pair.publicKey);
}
async function token(audience) {
  const at = Math.floor(Date.now() / 1000);
  const said = [{alg: "ES384", typ: "JWT", kid: "sandbox"},
    {iss: "%s", aud: audience, iat: at, exp: at + 300, jti: crypto.randomUUID()}].map(encoded).join(".");
  const signed = await crypto.subtle.sign({name: "ECDSA", hash: "SHA-384"}, pair.privateKey,
    new TextEncoder().encode(said));
  return said + "." + text(signed);
}
async function call({address, method, body, audience}) {
  const headers = {Authorization: "Bearer " + await token(audience || address), Accept: "application/json"};
  if (body) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(address, {method, headers, body: body && JSON.stringify(body)});
    return {status: answer.status, id: answer.headers.get("X-Request-Id"), told: await answer.json()};
  } catch (error) {
    return {status: 0, told: String(error)};
  }
}
</script>""".replace("%s", ISSUER)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """The answers are looked at in the page."""


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page of the sandbox, at an origin of its own."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(PAGE)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        opened = chromium.new_page()
        opened.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        yield opened
        opened.close()
        server.shutdown()


class Sandbox:
    """What the page does with the service."""

    def __init__(self, page: Page, service: Served) -> None:
        self.page, self.service = page, service

    def call(self, path: str, body: Any = None, *, audience: str | None = None) -> dict[str, Any]:
        address = self.service.base + path
        asked = {"address": address, "method": "POST" if body else "GET", "body": body, "audience": audience}
        told: dict[str, Any] = self.page.evaluate("asked => call(asked)", asked)
        return told

    def cards(self, hook: str, **context: Any) -> list[dict[str, Any]]:
        sent = {
            "hookInstance": "2f1d6e9a-7f3e-4b60-9d0c-0d7b7ad0a7c1",
            "hook": hook,
            "fhirServer": "https://launch.smarthealthit.org/v/r4/fhir",
            "context": {"patientId": WHO, "userId": "Practitioner/COREPRACTITIONER1", **context},
            "prefetch": hook_request(WHO, today())["prefetch"],
        }
        answer = self.call(f"/cds-services/trd-{hook}", sent)
        assert answer["status"] == 200, answer
        found: list[dict[str, Any]] = answer["told"]["cards"]
        return found

    def feedback(self, card: dict[str, Any], **told: Any) -> dict[str, Any]:
        entry = {"card": card["uuid"], "outcomeTimestamp": "2026-11-23T10:05:31.123Z", **told}
        return self.call("/cds-services/trd-patient-view/feedback", {"feedback": [entry]})


@pytest.fixture(scope="module")
def sandbox(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A closed service that knows the key of the page, and nobody else."""
    folder = tmp_path_factory.mktemp("service")
    key = page.evaluate("makeKey()")
    (folder / "sandbox.json").write_text(json.dumps({"keys": [{**key, "kid": "sandbox", "alg": "ES384"}]}))
    clients = folder / "clients.toml"
    clients.write_text(f'[[client]]\nid = "sandbox"\nissuer = "{ISSUER}"\njwks_file = "sandbox.json"\n')
    service = Served(folder, TRD_CLIENTS=str(clients), TRD_LOG_FORMAT="json")
    yield Sandbox(page, service)
    service.stop()


def draft(**drug: Any) -> dict[str, Any]:
    order = {
        "resourceType": "MedicationRequest",
        "id": "request-123",
        "status": "draft",
        "subject": {"reference": f"Patient/{WHO}"},
        "authoredOn": today().isoformat(),
        **drug,
    }
    return {"draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order}]}}


def chosen(rxcui: str, name: str) -> dict[str, Any]:
    return draft(
        intent="order",
        category={"coding": [{"system": "http://terminology.hl7.org/CodeSystem/x", "code": "outpatient"}]},
        medicationCodeableConcept={
            "text": name,
            "coding": [
                {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": rxcui, "display": name},
            ],
        },
        dosageInstruction=[
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [
                    {"doseQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}}
                ],
            }
        ],
        dispenseRequest={"expectedSupplyDuration": {"value": 30, "unit": "days"}},
    )


SELECTED = {"selections": ["MedicationRequest/request-123"]}


def test_it_discovers_the_services(sandbox: Sandbox) -> None:
    answer = sandbox.call("/cds-services")
    assert answer["status"] == 200
    assert {service["hook"] for service in answer["told"]["services"]} >= {"patient-view", "order-select", "order-sign"}
    assert answer["id"], "the page may read the correlation id"


def test_the_chart_shows_cards_with_what_it_renders(sandbox: Sandbox) -> None:
    cards = sandbox.cards("patient-view")
    assert cards
    for card in cards:
        assert card["uuid"]
        assert card["source"]["label"]
        assert all(suggestion["uuid"] and suggestion["label"] for suggestion in card.get("suggestions", []))


def test_the_open_screen_without_a_drug_is_answered_with_nothing(sandbox: Sandbox) -> None:
    assert sandbox.cards("order-select", **draft(), **SELECTED) == []


def test_a_chosen_drug_that_failed_before_is_told(sandbox: Sandbox) -> None:
    cards = sandbox.cards("order-select", **chosen("312941", "sertraline 50 MG Oral Tablet"), **SELECTED)
    assert any("ertraline" in card["summary"] for card in cards)


def test_the_signature_of_a_forbidden_drug_is_critical(sandbox: Sandbox) -> None:
    cards = sandbox.cards("order-sign", **chosen("993541", "24 HR bupropion hydrochloride 150 MG Oral Tablet"))
    assert cards[0]["indicator"] == "critical"


def test_a_card_is_accepted_and_then_dismissed(sandbox: Sandbox) -> None:
    card = next(card for card in sandbox.cards("patient-view") if card.get("suggestions"))
    accepted = [{"id": card["suggestions"][0]["uuid"]}]
    assert sandbox.feedback(card, outcome="accepted", acceptedSuggestions=accepted)["status"] == 200
    reason = {key: value for key, value in card["overrideReasons"][0].items() if key != "display"}
    assert sandbox.feedback(card, outcome="overridden", overrideReason={"reason": reason})["status"] == 200
    assert sandbox.feedback(card, outcome="overridden")["status"] == 200


def test_a_token_for_another_address_is_refused_and_the_page_can_read_that(sandbox: Sandbox) -> None:
    answer = sandbox.call("/cds-services/trd-patient-view", {"hook": "patient-view"}, audience="https://elsewhere.org")
    assert answer["status"] == 401
    assert answer["told"]["resourceType"] == "OperationOutcome"


def test_the_browser_asked_before_it_sent(sandbox: Sandbox) -> None:
    sandbox.call("/cds-services")
    logged = (sandbox.service.folder / "log").read_text()
    assert '"method":"OPTIONS"' in logged.replace(" ", "")


def test_the_page_of_every_address_loads_without_a_violation_of_its_policy(sandbox: Sandbox, chromium: Browser) -> None:
    opened = chromium.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    answer = opened.goto(f"{sandbox.service.base}/docs", wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    assert complaints == []
    assert opened.locator("h1").inner_text() == "trd-cds, every address"
    assert opened.evaluate("getComputedStyle(document.querySelector('pre')).overflowX") == "auto"
    opened.close()
