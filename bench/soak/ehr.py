"""An EHR for the soak: a FHIR server and a key set on loopback, which can be slow, close, lie, and change its key."""

import asyncio
import time
import uuid
from datetime import date
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from bench.requests import request

ISSUER = "https://ehr.soak.example.org"
HTML = b"<html>maintenance</html>"


class Ehr:
    """Well unless `mode` says otherwise: `slow`, `closing`, `html`, `stranger` (another patient's records)."""

    def __init__(self, today: date) -> None:
        self.mode = "well"
        self.behind = 0
        """Seconds that its clock is behind ours."""
        self.asked = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._keys: list[ECKey | RSAKey] = []
        self.rotate()
        prefetch = orjson.loads(request(100, today))["prefetch"]
        kinds = {
            "Condition": "conditions",
            "MedicationStatement": "medicationStatements",
            "Observation": "observations",
        }
        self._lists = {kind: orjson.dumps(prefetch[key]) for kind, key in kinds.items()}
        self._patient = orjson.dumps(prefetch["patient"])

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    @property
    def key_set(self) -> str:
        return f"http://127.0.0.1:{self.port}/jwks.json"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def rotate(self) -> None:
        """New keys, published and used at once; the old ones stay published, as RFC 7517 users do it."""
        name = uuid.uuid4().hex[:8]
        new: list[ECKey | RSAKey] = [
            ECKey.generate_key("P-384", {"kid": f"e{name}"}),
            RSAKey.generate_key(2048, {"kid": f"r{name}"}),
        ]
        self._keys = [*new, *self._keys[:2]]

    def token(self, audience: str, *, rsa: bool) -> str:
        """A fresh token for one call."""
        at = int(time.time()) - self.behind
        said = {"iss": ISSUER, "aud": audience, "iat": at, "exp": at + 240, "jti": str(uuid.uuid4())}
        key = self._keys[1 if rsa else 0]
        algorithm = "RS384" if rsa else "ES384"
        header = {"alg": algorithm, "kid": str(key.kid), "typ": "JWT"}
        return jws.serialize_compact(header, orjson.dumps(said), key, algorithms=[algorithm])

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split(b" ", 2)[1].decode()
                body = self._jwks() if target == "/jwks.json" else await self._fhir(target)
                if body is None:
                    break
                kind = b"text/html" if body is HTML else b"application/fhir+json"
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind, len(body)))
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _jwks(self) -> bytes:
        return orjson.dumps({"keys": [key.as_dict(private=False) for key in self._keys]})

    async def _fhir(self, target: str) -> bytes | None:
        self.asked += 1
        kind = target.removeprefix("/fhir/").split("?")[0].split("/")[0]
        if self.mode == "slow":
            await asyncio.sleep(8)
        if self.mode == "closing":
            return None
        if self.mode == "html":
            return HTML
        if kind == "Patient":
            return self._patient
        if kind == "metadata":
            return b'{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}'
        found: Any = self._lists.get(kind, b'{"resourceType": "Bundle", "type": "searchset", "total": 0}')
        return found.replace(b"Patient/p", b"Patient/q") if self.mode == "stranger" else bytes(found)
