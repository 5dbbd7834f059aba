"""The OpenAPI description as a page for people and as JSON; nothing on the page comes from elsewhere or runs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from starlette.routing import BaseRoute

from app.pages.frame import framed
from app.pages.openapi import describe
from app.pages.representation import Representation
from app.security.headers import file_headers, page_headers
from app.shell import Shell
from cds_hooks.messages import json_bytes

METHODS = ("get", "post")


class ApiPage:
    """Both forms, each made when it is first asked for; they hold for one shell."""

    def __init__(self, shell: Shell, routes: Sequence[BaseRoute], *, version: str) -> None:
        self._shell, self._routes, self._version = shell, routes, version

    @cached_property
    def described(self) -> Mapping[str, Any]:
        """The description as plain values."""
        return describe(self._shell, self._routes, version=self._version)

    @cached_property
    def json(self) -> Representation:
        """For programs."""
        return Representation.of(json_bytes(self.described), "application/json", file_headers())

    @cached_property
    def html(self) -> Representation:
        """For people, complete without a script."""
        page = framed(
            self._shell,
            "api.html",
            described=self.described,
            groups=grouped(self.described),
            errors=self.described["components"]["responses"],
            schemes=self.described["components"]["securitySchemes"],
            written=lambda value: json_bytes(value, indent=True).decode(),
        )
        return Representation.of(page.encode(), "text/html", page_headers(self._shell.clients.frame_ancestors))


def grouped(described: Mapping[str, Any]) -> Mapping[str, list[Mapping[str, Any]]]:
    """The operations under their first tag, in the order of the description."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for operation in _operations(described):
        groups.setdefault((operation.get("tags") or ["Other"])[0], []).append(operation)
    return groups


def _operations(described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, methods in described["paths"].items():
        for method in METHODS:
            if method in methods:
                yield {"path": path, "method": method.upper(), **methods[method]}
