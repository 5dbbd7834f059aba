"""The service as a process of its own, over real sockets: what a parser, a supervisor and a signal make of it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.app.security.signing import CALL, ISSUER, bearer, claims, key, key_set, signed
from tests.ports import open_port

ROOT = Path(__file__).parents[3]


class Served:
    """A running service, its folder and its log."""

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        self.folder, self.port = folder, open_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
        given = {"TRD_BASE_URL": self.base, "TRD_STATE_DIR": str(folder / "state"), **settings}
        with self.log.open("wb") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli.main", "serve", "--port", str(self.port), *words],
                cwd=ROOT,
                env=kept | given,
                stdout=told,
                stderr=told,
            )
        self.until(lambda: self.get("/health/live") == 200)

    def get(self, path: str) -> int:
        try:
            return httpx.get(self.base + path, trust_env=False).status_code
        except httpx.TransportError:
            return 0

    def call(self, token: str) -> int:
        """400 is let in: the body is no hook."""
        return httpx.post(self.base + CALL, content=b"{}", headers=bearer(token), trust_env=False).status_code

    def until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(self.log.read_text())
            time.sleep(0.1)

    def raw(self, request: bytes) -> bytes:
        """The bytes of the answer, until the server closes or says no more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(request)
            answer = b""
            connection.settimeout(1.5)
            try:
                while chunk := connection.recv(65_536):
                    answer += chunk
            except TimeoutError:
                pass
            return answer

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def write_clients(folder: Path, kid: str = "key-1") -> Path:
    (folder / "north.json").write_text(json.dumps(key_set(key("ES384", kid))))
    path = folder / "clients.toml"
    path.write_text(f'[[client]]\nid = "north"\nissuer = "{ISSUER}"\njwks_file = "north.json"\n')
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    service = Served(folder, TRD_CLIENTS=str(write_clients(folder)), TRD_MAX_BODY_MB="1")
    yield service
    service.stop()


def token(service: Served, kid: str = "key-1") -> str:
    from tests.app.security.signing import header

    return signed(claims(aud=service.base + CALL), header(kid=kid))


def test_a_signed_call_is_let_in_over_a_real_connection(served: Served) -> None:
    assert served.call(token(served)) == 400
    assert served.call(signed(claims())) == 401, "made for another address"


SMUGGLED = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    b"GET /health/live HTTP/1.1\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd",
    "chunks in disguise": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Content-Length : 4\r\n\r\nabcd",
    "a length with a sign": b"Content-Length: +4\r\n\r\nabcd",
    "a folded header": b"X-A: b\r\n c\r\nContent-Length: 4\r\n\r\nabcd",
    "a bare line feed": b"X-A: b\nContent-Length: 4\r\n\r\nabcd",
    "a chunk size that is none": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("headers", SMUGGLED.values(), ids=list(SMUGGLED))
def test_a_request_that_two_parsers_read_differently_is_answered_once_and_refused(
    served: Served, headers: bytes
) -> None:
    answer = served.raw(b"POST " + CALL.encode() + b" HTTP/1.1\r\nHost: x\r\n" + headers)
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), answer
    assert b"HTTP/1.1 200" not in answer


def test_what_is_no_http_is_refused_like_everything_else(served: Served) -> None:
    head, _, body = served.raw(b"\x16\x03\x01 hello\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"x-request-id: " in head.lower()
    assert b"x-content-type-options: nosniff" in head.lower()
    assert json.loads(body)["resourceType"] == "OperationOutcome"


def test_chunks_without_end_are_cut_at_the_limit(tmp_path: Path) -> None:
    service = Served(tmp_path, TRD_MAX_BODY_MB="1")
    try:
        head = b"POST " + CALL.encode() + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        assert service.raw(head + chunk * 17).startswith(b"HTTP/1.1 413")
    finally:
        service.stop()


def test_sighup_brings_the_new_file_into_force_and_a_wrong_one_leaves_the_old(served: Served) -> None:
    write_clients(served.folder, "key-2")
    assert served.call(token(served, "key-2")) == 401
    served.process.send_signal(signal.SIGHUP)
    served.until(lambda: served.call(token(served, "key-2")) == 400)
    assert served.call(token(served, "key-1")) == 401, "the old key is gone at once"
    (served.folder / "clients.toml").write_text("[[client]]\nid = 7\n")
    served.process.send_signal(signal.SIGHUP)
    served.until(lambda: "the old one stays in force" in served.log.read_text())
    assert served.call(token(served, "key-2")) == 400
    write_clients(served.folder)
    served.process.send_signal(signal.SIGHUP)
    served.until(lambda: served.call(token(served)) == 400)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_told_and_leaves_no_trace_on_the_screen(tmp_path: Path, sent: signal.Signals) -> None:
    service = Served(tmp_path)
    service.process.send_signal(sent)
    assert service.process.wait(30) in (0, -sent)
    assert "Traceback" not in service.log.read_text()
    assert "Aborted" not in service.log.read_text()


def test_with_several_workers_each_reads_the_new_file_and_none_is_restarted(tmp_path: Path) -> None:
    service = Served(tmp_path, "--workers", "2", TRD_CLIENTS=str(write_clients(tmp_path)))
    try:
        service.until(lambda: service.log.read_text().count("Application startup complete") == 2)
        write_clients(tmp_path, "key-2")
        service.process.send_signal(signal.SIGHUP)
        service.until(lambda: service.log.read_text().count("the clients' file was read again") == 2)
        assert {service.call(token(service, "key-2")) for _ in range(6)} == {400}
        assert service.log.read_text().count("Application startup complete") == 2
    finally:
        service.stop()


@pytest.mark.parametrize("file", ["[[client]]\nid = 'north'\n", "", "[[client]]\n"], ids=["no issuer", "empty", "bare"])
def test_it_does_not_start_open_to_the_world_with_a_file_that_names_nobody(tmp_path: Path, file: str) -> None:
    (tmp_path / "clients.toml").write_text(file)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRD_")}
    told = subprocess.run(
        [sys.executable, "-m", "app.cli.main", "serve", "--host", "0.0.0.0"],
        cwd=ROOT,
        env=kept | {"TRD_CLIENTS": str(tmp_path / "clients.toml"), "TRD_BASE_URL": "https://cds.example.org"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 4
    assert b"TRD_CLIENTS" in told.stderr
    shutil.rmtree(tmp_path / "state", ignore_errors=True)
