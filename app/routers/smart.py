"""The SMART app: launch, the EHR's answer, our public keys, the timeline, and signing out.

https://hl7.org/fhir/smart-app-launch/app-launch.html
"""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from joserfc.jwk import OctKey

from app.clock import now, today
from app.fetching.completed import Completed
from app.pages.banners import banner_of
from app.pages.frame import page_answer, root_of
from app.pages.smart import led_to, left_page, reading_page, refusal_page, with_cookies
from app.pages.view import view_values
from app.security.headers import file_headers
from app.security.rate_limits import network_of
from app.shell import shell_of
from app.smart.cookies import came, cookie_key, forgotten, opened, sealed
from app.smart.refusals import Cause, Refused
from app.smart.registrations import Registration
from app.smart.sessions import Remembered, Session
from app.smart.signing_in import LAUNCH, LONGEST, EhrAnswer, SignIn
from app.timeline import (
    PATIENCE_SECONDS,
    SLOW_SECONDS,
    judge_chart,
    progress_of,
    read_chart,
    token_was_refused,
)
from app.work import work
from cds_hooks.answers import counts
from cds_hooks.messages import json_bytes

router = APIRouter(tags=["SMART app"])

TIMELINE = "/timeline"


@router.get("/smart/launch", include_in_schema=False)
async def launch(request: Request) -> Response:
    """Begin: an EHR launch with `iss` and `launch`, a standalone one with `iss` alone; what was open is closed."""
    at = now().timestamp()
    try:
        _count(request)
        iss, token = _once(request, "iss"), _once(request, "launch")
        if iss is None:
            raise Refused(Cause.NO_ISS)
        address, pending = await _sign_in(request).begin(iss, token, at=at)
        _tell(request, "launch", iss)
        return led_to(address, sealed(pending, _key(request), at=at))
    except Refused as refused:
        return _refusal(request, "launch", refused)


@router.get("/smart/callback", include_in_schema=False)
async def callback(request: Request) -> Response:
    """The EHR's answer: proven by `state`, its code turned into a token, and the timeline opened."""
    at, remembered = now().timestamp(), None
    try:
        _count(request)
        if not came(request.cookies):
            raise Refused(Cause.NO_COOKIE)
        remembered = _remembered(request, at)
        if remembered is None:
            raise Refused(Cause.OVER, also="launch")
        if isinstance(remembered, Session):
            raise Refused(Cause.USED)
        answer = EhrAnswer(
            state=_once(request, "state"),
            code=_once(request, "code"),
            error=_once(request, "error"),
            error_description=_once(request, "error_description"),
            issuer=_once(request, "iss"),
        )
        session = await _sign_in(request).finish(remembered, answer, at=at)
        _tell(request, "callback", session.iss)
        return led_to(_here(request, TIMELINE), sealed(session, _key(request), at=at))
    except Refused as refused:
        return _refusal(request, "callback", refused, again=await _way_back(request, remembered, refused))


@router.get("/timeline", include_in_schema=False)
async def timeline(request: Request) -> Response:
    """The record of the chart that is open: at once that it is read, then what there is, then all that came."""
    at, session = now().timestamp(), None
    try:
        _count(request)
        session = _remembered(request, at)
        if not isinstance(session, Session):
            raise Refused(Cause.NO_SESSION)
        step = request.query_params.get("read")
        if step not in ("1", "2"):
            return reading_page(request, _here(request, f"{TIMELINE}?read=1"))
        return await _shown(request, session, last=step == "2", at=at)
    except Refused as refused:
        return _refusal(request, "timeline", refused, again=await _way_back(request, session, refused))


@router.post("/smart/logout", include_in_schema=False)
async def logout(request: Request) -> Response:
    """Forget the session and give its tokens back; only when a page of ours asks."""
    at = now().timestamp()
    if not _asked_by_our_page(request):
        return _refusal(request, "logout", Refused(Cause.ELSEWHERE))
    session = _remembered(request, at)
    if isinstance(session, Session):
        _tell(request, "logout", session.iss)
        await _sign_in(request).leave(session, at=at)
    return with_cookies(left_page(request), forgotten())


@router.get("/smart/jwks.json")
async def keys(request: Request) -> Response:
    """Our public keys, with which an EHR checks who asks for a token (`private_key_jwt`)."""
    body = json_bytes({"keys": shell_of(request).signing_keys.public})
    headers = {"Cache-Control": "public, max-age=300", **file_headers()}
    return Response(body, headers=headers, media_type="application/json")


# ---- the timeline


async def _shown(request: Request, session: Session, *, last: bool, at: float) -> Response:
    shell, sign_in = shell_of(request), _sign_in(request)
    registration = sign_in.registration(session.iss)
    used, had = await _read(request, session, registration, last=last, at=at)
    cookies = sealed(used, _key(request), at=at) if used is not session else []
    progress = None if last else progress_of(had)
    facts = {"client": registration.client.id, "smart": "timeline", **had.facts}
    request.state.log_facts = facts
    if progress is not None:
        return with_cookies(reading_page(request, _here(request, f"{TIMELINE}?read=2"), progress), cookies)
    judged = await judge_chart(shell, used, registration, had, as_of=today())
    request.state.log_facts = {**facts, **counts(judged.assessment, judged.recommendations)}
    who = banner_of(had.answers.get("patient", ()), read_at=now().astimezone()) if used.banner else None
    values = await work(lambda: view_values(judged, who=who, notes=tuple(had.failures.values())), size=had.size)
    return with_cookies(page_answer(request, "timeline.html", **values), cookies)


async def _read(
    request: Request, session: Session, registration: Registration, *, last: bool, at: float
) -> tuple[Session, Completed]:
    """What came, and the session that it was read with: a token that is over is renewed, before or behind the read."""
    shell, sign_in = shell_of(request), _sign_in(request)
    used = session if session.token_holds(at) else await sign_in.renew(session, at=at)
    seconds = PATIENCE_SECONDS if last else SLOW_SECONDS
    had = await read_chart(shell, used, registration, seconds=seconds)
    if token_was_refused(had):
        if used is not session:
            raise Refused(Cause.OVER, also="token-refused")
        used = await sign_in.renew(session, at=at)
        had = await read_chart(shell, used, registration, seconds=seconds)
        if token_was_refused(had):
            raise Refused(Cause.OVER, also="token-refused")
    return used, had


# ---- what all of them need


def _sign_in(request: Request) -> SignIn:
    shell = shell_of(request)
    return SignIn(
        clients=shell.clients,
        keys=shell.signing_keys,
        configurations=shell.smart_configurations,
        http=shell.fhir_servers.open(),
        seen=shell.seen_tokens,
        base_url=shell.settings.base_url,
    )


def _key(request: Request) -> OctKey:
    return cookie_key(shell_of(request).secret)


def _remembered(request: Request, at: float) -> Remembered | None:
    return opened(request.cookies, _key(request), at=at)


def _here(request: Request, path: str) -> str:
    """An address of ours, below the proxy's path, without a host: it can lead nowhere else."""
    return root_of(shell_of(request).settings.base_url) + path


def _once(request: Request, name: str) -> str | None:
    values = request.query_params.getlist(name)
    if len(values) > 1 or any(len(value) > LONGEST for value in values):
        raise Refused(Cause.MALFORMED, also=name)
    return values[0] if values and values[0] else None


def _count(request: Request) -> None:
    """A browser that runs in circles is stopped here."""
    shell = shell_of(request)
    caller = f"app {network_of(request.client.host if request.client else None)}"
    if shell.rate_limits.seconds_to_wait(caller, shell.settings.rate_limit):
        raise Refused(Cause.TOO_MANY)


async def _way_back(request: Request, remembered: Remembered | None, refused: Refused) -> str | None:
    """Where *Try again* leads: to the chart that is open, or to a new sign-in where the EHR asks for the patient."""
    open_chart = refused.cause in (Cause.UNREAD, Cause.TOO_MANY)
    if open_chart or (isinstance(remembered, Session) and refused.cause is Cause.USED):
        return _here(request, TIMELINE)
    if remembered is None or not await _sign_in(request).may_start_over(remembered.iss):
        return None
    return _here(request, f"{LAUNCH}?{urlencode({'iss': remembered.iss})}")


def _asked_by_our_page(request: Request) -> bool:
    """The browser says whose page asks; an old one that says nothing of that names the origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    base_url = shell_of(request).settings.base_url
    return base_url is not None and request.headers.get("origin") == base_url.removesuffix(root_of(base_url))


def _tell(request: Request, step: str, iss: str) -> None:
    request.state.log_facts = {"smart": step, "client": _sign_in(request).registration(iss).client.id}


def _refusal(request: Request, step: str, refused: Refused, *, again: str | None = None) -> Response:
    told = {"smart": step, "refused": refused.cause.value} | ({"because": refused.also} if refused.also else {})
    request.state.log_facts = {**getattr(request.state, "log_facts", {}), **told}
    return refusal_page(request, refused, again=again)
