"""The one connection of a process: what it sends by itself, and what it leaves out."""

import sys

from httpcore._synchronization import current_async_library

from app.fetching.network import http_client


async def test_no_lock_of_a_connection_walks_through_the_path() -> None:
    assert "sniffio" in sys.modules
    assert current_async_library() == "asyncio"


async def test_the_client_follows_nothing_keeps_nothing_and_reads_no_environment() -> None:
    http = http_client(5.0)
    try:
        assert not http.follow_redirects
        assert not http.trust_env
        assert http.timeout.connect == 1.5
        assert http.headers["Accept"].startswith("application/fhir+json")
        assert http.headers["Accept-Encoding"] == "gzip"
        assert "Authorization" not in http.headers
        assert http.auth is None
    finally:
        await http.aclose()
