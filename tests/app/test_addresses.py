"""Which addresses a configuration may name."""

import pytest

from app.addresses import is_loopback, is_origin, is_server


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://ehr.example.org", True),
        ("https://ehr.example.org:8443/fhir/R4", True),
        ("http://127.0.0.1:8080/fhir", True),
        ("http://[::1]/fhir", True),
        ("http://localhost/fhir", True),
        ("http://ehr.example.org/fhir", False),
        ("http://localhost.example.org/fhir", False),
        ("http://127.0.0.1@ehr.example.org/fhir", False),
        ("https://user@ehr.example.org", False),
        ("https://ehr.example.org?x=1", False),
        ("https://ehr.example.org/#a", False),
        ("https://ehr.example.org:0", False),
        ("https://ehr.example.org:99999", False),
        ("https://", False),
        ("ftp://ehr.example.org", False),
        ("https://ehr.example.org/a b", False),
        ("ehr.example.org", False),
    ],
)
def test_a_server_is_asked_by_https_and_on_this_machine_by_http(address: str, right: bool) -> None:
    assert is_server(address) is right


@pytest.mark.parametrize(
    ("address", "right"),
    [("https://e.org", True), ("https://e.org:444", True), ("https://e.org/", False), ("*", False)],
)
def test_an_origin_has_no_path(address: str, right: bool) -> None:
    assert is_origin(address) is right


@pytest.mark.parametrize(("host", "right"), [("127.0.0.9", True), ("::1", True), ("0.0.0.0", False), ("ehr", False)])
def test_loopback_is_this_machine(host: str, right: bool) -> None:
    assert is_loopback(host) is right
