"""create_app(): wires routers, middleware and error handlers, and loads the knowledge."""

import gc
import os

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response

from app import logs, tracing
from app.admission import admit, key_sets_of, signing_keys_of
from app.completing import asking
from app.keeping import keeping
from app.metrics.counting import describe
from app.middleware import HEADER, Cors, Faults, RequestContext
from app.outcomes import ShellError, outcome_of, outcome_of_status
from app.pages.knowledge import KnowledgePage
from app.reloading import reloading
from app.remembering import code_hash
from app.routers import (
    about,
    assessments,
    cards,
    cds_services,
    definitions,
    demo_fhir,
    description,
    feedback,
    health,
    home,
    knowledge,
    metrics,
    pages,
    playground,
    report,
    sample_ehr,
    smart,
)
from app.security.headers import answer_headers
from app.security.seen_tokens import SharedTokens
from app.settings import ConfigurationError, Settings, read_settings
from app.shell import Shell, site_secret
from app.stopping import stopping
from app.store.store import store_of
from app.tracing import Tell
from app.versions import package_version
from trd.knowledge.loading import load
from trd.knowledge.reading import KnowledgeError

STANDING = "_TRD_CDS_STANDING"
"""Set by our own commands for the worker processes they start: how open the service stands."""
DEMO_STANDING = "demo"
INSECURE_STANDING = "insecure"
LOOPBACK_STANDING = "loopback"

ROOMS = (
    cds_services,
    feedback,
    assessments,
    knowledge,
    definitions,
    description,
    demo_fhir,
    health,
    metrics,
    report,
    about,
    home,
    pages,
    playground,
    cards,
    sample_ehr,
    smart,
)
"""The groups of addresses, in the order in which they are described."""


def start(settings: Settings, *, demo: bool = False, insecure: bool = False, open_to_callers: bool = True) -> Shell:
    """Everything a process holds; raises `ConfigurationError` naming what is wrong."""
    clients = admit(settings, insecure=insecure, demo=demo)
    try:
        knowledge = load(settings.knowledge, settings.extra_codes)
    except KnowledgeError as error:
        raise ConfigurationError(f"The clinical knowledge can't be used: {error}") from None
    secret = site_secret(settings, throw_away=demo)
    store = store_of(settings, throw_away=demo)
    return Shell(
        settings=settings,
        knowledge=knowledge,
        secret=secret,
        demo=demo,
        open_to_callers=open_to_callers,
        clients=clients,
        insecure=insecure or demo,
        key_sets=key_sets_of(clients),
        signing_keys=signing_keys_of(clients),
        seen_tokens=SharedTokens(store.tokens),
        store=store,
    )


def create_app(shell: Shell, *, tell: Tell | None = None) -> FastAPI:
    """The application over one shell; `tell`: who is told the traces."""
    app = FastAPI(
        title="trd-cds",
        version=package_version(),
        description="Decision support for treatment-resistant depression over CDS Hooks.",
        redirect_slashes=False,
        openapi_url=None,  # the description is ours: bodies are read by hand, and FastAPI's pages load from a CDN
        middleware=[_context(shell.settings, tell), _cors(shell.settings), Middleware(Faults)],
        lifespan=keeping(asking(stopping(reloading(hold)))),
    )
    hold(app, shell)
    for room in ROOMS:
        app.include_router(room.router)
    knew = shell.knowledge
    describe(package=package_version(), revision=code_hash(), knowledge=knew.version, draft=knew.draft)
    app.state.routes = tuple(route for room in ROOMS for route in room.router.routes)
    app.add_exception_handler(ShellError, _told)
    app.add_exception_handler(HTTPException, _refused)
    return app


def hold(app: FastAPI, shell: Shell) -> None:
    """Answer from this shell, from the next request on."""
    app.state.shell = shell
    app.state.knowledge_page = KnowledgePage(shell)


def application() -> FastAPI:
    """What uvicorn starts, once a worker."""
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format)
    logs.take_libraries()
    standing = os.environ.get(STANDING)
    app = create_app(
        start(
            settings,
            demo=standing == DEMO_STANDING,
            insecure=standing == INSECURE_STANDING,
            open_to_callers=standing is not None,
        ),
        tell=tracing.set_up(package_version()),
    )
    spare_the_collector()
    return app


def spare_the_collector() -> None:
    """What was loaded at the start stays: looking it through again would cost each call tens of milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _context(settings: Settings, tell: Tell | None) -> Middleware:
    https = (settings.base_url or "").startswith("https:")
    return Middleware(RequestContext, headers=answer_headers(https=https), tell=tell)


def _cors(settings: Settings) -> Middleware:
    return Middleware(
        Cors,
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type", "Accept", HEADER],
        expose_headers=[HEADER, "Retry-After"],
        max_age=600,
    )


async def _told(_: Request, error: Exception) -> Response:
    assert isinstance(error, ShellError)
    return outcome_of(error)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return outcome_of_status(error.status_code, error.headers)
