"""The frame of every page: head, banner, ways to the other pages, footer, and the headers that go with it."""

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from app.pages.templates import TEMPLATES, with_english_marked
from app.security.headers import page_headers
from app.shell import Shell, shell_of
from app.versions import package_version
from cds_hooks.wording.catalogue import ENGLISH, speaking


def root_of(base_url: str | None) -> str:
    """The path under which the service stands behind its proxy; never taken from a request."""
    return urlsplit(base_url).path.rstrip("/") if base_url else ""


def framed(shell: Shell, template: str, *, language: str = ENGLISH, **values: Any) -> str:
    """The page of a template that extends `frame.html`."""
    with speaking(language, marked=True):
        page = TEMPLATES.get_template(template).render(
            language=language,
            root=root_of(shell.settings.base_url),
            version=package_version(),
            knowledge=shell.knowledge,
            demo=shell.demo,
            playground=shell.shows_playground,
            **values,
        )
    return with_english_marked(page)


def page_answer(
    request: Request, template: str, *, status: int = 200, language: str = ENGLISH, **values: Any
) -> Response:
    """The page as an answer that no browser keeps: it may hold a record."""
    shell = shell_of(request)
    headers = {"Cache-Control": "no-store", "Content-Language": language, **page_headers(shell.clients.frame_ancestors)}
    return Response(framed(shell, template, language=language, **values), status, headers, "text/html")
