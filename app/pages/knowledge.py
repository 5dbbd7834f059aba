"""The knowledge page: what every card's "Why" leads to, and the same as JSON."""

from collections.abc import Collection
from functools import cached_property

from app.pages.frame import root_of
from app.pages.markdown import write_html
from app.pages.representation import Representation
from app.pages.templates import TEMPLATES
from app.security.headers import file_headers, page_headers
from cds_hooks.messages import json_bytes
from trd.knowledge.publication import publish
from trd.knowledge.rendering import render
from trd.knowledge.types import Knowledge


class KnowledgePage:
    """Both forms, each made when it is first asked for."""

    def __init__(
        self, knowledge: Knowledge, *, version: str, base_url: str | None, frame_ancestors: Collection[str] = ()
    ) -> None:
        self._knowledge, self._version = knowledge, version
        self._root = root_of(base_url)
        self._ancestors = frozenset(frame_ancestors)

    @cached_property
    def html(self) -> Representation:
        """For people, complete without a script."""
        written = write_html(render(self._knowledge))
        page = TEMPLATES.get_template("knowledge.html").render(
            root=self._root,
            version=self._version,
            knowledge=self._knowledge,
            drafts=len(self._knowledge.drafts),
            written=written,
        )
        return Representation.of(page.encode(), "text/html", page_headers(self._ancestors))

    @cached_property
    def json(self) -> Representation:
        """For programs: every entry under its id."""
        return Representation.of(json_bytes(publish(self._knowledge)), "application/json", file_headers())
