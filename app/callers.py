"""Who calls, and what holds for the call: 401 first, then 429; never what a caller merely claims (contract §2, §5)."""

import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from app.addresses import is_loopback
from app.clients import UNNAMED, Client
from app.clock import now
from app.metrics import series
from app.outcomes import Busy, OperatorsOnly, TooMany, Unauthorized
from app.security.rate_limits import network_of
from app.security.tokens import Refusal, Token, TokenRefused, read_token
from app.security.verification import verify
from app.shell import Shell, shell_of

OPERATOR = Client(id="operator")
"""Who holds the operator's token: the site's settings hold as they are."""

FAILURES_A_MINUTE = 300
"""Answers 401 that one address gets in a minute; then it gets 429."""

HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:]+)(?::\d+)?\Z")

FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
"""Headers that a proxy leaves; beside these every one that starts with `x-forwarded`."""


async def admitted_client(request: Request, *, operator_too: bool = False) -> Client:
    """The entry that holds for this call; raises `Unauthorized` (401), then `TooMany` (429)."""
    shell = shell_of(request)
    by_operator = operator_too and not _guesses(request, shell) and holds_operator_token(request)
    client = OPERATOR if by_operator else await _client_of(request, shell)
    _count(request, shell, client)
    return client


async def _client_of(request: Request, shell: Shell) -> Client:
    anybody = (shell.clients.without_token if shell.insecure else None) or UNNAMED
    try:
        if not shell.asks_for_tokens:
            token = _claimed_token(request, shell)
            return anybody if token is None else await _verified(token, request, shell)
        return await _verified(read_token(bearer_token(request)), request, shell)
    except TokenRefused as refused:
        facts = {"refused": refused.reason.value} | ({"client": refused.client} if refused.client else {})
        request.state.log_facts = facts
        series.REJECTIONS.labels(refused.reason.value).inc()
        _refuse_often(request, shell)
        raise Unauthorized from None


async def _verified(token: Token, request: Request, shell: Shell) -> Client:
    return await verify(
        token,
        shell.clients.by_issuer,
        keys=shell.key_sets,
        seen=shell.seen_tokens,
        endpoint=endpoint_of(request, shell),
        at=now(),
    )


def _claimed_token(request: Request, shell: Shell) -> Token | None:
    """While standing open: the token of who claims to be a listed client, and so must prove it; else None."""
    if not shell.clients.by_issuer:
        return None
    try:
        token = read_token(bearer_token(request))
    except TokenRefused as refused:
        if refused.reason is Refusal.TWO_CREDENTIALS:
            raise
        return None
    issuer = token.claims.get("iss")
    return token if isinstance(issuer, str) and issuer in shell.clients.by_issuer else None


def bearer_token(request: Request) -> str:
    """What stands behind `Bearer`; raises `TokenRefused`."""
    sent = request.headers.getlist("authorization")
    if not sent:
        raise TokenRefused(Refusal.NO_TOKEN)
    if len(sent) > 1:
        raise TokenRefused(Refusal.TWO_CREDENTIALS)
    scheme, _, credential = sent[0].partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise TokenRefused(Refusal.NOT_BEARER)
    return credential.strip()


def endpoint_of(request: Request, shell: Shell) -> str | None:
    """The public address that was called, from the settings and never from `Host`; its query is no part of it."""
    path: str = request.scope["path"]
    return None if shell.settings.base_url is None else shell.settings.base_url + path


def _count(request: Request, shell: Shell, client: Client) -> None:
    """One more call of this client; of an unknown caller, of its address."""
    settings = shell.settings
    named = client.issuer is not None or client is OPERATOR
    if not named and not _counts_addresses(shell):
        return
    caller = (
        f"client {client.id}" if named else f"address {network_of(request.client.host if request.client else None)}"
    )
    if wait := shell.rate_limits.seconds_to_wait(caller, client.rate_limit or settings.rate_limit):
        request.state.log_facts = {"client": client.id, "refused": "rate-limit"}
        series.RATE_LIMITED.labels(client.id).inc()
        raise TooMany(wait)


@contextmanager
def place_for(request: Request, client: Client) -> Iterator[None]:
    """A place for a call that was let in (after 401 and 429, before its body is read); raises `Busy` (503).

    Where several clients are listed, one of them takes three quarters at the most: a FHIR server that is slow for one
    hospital costs another none of its answers.
    """
    shell = shell_of(request)
    most = shell.settings.max_calls
    of_one = most if len(shell.clients.listed) < 2 else max(1, most * 3 // 4)
    try:
        with shell.places.one(client.id, most=most, of_one=of_one):
            yield
    except Busy:
        request.state.log_facts = {"client": client.id, "refused": "no-place"}
        series.CALLS_REFUSED.labels(client.id).inc()
        raise


def _refuse_often(request: Request, shell: Shell) -> None:
    """One more failure of this address; raises `TooMany` (429) in the place of the 401 that is one too many.

    A token that holds is let in all the same: behind a proxy all callers have one address, and whoever fails there
    on purpose must not lock a hospital out.
    """
    if wait := shell.rate_limits.seconds_to_wait(_failing(request), FAILURES_A_MINUTE):
        raise TooMany(wait)


def _guesses(request: Request, shell: Shell) -> int:
    """Seconds for which the operator's token is not looked at, right or wrong, since too many failed from there."""
    return shell.rate_limits.seconds_left(_failing(request), FAILURES_A_MINUTE)


def _failing(request: Request) -> str:
    return f"failing {network_of(request.client.host if request.client else None)}"


def _counts_addresses(shell: Shell) -> bool:
    """With `--insecure`; on this machine alone only where the site set a limit itself."""
    if shell.insecure and not shell.demo:
        return True
    return "rate_limit" in shell.settings.model_fields_set


def holds_operator_token(request: Request) -> bool:
    """True when the operator's token was sent, as Bearer or as the password of Basic; told in constant time."""
    token = shell_of(request).settings.operator_token
    sent = request.headers.getlist("authorization")
    if token is None or len(sent) != 1:
        return False
    scheme, _, credential = sent[0].partition(" ")
    if scheme.lower() == "basic":
        try:
            credential = b64decode(credential, validate=True).decode().partition(":")[2]
        except (NotBase64, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    key = shell_of(request).secret
    return hmac.compare_digest(_digest(key, credential), _digest(key, token.get_secret_value()))


def _digest(key: bytes, credential: str) -> bytes:
    """Of one length, so that not even the token's length can be timed."""
    return hmac.digest(key, credential.encode(), "sha256")


def require_operator(request: Request, *, or_from_here: bool = False) -> None:
    """Let in who holds the operator's token, or, where said, who asks on this machine itself; raises a 401."""
    shell = shell_of(request)
    if or_from_here and is_asked_from_here(request):
        return
    if wait := _guesses(request, shell):
        raise TooMany(wait)
    if not holds_operator_token(request):
        request.state.log_facts = {"refused": "no-operator-token"}
        series.REJECTIONS.labels("no-operator-token").inc()
        _refuse_often(request, shell)
        raise OperatorsOnly


def is_asked_from_here(request: Request) -> bool:
    """Asked on this machine for somebody on it: any forwarded header spoils it, and so does a page from elsewhere.

    A browser on this machine names the page's origin, or, where that page's name was made to lead here, another `Host`.
    """
    if request.client is None or not is_loopback(request.client.host):
        return False
    named = HOST.match(request.headers.get("host", ""))
    if "origin" in request.headers or named is None or not is_loopback(named[1]):
        return False
    return not any(name in FORWARDED or name.startswith("x-forwarded") for name in request.headers)
