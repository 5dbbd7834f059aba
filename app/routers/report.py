"""/feedback: how the cards were answered, for the operator; a page, JSON or CSV."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from app.answering import services_of
from app.callers import require_operator
from app.clock import now
from app.outcomes import BadRequest, Unreadable
from app.pages.frame import page_answer
from app.pages.report import DEFAULT_DAYS, MOST_DAYS, Chosen, report_values
from app.pages.report_exports import report_csv, report_json
from app.pages.representation import accepted
from app.shell import Shell, shell_of
from app.store.database import StoreUnavailable
from app.store.report import Report, report
from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.messages import json_bytes

router = APIRouter(tags=["Operations"])

Form = Literal["html", "json", "csv"]
FORMS: dict[str, Form] = {"text/html": "html", "application/json": "json", "text/csv": "csv"}


@router.api_route("/feedback", methods=["GET", "HEAD"])
async def feedback(request: Request) -> Response:
    """Shown, accepted, overridden by topic, week and knowledge: with the operator's token alone."""
    require_operator(request)
    form, chosen = form_asked(request), chosen_of(request)
    shell = shell_of(request)
    try:
        found = await read_report(shell, chosen)
    except StoreUnavailable as error:
        request.state.log_facts = {"store": str(error)}
        if form != "html":
            raise Unreadable(str(error)) from None
        return page_answer(request, "report.html", status=503, why=str(error), **_values(shell, None, chosen))
    if form == "json":
        return Response(json_bytes(report_json(found, chosen)), media_type="application/json")
    if form == "csv":
        name = f"trd-cds-feedback-{chosen.until:%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(report_csv(found), media_type="text/csv", headers=headers)
    return page_answer(request, "report.html", why=None, **_values(shell, found, chosen))


async def read_report(shell: Shell, chosen: Chosen) -> Report:
    """What the store tells; raises `StoreUnavailable`."""
    if shell.store is None:
        raise StoreUnavailable("there is none")
    async with (await shell.store.database()).reading() as connection:
        return await report(connection, since=chosen.since, until=chosen.until, service=chosen.service)


def _values(shell: Shell, found: Report | None, chosen: Chosen) -> dict[str, Any]:
    services = list(services_of(shell))
    if chosen.service is not None and chosen.service not in services:
        services.append(chosen.service)
    return {**report_values(found, chosen, services), "address": shell.settings.base_url or ""}


def chosen_of(request: Request) -> Chosen:
    """Period and service of the query; raises `BadRequest`."""
    days, service = _once(request, "days"), _once(request, "service")
    if days is not None and not (
        days.isascii() and days.isdigit() and len(days) <= len(str(MOST_DAYS)) and 1 <= int(days) <= MOST_DAYS
    ):
        raise BadRequest(f"days is a whole number from 1 to {MOST_DAYS}.")
    if service is not None and service not in ALL_SERVICES:
        raise BadRequest(f"There is no such service; there are {', '.join(ALL_SERVICES)}.")
    return Chosen(until=now(), days=DEFAULT_DAYS if days is None else int(days), service=service)


def form_asked(request: Request) -> Form:
    """By `format`, else by `Accept`; who says nothing gets the page. Raises `BadRequest`."""
    named = _once(request, "format")
    if named is not None:
        for form in FORMS.values():
            if form == named:
                return form
        raise BadRequest(f"format is one of {', '.join(FORMS.values())}.")
    weights = accepted(request.headers.get("accept", ""))
    best = max(FORMS, key=lambda media_type: weights.get(media_type, 0.0))
    return FORMS[best] if weights.get(best) else "html"


def _once(request: Request, name: str) -> str | None:
    """A parameter of the query, empty as the form sends "all"; raises `BadRequest` when it is given twice."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"{name} is given more than once.")
    return values[0] or None if values else None
