"""A strict EHR: an authorization server that lets nothing pass, and the FHIR server behind it with the sample patients.

It refuses what a server may refuse, and counts on nothing: PKCE by S256 alone, the redirect by the letter, each scope,
`aud`, the client's signature with `aud`, `exp` and a `jti` that counts once, a code once, a refresh token once.
"""

import asyncio
import hashlib
import re
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.clock import today
from app.demo.records import UnknownType, records
from tests.app.security.signing import key

PATH = "/fhir/R4"
V1 = re.compile(r"patient/[A-Z][A-Za-z]*\.read\Z")
V2 = re.compile(r"patient/[A-Z][A-Za-z]*\.r?s?\Z")
PLAIN = {"launch", "launch/patient", "openid", "fhirUser", "online_access"}
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"


class Wrong(Exception):
    """What the server refuses, by its name in OAuth."""

    def __init__(self, error: str, why: str = "") -> None:
        super().__init__(error)
        self.error, self.why = error, why


@dataclass
class Granted:
    """A code that was given, and what it stands for."""

    redirect_uri: str
    challenge: str
    scope: str
    nonce: str | None
    standalone: bool
    launch: str | None
    used: bool = False


@dataclass
class Ehr:
    """One EHR, with one app registered."""

    base: str = "https://ehr.example.org"
    client_id: str = "timeline"
    redirect_uri: str = "https://cds.example.org/smart/callback"
    version: str = "v2"
    client_keys: Any = None
    """The key set of a client that signs; `None`: a public client."""
    patient: str = "two-failed-trials"
    launches: set[str] = field(default_factory=lambda: {"launch-1"})
    told: dict[str, Any] = field(default_factory=dict)
    """Members that the token answer has beside the usual ones, or in their place; `None`: left out."""
    claimed: dict[str, Any] = field(default_factory=dict)
    """The same for the id_token."""
    configured: dict[str, Any] = field(default_factory=dict)
    """The same for the configuration."""
    asks_user: bool = False
    """A page to click through stands between, as in a browser."""
    slow: float = 0.0
    slow_kinds: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    """Types that are not given."""
    gives: str | None = None
    """The patient whose records come, whoever is asked for."""

    key: ECKey | RSAKey = field(default_factory=lambda: key("RS256", "ehr-1"))
    codes: dict[str, Granted] = field(default_factory=dict)
    access: dict[str, tuple[str, float]] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """Every request, as `GET /path`."""
    refused: list[str] = field(default_factory=list)

    @property
    def fhir(self) -> str:
        return self.base + PATH

    @property
    def app(self) -> Starlette:
        routes = [
            Route(f"{PATH}/.well-known/smart-configuration", self._configuration),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            Route("/keys", self._keys),
            Route(f"{PATH}/metadata", self._metadata),
            Route(f"{PATH}/{{kind}}", self._search),
            Route(f"{PATH}/{{kind}}/{{identity}}", self._read),
        ]
        return Starlette(routes=routes)

    # ---- how apps are let in

    def configuration(self) -> dict[str, Any]:
        told = {
            "issuer": self.fhir,
            "jwks_uri": f"{self.base}/keys",
            "authorization_endpoint": f"{self.base}/authorize?tenant=north",
            "token_endpoint": f"{self.base}/token",
            "revocation_endpoint": f"{self.base}/revoke",
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
            "scopes_supported": sorted(PLAIN),
            "capabilities": [
                *("launch-ehr", "launch-standalone", "client-public", "client-confidential-asymmetric"),
                *("sso-openid-connect", "context-ehr-patient", "context-standalone-patient", "permission-online"),
                f"permission-{self.version}",
            ],
        }
        return _without_none(told | self.configured)

    async def _configuration(self, request: Request) -> Response:
        self._note(request)
        return JSONResponse(self.configuration())

    async def _authorize(self, request: Request) -> Response:
        self._note(request)
        asked = request.query_params
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") != self.redirect_uri:
            self.refused.append("redirect_uri")
            return Response("not registered", 400)
        try:
            code = self._grant(asked)
        except Wrong as wrong:
            self.refused.append(f"{wrong.error}: {wrong.why}")
            back = {"error": wrong.error, "error_description": wrong.why, "state": asked.get("state", "")}
            return RedirectResponse(f"{self.redirect_uri}?{urlencode(back)}", 302)
        onward = f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"
        if self.asks_user:
            head = '<!doctype html><title>Sign in</title><link rel="icon" href="data:,">'
            return HTMLResponse(f'{head}<a id="allow" href="{onward.replace("&", "&amp;")}">Allow</a>')
        return RedirectResponse(onward, 302)

    def _grant(self, asked: Any) -> str:
        counted = [name for name, _ in asked.multi_items()]
        if len(set(counted)) != len(counted) or asked.get("tenant") != "north":
            raise Wrong("invalid_request", "a parameter stands twice, or ours is gone")
        if asked.get("response_type") != "code":
            raise Wrong("unsupported_response_type")
        if asked.get("aud") != self.fhir:
            raise Wrong("invalid_request", "aud")
        if asked.get("code_challenge_method") != "S256" or not re.fullmatch(
            r"[A-Za-z0-9_-]{43}", asked.get("code_challenge", "")
        ):
            raise Wrong("invalid_request", "PKCE")
        if len(asked.get("state", "")) < 22:
            raise Wrong("invalid_request", "state")
        scopes = asked.get("scope", "").split()
        form = V2 if self.version == "v2" else V1
        if wrong := [scope for scope in scopes if scope not in PLAIN and not form.match(scope)]:
            raise Wrong("invalid_scope", wrong[0])
        standalone = "launch/patient" in scopes
        if standalone == ("launch" in scopes) or (standalone and "launch" in asked):
            raise Wrong("invalid_scope", "launch")
        if not standalone and asked.get("launch") not in self.launches:
            raise Wrong("invalid_request", "launch")
        if "openid" in scopes and len(asked.get("nonce", "")) < 22:
            raise Wrong("invalid_request", "nonce")
        code = secrets.token_urlsafe(24)
        self.codes[code] = Granted(
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            scope=" ".join(scopes),
            nonce=asked.get("nonce"),
            standalone=standalone,
            launch=asked.get("launch"),
        )
        return code

    # ---- tokens

    async def _token(self, request: Request) -> Response:
        self._note(request)
        try:
            form = await self._form(request)
            self._check_client(form)
            if form.get("grant_type") == "authorization_code":
                return self._answer(self._exchange(form))
            if form.get("grant_type") == "refresh_token":
                return self._answer(self._renew(form))
            raise Wrong("unsupported_grant_type")
        except Wrong as wrong:
            self.refused.append(f"{wrong.error}: {wrong.why}")
            status = 401 if wrong.error == "invalid_client" else 400
            return JSONResponse({"error": wrong.error, "error_description": wrong.why}, status)

    async def _form(self, request: Request) -> dict[str, str]:
        if request.headers.get("content-type", "").split(";")[0] != FORM or request.headers.get("cookie"):
            raise Wrong("invalid_request", "content type")
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, strict_parsing=True)
        if len(dict(pairs)) != len(pairs):
            raise Wrong("invalid_request", "twice")
        return dict(pairs)

    def _check_client(self, form: dict[str, str]) -> None:
        if self.client_keys is None:
            if form.get("client_id") != self.client_id or "client_assertion" in form:
                raise Wrong("invalid_client", "public")
            return
        if form.get("client_assertion_type") != ASSERTION:
            raise Wrong("invalid_client", "type")
        try:
            found = jws.deserialize_compact(
                form["client_assertion"], KeySet.import_key_set(self.client_keys), algorithms=["ES384", "RS384"]
            )
        except Exception as error:
            raise Wrong("invalid_client", type(error).__name__) from None
        header, claims, at = found.headers(), orjson.loads(found.payload or b""), time.time()
        if header.get("typ") != "JWT" or not header.get("kid"):
            raise Wrong("invalid_client", "header")
        if not claims["iss"] == claims["sub"] == self.client_id or claims["aud"] != f"{self.base}/token":
            raise Wrong("invalid_client", "iss, sub or aud")
        if not at < claims["exp"] <= at + 300 or len(claims["jti"]) < 16 or claims["jti"] in self.seen:
            raise Wrong("invalid_client", "exp or jti")
        self.seen.add(claims["jti"])

    def _exchange(self, form: dict[str, str]) -> dict[str, Any]:
        granted = self.codes.get(form.get("code", ""))
        if granted is None:
            raise Wrong("invalid_grant", "no such code")
        if granted.used:
            self.access.clear()
            self.refresh.clear()
            raise Wrong("invalid_grant", "used before: everything that came of it is withdrawn")
        granted.used = True
        if form.get("redirect_uri") != granted.redirect_uri:
            raise Wrong("invalid_grant", "redirect_uri")
        verifier = form.get("code_verifier", "")
        if not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) or _challenge(verifier) != granted.challenge:
            raise Wrong("invalid_grant", "PKCE")
        told = self._tokens(granted.scope)
        if "openid" in granted.scope.split():
            told.setdefault("id_token", self.id_token(granted.nonce))
        return told

    def _renew(self, form: dict[str, str]) -> dict[str, Any]:
        scope = self.refresh.pop(form.get("refresh_token", ""), None)
        if scope is None:
            raise Wrong("invalid_grant", "refresh token")
        return self._tokens(scope)

    def _tokens(self, scope: str) -> dict[str, Any]:
        access = secrets.token_urlsafe(48)
        self.access[access] = scope, time.time() + 600
        told: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 600,
            "scope": scope,
            "patient": self.patient,
            "encounter": "now",
            "need_patient_banner": True,
            "intent": "timeline",
        }
        if "online_access" in scope.split():
            told["refresh_token"] = secrets.token_urlsafe(48)
            self.refresh[told["refresh_token"]] = scope
        return _without_none(told | self.told)

    def id_token(self, nonce: str | None, **changed: Any) -> str:
        at = int(time.time())
        claims = {
            "iss": self.fhir,
            "aud": self.client_id,
            "sub": "u1",
            "exp": at + 300,
            "iat": at,
            "nonce": nonce,
            "fhirUser": f"{self.fhir}/Practitioner/7",
        }
        told = _without_none(claims | self.claimed | changed)
        algorithm = "RS256" if isinstance(self.key, RSAKey) else "ES384"
        return jwt.encode({"alg": algorithm, "kid": "ehr-1"}, told, self.key, algorithms=[algorithm])

    def _answer(self, told: dict[str, Any]) -> Response:
        return JSONResponse(told, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})

    async def _revoke(self, request: Request) -> Response:
        self._note(request)
        try:
            form = await self._form(request)
            self._check_client(form)
        except Wrong as wrong:
            self.refused.append(f"{wrong.error}: {wrong.why}")
            return JSONResponse({"error": wrong.error}, 401)
        self.withdrawn.append(form["token"])
        self.access.pop(form["token"], None)
        self.refresh.pop(form["token"], None)
        return Response(status_code=200)

    async def _keys(self, request: Request) -> Response:
        self._note(request)
        return JSONResponse({"keys": [{**self.key.as_dict(private=False), "kid": "ehr-1", "use": "sig"}]})

    # ---- FHIR

    async def _metadata(self, request: Request) -> Response:
        return JSONResponse({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})

    async def _search(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if refused := await self._refusal(request, kind, "s"):
            return refused
        if request.query_params.get("patient") != self.patient and kind != "Medication":
            return JSONResponse({"resourceType": "OperationOutcome"}, 403)
        asked = [
            (name, self.gives if self.gives and name == "patient" else value)
            for name, value in request.query_params.multi_items()
        ]
        try:
            found = records(today()).search(kind, asked, base=self.fhir)
        except UnknownType:
            found = {"resourceType": "Bundle", "type": "searchset", "total": 0}
        return Response(orjson.dumps(found), media_type="application/fhir+json")

    async def _read(self, request: Request) -> Response:
        kind, identity = request.path_params["kind"], request.path_params["identity"]
        if refused := await self._refusal(request, kind, "r"):
            return refused
        found = records(today()).read(kind, self.gives or identity) if identity == self.patient else None
        if found is None:
            return JSONResponse({"resourceType": "OperationOutcome"}, 404)
        return Response(orjson.dumps(found), media_type="application/fhir+json")

    async def _refusal(self, request: Request, kind: str, right: str) -> Response | None:
        self._note(request)
        await asyncio.sleep(5 if kind in self.slow_kinds else self.slow)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        scope, ends = self.access.get(token, ("", 0.0))
        if scheme != "Bearer" or time.time() >= ends:
            return JSONResponse({"resourceType": "OperationOutcome"}, 401)
        rights = (f"patient/{kind}.read", f"patient/{kind}.{right}", f"patient/{kind}.rs")
        if kind in self.refuses or not set(rights) & set(scope.split()):
            return JSONResponse({"resourceType": "OperationOutcome"}, 403)
        return None

    def _note(self, request: Request) -> None:
        self.asked.append(f"{request.method} {request.url.path}")


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
