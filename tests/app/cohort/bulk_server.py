"""A Bulk Data server of a few lines: it serves a folder of NDJSON as one asynchronous export.

http://hl7.org/fhir/uv/bulkdata/export.html
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

TOKEN = "a token of the tests"
LAST_CHANGE = "2026-11-23T00:00:00Z"


class Exporting(BaseHTTPRequestHandler):
    """Kick-off, one answer that it is still at work, the list of files, the files; nothing without the token."""

    folder: Path
    asked: list[str]
    waited: bool
    kinds: list[str]
    """Types that the kick-off names; empty: all."""

    def do_GET(self) -> None:
        """Answer one request."""
        address = urlsplit(self.path)
        self.asked.append(address.path)
        if address.path == "/fhir/metadata":
            self._json(_capabilities({kind for kind, _ in self._files()}))
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._json({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "login"}]}, 401)
        elif address.path.endswith("/$export"):
            type(self).waited = False
            type(self).kinds = ",".join(parse_qs(address.query).get("_type", [])).split(",")
            self._json({}, 202, {"Content-Location": f"{self._here()}/jobs/1"})
        elif address.path == "/jobs/1":
            self._status()
        else:
            self._file(self.folder / address.path.rpartition("/")[2])

    def do_DELETE(self) -> None:
        """The client has all: the job may be forgotten."""
        self.asked.append(f"DELETE {self.path}")
        self._json({}, 202)

    def _status(self) -> None:
        if not self.waited:
            type(self).waited = True
            self._json({}, 202, {"X-Progress": "half of it", "Retry-After": "1"})
            return
        wanted = [(kind, name) for kind, name in self._files() if kind in self.kinds or self.kinds == [""]]
        told = [{"type": kind, "url": f"{self._here()}/files/{name}"} for kind, name in wanted]
        self._json({"transactionTime": LAST_CHANGE, "requiresAccessToken": True, "output": told, "error": []})

    def _files(self) -> list[tuple[str, str]]:
        return [(path.name.split(".")[0], path.name) for path in sorted(self.folder.glob("*.ndjson"))]

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._json({"resourceType": "OperationOutcome"}, 404)
            return
        self._send(path.read_bytes(), 200, {"Content-Type": "application/fhir+ndjson"})

    def _here(self) -> str:
        return f"http://{self.headers['Host']}"

    def _json(self, told: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(orjson.dumps(told), status, {"Content-Type": "application/json", **(headers or {})})

    def _send(self, body: bytes, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _capabilities(kinds: set[str]) -> dict[str, Any]:
    operation = {"name": "export", "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export"}
    rest = {"mode": "server", "operation": [operation], "resource": [{"type": kind} for kind in sorted(kinds)]}
    return {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "format": ["json"], "rest": [rest]}


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The server's base address, and the paths that were asked for."""
    asked: list[str] = []
    handler = type("Handler", (Exporting,), {"folder": folder, "asked": asked, "waited": False, "kinds": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/fhir", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
