"""Which server is trusted, and to which address its name may lead (server-side request forgery)."""

import ipaddress
from collections.abc import Iterator

import httpcore
import pytest

from app.fetching.addresses import trusted_server
from app.fetching.network import Guarded, allowed, listed_hosts
from app.fetching.reasons import NotHad, Reason

LISTED = ("https://ehr.example.org/fhir/R4", "http://127.0.0.1:8090/fhir", "https://10.20.30.40/fhir")


@pytest.mark.parametrize(
    "address",
    [
        "https://ehr.example.org/fhir/R4",
        "https://ehr.example.org/fhir/R4/",
        "https://EHR.example.org:443/fhir/R4",
        "http://127.0.0.1:8090/fhir",
        "https://10.20.30.40/fhir/",
    ],
)
def test_a_listed_server_is_trusted_in_every_spelling(address: str) -> None:
    assert trusted_server(address, LISTED) is not None


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "https://evil.example.org/fhir/R4",
        "https://ehr.example.org.evil.org/fhir/R4",
        "https://ehr.example.org/fhir",
        "https://ehr.example.org/fhir/R4/other",
        "https://ehr.example.org/fhir/R5",
        "https://ehr.example.org/FHIR/R4",
        "https://ehr.example.org:8443/fhir/R4",
        "http://ehr.example.org/fhir/R4",
        "https://user:secret@ehr.example.org/fhir/R4",
        "https://ehr.example.org@evil.org/fhir/R4",
        "https://ehr.example.org/fhir/R4?x=1",
        "https://ehr.example.org/fhir/R4#x",
        "https://ehr.example.org/fhir/R4/../../admin",
        "https://ehr.example.org/x/../fhir/R4",
        "https://ehr.example.org/%2e%2e/fhir/R4",
        "https://ehr.example.org\\@evil.org/fhir/R4",
        " https://ehr.example.org/fhir/R4",
        "https://ehr.example.org/fhir/R4\n",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:8091/fhir",
        "http://localhost:8090/fhir",
        "http://2130706433:8090/fhir",
        "http://[::ffff:127.0.0.1]:8090/fhir",
        "ftp://ehr.example.org/fhir/R4",
        "https://[::1/fhir",
        "https://ehr.example.org:99999/fhir/R4",
    ],
)
def test_nothing_else_is_trusted(address: str | None) -> None:
    assert trusted_server(address, LISTED) is None


def test_without_a_list_no_server_is_trusted() -> None:
    assert trusted_server("https://ehr.example.org/fhir/R4", ()) is None


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("http://127.0.0.1:8000/demo/fhir", True),
        ("http://localhost:8000/demo/fhir/", True),
        ("http://127.0.0.1:8001/demo/fhir", False),
        ("http://127.0.0.1:8000/demo", False),
        ("http://ehr.example.org:8000/demo/fhir", False),
        ("https://ehr.example.org:8000/demo/fhir", False),
    ],
)
def test_the_demonstration_trusts_its_own_sample_server_alone(address: str, trusted: bool) -> None:
    assert (trusted_server(address, (), demo_port=8000) is not None) is trusted


NEVER_BY_NAME = [
    "127.0.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::a9fe:a9fe",
    "64:ff9b::a9fe:a9fe",
    "fe80::1",
    "fec0::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:a9fe:a9fe::1",
    "2002:a00:1::1",
]
"""This machine, link-local, a cloud's metadata, everybody, nobody, and the disguises of these."""

PRIVATE = ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fd12:3456:789a::1", "::ffff:10.0.0.1"]


@pytest.fixture
def entry() -> Iterator[None]:
    """The caller's entry lists one server, by name."""
    before = listed_hosts.set(frozenset({"ehr.example.org"}))
    yield
    listed_hosts.reset(before)


@pytest.mark.parametrize("address", NEVER_BY_NAME)
@pytest.mark.parametrize("host", ["ehr.example.org", "other.example.org"])
@pytest.mark.usefixtures("entry")
def test_no_name_leads_to_this_machine_or_a_link_local_or_a_metadata_address(host: str, address: str) -> None:
    assert not allowed(host, ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("host", ["ehr.example.org", "EHR.example.org"])
@pytest.mark.usefixtures("entry")
def test_a_listed_https_name_may_lead_into_the_hospitals_own_network(host: str, address: str) -> None:
    assert allowed(host, ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.usefixtures("entry")
def test_a_name_that_is_not_listed_may_not(address: str) -> None:
    assert not allowed("other.example.org", ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["172.15.0.1", "172.32.0.1"])
@pytest.mark.usefixtures("entry")
def test_next_to_a_private_range_is_public(address: str) -> None:
    assert allowed("other.example.org", ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_a_name_may_lead_to_a_public_address(address: str) -> None:
    assert allowed("ehr.example.org", ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["10.20.30.40", "169.254.10.1", "fd00:ec2::254"])
@pytest.mark.parametrize("lists", [True, False])
def test_an_address_that_the_entry_lists_itself_is_allowed(address: str, lists: bool) -> None:
    before = listed_hosts.set(frozenset({address} if lists else {"10.20.30.41"}))
    try:
        assert allowed(address, ipaddress.ip_address(address)) is lists
    finally:
        listed_hosts.reset(before)


@pytest.mark.parametrize("address", ["0.0.0.0", "224.0.0.1", "::", "ff02::1"])
@pytest.mark.parametrize("listed", [None, frozenset({"0.0.0.0", "224.0.0.1", "::", "ff02::1"})])
def test_everybody_and_nobody_are_no_server_even_when_listed(address: str, listed: frozenset[str] | None) -> None:
    before = listed_hosts.set(listed)
    try:
        assert not allowed(address, ipaddress.ip_address(address))
    finally:
        listed_hosts.reset(before)


@pytest.mark.parametrize("server", ["http://10.20.30.40/fhir", "http://ehr.example.org/fhir"])
def test_http_is_for_this_machine_alone_listed_or_not(server: str) -> None:
    assert trusted_server(server, (server,)) is None


def test_this_machine_is_reached_by_its_own_names_alone() -> None:
    assert allowed("localhost", ipaddress.ip_address("127.0.0.1"))
    assert not allowed("localhost", ipaddress.ip_address("10.0.0.1"))


async def test_a_name_that_leads_elsewhere_by_the_time_of_the_connection_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def rebound(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("169.254.169.254", 443))]

    monkeypatch.setattr("app.fetching.network.anyio.getaddrinfo", rebound)
    with pytest.raises(NotHad) as refused:
        await Guarded().connect_tcp("ehr.example.org", 443, timeout=1.0)
    assert refused.value.reason is Reason.ADDRESS


@pytest.mark.usefixtures("entry")
async def test_of_the_addresses_of_a_listed_name_only_the_allowed_ones_are_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    async def several(*_: object, **__: object) -> list[tuple[object, ...]]:
        found = ("169.254.169.254", "127.0.0.1", "10.20.30.40", "fd12:3456:789a::1")
        return [(2, 1, 6, "", (address, 443)) for address in found]

    async def refuse(_: object, host: str, *__: object) -> None:
        tried.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr("app.fetching.network.anyio.getaddrinfo", several)
    monkeypatch.setattr("app.fetching.network.httpcore.AnyIOBackend.connect_tcp", refuse)
    with pytest.raises(httpcore.ConnectError):
        await Guarded().connect_tcp("ehr.example.org", 443, timeout=1.0)
    assert tried == ["10.20.30.40", "fd12:3456:789a::1"]


async def test_a_name_that_is_not_known_is_an_unreachable_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise OSError

    monkeypatch.setattr("app.fetching.network.anyio.getaddrinfo", unknown)
    with pytest.raises(httpcore.ConnectError):
        await Guarded().connect_tcp("ehr.example.org", 443, timeout=1.0)
