"""The clients' file: every key of the contract is read, and every fault stops the start by client and key."""

import json
from pathlib import Path

import pytest

from app.clients import Clients
from app.clients_file import read_clients
from app.settings import ConfigurationError
from tests.app.security.signing import key, key_set, pem
from trd.terms import Topic

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ISSUER = 'issuer = "https://ehr.example.org"\njwks_uri = "https://ehr.example.org/jwks.json"\n'

CONTRACT = """\
[[client]]
id = "north-hospital"
issuer = "https://ehr.example.org"
jwks_uri = "https://ehr.example.org/jwks.json"
jwks_file = "north-hospital.jwks.json"
tenants = ["a", "b"]
algorithms = ["ES384", "RS384"]
max_token_seconds = 3600
fhir_servers = ["https://ehr.example.org/fhir/R4/"]
rate_limit = 600
max_cards = 3
topics_off = ["psychotherapy"]
definition = "default"
silent = false
filter_repeated = true
topic_as_string = false
country = "US"
not_offered = ["tmsReferral"]
not_offered_text = "Refer to the regional centre."
crisis_text = "Call the desk."
referral_text = "Psychiatry, 5th floor"
silent_encounter_classes = ["EMER"]
smart = { client_id = "timeline", private_key_file = "key.pem", fhir_servers = ["https://ehr.example.org/fhir/R4"] }
frame_ancestors = ["https://ehr.example.org"]
[client.code_maps]
"http://www.nlm.nih.gov/research/umls/rxnorm|36437" = { system = "urn:oid:2.16.840.1.113883.6.88", code = "36437" }
"http://www.nlm.nih.gov/research/umls/rxnorm|*" = { system = "urn:oid:2.16.840.1.113883.6.88" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = key_set()
    (tmp_path / "north-hospital.jwks.json").write_text(json.dumps(keys))
    (tmp_path / "key.pem").write_bytes(pem())
    return tmp_path


def read(folder: Path, text: str) -> Clients:
    path = folder / "clients.toml"
    path.write_text(text)
    return read_clients(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as stopped:
        read(folder, text)
    return list(stopped.value.faults)


def test_every_key_of_the_contract_is_read(folder: Path) -> None:
    (client,) = read(folder, CONTRACT).listed
    assert (client.id, client.issuer) == ("north-hospital", "https://ehr.example.org")
    assert client.jwks_file == folder / "north-hospital.jwks.json", "beside the clients' file"
    assert client.smart is not None
    assert client.smart.private_key_file == folder / "key.pem"
    assert client.fhir_servers == ("https://ehr.example.org/fhir/R4",)
    assert (client.tenants, client.algorithms, client.max_token_seconds) == (("a", "b"), ("ES384", "RS384"), 3600)
    assert (client.max_cards, client.filter_repeated, client.silent, client.rate_limit) == (3, True, False, 600)
    assert client.frame_ancestors == ("https://ehr.example.org",)


def test_what_shapes_an_answer_reaches_the_configuration(folder: Path) -> None:
    (client,) = read(folder, CONTRACT).listed
    choices = client.choices
    assert choices.topics_off == {Topic.PSYCHOTHERAPY}
    assert choices.not_offered == frozenset({Topic.TMS_REFERRAL})
    assert (choices.crisis_text, choices.referral_text) == ("Call the desk.", "Psychiatry, 5th floor")
    assert choices.silent_encounter_classes == frozenset({"EMER"})
    assert choices.code_maps[f"{RXNORM}|36437"] == {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "36437"}
    assert choices.code_maps[f"{RXNORM}|*"] == {"system": "urn:oid:2.16.840.1.113883.6.88"}
    assert client.choices is choices, "made once, not for every call"


def test_the_defaults_are_those_of_the_contract(folder: Path) -> None:
    (client,) = read(folder, f'[[client]]\nid = "a"\n{ISSUER}').listed
    assert client.algorithms == ("ES384", "RS384")
    choices = client.choices
    assert choices.silent_encounter_classes is None
    assert (choices.max_cards, choices.country, choices.silent, choices.not_offered) == (None, None, None, None)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("max_card = 3", "max_card is no key: did you mean max_cards?", id="typing error"),
        pytest.param("rigour = 1", "rigour is no key", id="no such key"),
        pytest.param(
            'smart = { client = "x", fhir_servers = ["https://e.org"] }', "smart.client is no key", id="smart"
        ),
        pytest.param(
            'code_maps = { "s|c" = { sistem = "x" } }', "sistem is no key: did you mean system?", id="target of a map"
        ),
        pytest.param("max_cards = 0", "max_cards: ", id="no card at all"),
        pytest.param('max_cards = "3"', "max_cards: ", id="a number in quotes"),
        pytest.param("silent = 1", "silent: ", id="neither yes nor no"),
        pytest.param('definition = "athf"', "definition: ", id="no such definition"),
        pytest.param('country = "usa"', "country: is no country", id="no country"),
        pytest.param('language = "fr"', "language: is no language of the cards; there are: en, de", id="no language"),
        pytest.param('topics_off = ["acupuncture"]', "topics_off", id="no such topic"),
        pytest.param('topics_off = ["suicideRisk"]', "topics_off: suicideRisk can't be left out", id="a risk"),
        pytest.param('not_offered = ["orderSafety"]', "not_offered: orderSafety can't be left out", id="safety"),
        pytest.param(f'crisis_text = "{"x" * 301}"', "crisis_text: ", id="crisis text of 301"),
        pytest.param(f'not_offered_text = "{"x" * 201}"', "not_offered_text: ", id="not-offered text of 201"),
        pytest.param(f'referral_text = "{"x" * 201}"', "referral_text: ", id="referral text of 201"),
        pytest.param('crisis_text = " "', "crisis_text: ", id="an empty crisis text"),
        pytest.param('crisis_text = "<b>Call</b>"', "crisis_text: is plain text", id="markup in a crisis text"),
        pytest.param('referral_text = "a\\nb"', "referral_text: is plain text", id="two lines"),
        pytest.param('algorithms = ["HS256"]', "algorithms.0: ", id="a shared secret"),
        pytest.param('algorithms = ["none"]', "algorithms.0: ", id="no signature"),
        pytest.param("algorithms = []", "algorithms: ", id="no algorithm"),
        pytest.param("max_token_seconds = 0", "max_token_seconds: ", id="no life"),
        pytest.param("max_token_seconds = 86401", "max_token_seconds: ", id="more than a day"),
        pytest.param('fhir_servers = ["http://ehr.example.org/fhir"]', "fhir_servers: 'http://", id="open http"),
        pytest.param('fhir_servers = ["https://u:p@ehr.example.org"]', "fhir_servers: ", id="a password in it"),
        pytest.param('fhir_servers = ["https://e.org/?a=1"]', "fhir_servers: ", id="a query"),
        pytest.param('fhir_servers = ["https://e.org", "https://e.org/"]', "fhir_servers: names one", id="twice"),
        pytest.param('frame_ancestors = ["https://e.org/x"]', "frame_ancestors: ", id="no origin"),
        pytest.param("frame_ancestors = [\"'self'; script-src *\"]", "frame_ancestors: ", id="a policy of its own"),
        pytest.param('tenants = ["a", "a"]', "tenants: names one thing twice", id="a tenant twice"),
        pytest.param(
            'code_maps = { "36437" = { system = "x" } }', "code_maps: '36437' is no system|code", id="bare code"
        ),
        pytest.param(
            'code_maps = { "s|*" = { system = "x", code = "1" } }',
            "would give every code as '1'",
            id="a star to one code",
        ),
        pytest.param("rate_limit = 0", "rate_limit: ", id="no call at all"),
    ],
)
def test_a_wrong_key_or_value_stops_the_start_by_name(folder: Path, line: str, told: str) -> None:
    found = faults(folder, f'[[client]]\nid = "north"\n{ISSUER}{line}\n')
    assert all(fault.startswith("TRD_CLIENTS: client north: ") for fault in found)
    assert told in "\n".join(found)


@pytest.mark.parametrize(("length", "key"), [(300, "crisis_text"), (200, "not_offered_text"), (200, "referral_text")])
def test_a_text_of_the_longest_length_is_taken(folder: Path, length: int, key: str) -> None:
    read(folder, f'[[client]]\nid = "a"\n{key} = "{"x" * length}"\n')


def test_http_is_for_this_machine_alone(folder: Path) -> None:
    read(folder, '[[client]]\nid = "a"\nfhir_servers = ["http://127.0.0.1:8080/fhir", "http://localhost/fhir"]\n')


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "can't be read", id="no file"),
        pytest.param("no json", "no JSON", id="no JSON"),
        pytest.param('{"keys": []}', "holds no keys", id="no keys"),
        pytest.param('{"keys": [{"kty": "EC", "d": "x"}]}', "a private or a shared key", id="a private key"),
        pytest.param('{"keys": [{"kty": "oct", "k": "x"}]}', "a private or a shared key", id="a shared secret"),
    ],
)
def test_pinned_keys_are_public_keys(tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "keys.json").write_text(content)
    text = '[[client]]\nid = "a"\nissuer = "https://e.org"\njwks_file = "keys.json"\n'
    (fault,) = faults(tmp_path, text)
    assert fault.startswith("TRD_CLIENTS: client a: jwks_file: keys.json")
    assert told in fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "can't be read (No such file or directory)", id="no file"),
        pytest.param(b"a key", "can't be read (a PEM without a password", id="no key"),
        pytest.param(key().as_pem(), "holds a public key", id="a public key"),
        pytest.param(pem("ES256"), "not on P-384", id="another curve"),
    ],
)
def test_a_private_key_that_signs_nothing_stops_the_start(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "own.pem").write_bytes(content)
    smart = 'smart = { client_id = "x", private_key_file = "own.pem", fhir_servers = ["https://e.org"] }'
    (fault,) = faults(tmp_path, f'[[client]]\nid = "a"\n{smart}\n')
    assert fault.startswith("TRD_CLIENTS: client a: smart.private_key_file: own.pem ")
    assert told in fault


def test_a_server_launches_the_app_of_one_entry(tmp_path: Path) -> None:
    smart = 'smart = { client_id = "x", fhir_servers = ["https://e.org/fhir"] }'
    text = f'[[client]]\nid = "a"\n{ISSUER}{smart}\n[[client]]\nid = "b"\n{smart}\n'
    (fault,) = faults(tmp_path, text)
    assert "https://e.org/fhir stands in two entries" in fault


def test_an_issuer_without_keys_could_never_be_checked(folder: Path) -> None:
    (fault,) = faults(folder, '[[client]]\nid = "a"\nissuer = "https://e.org"\n')
    assert "issuer: needs its keys" in fault


def test_keys_without_an_issuer_would_promise_a_check_that_nobody_makes(folder: Path) -> None:
    (fault,) = faults(folder, '[[client]]\nid = "a"\ntenants = ["x"]\nmax_token_seconds = 60\n')
    assert "tenants, max_token_seconds: of no use without an issuer" in fault


def test_what_stands_twice_stops_the_start(folder: Path) -> None:
    one = f'[[client]]\nid = "a"\n{ISSUER}'
    told = faults(folder, one + one)
    assert told == ["TRD_CLIENTS: id a stands twice", "TRD_CLIENTS: issuer https://ehr.example.org stands twice"]


def test_only_one_entry_stands_for_callers_without_a_token(folder: Path) -> None:
    assert faults(folder, '[[client]]\nid = "a"\n[[client]]\nid = "b"\n') == [
        "TRD_CLIENTS: only one client may have no issuer"
    ]
    clients = read(folder, f'[[client]]\nid = "a"\n[[client]]\nid = "b"\n{ISSUER}')
    assert clients.without_token is not None
    assert clients.without_token.id == "a"
    assert [client.id for client in clients.with_tokens] == ["b"]


def test_every_fault_is_told_at_once(folder: Path) -> None:
    told = faults(folder, 'clients = 1\n[[client]]\nid = "a"\nmax_card = 1\nsilently = true\n[[client]]\nid = "b c"\n')
    assert told[0] == "TRD_CLIENTS: clients is no key: did you mean client?"
    assert any("max_card" in fault for fault in told)
    assert any("silently" in fault for fault in told)
    assert any("client b c: id" in fault for fault in told)


@pytest.mark.parametrize("text", ["", "client = 3\n", "[client]\nid = 'a'\n"], ids=["empty", "a number", "no list"])
def test_a_file_without_a_client_stops_the_start(folder: Path, text: str) -> None:
    assert faults(folder, text) == ["TRD_CLIENTS: clients.toml holds no [[client]]"]


def test_a_file_that_is_no_toml_stops_the_start(folder: Path) -> None:
    assert "can't be read" in faults(folder, "[[client]\n")[0]


def test_a_secret_is_in_no_text_of_an_entry(folder: Path) -> None:
    assert "a key" not in repr(read(folder, CONTRACT))
