"""The knowledge page: what every card's "Why" leads to, and the same as JSON."""

import tomllib
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any

from app.clients import UNNAMED
from app.clock import today
from app.demo import REFERENCE_DAY, hook_request
from app.judging import Unjudgeable, judge
from app.pages.frame import framed
from app.pages.markdown import write_html
from app.pages.notices import notices
from app.pages.representation import Representation
from app.security.headers import file_headers, page_headers
from app.shell import Shell
from cds_hooks.messages import json_bytes
from trd.knowledge.checking_reviews import stale
from trd.knowledge.publication import publish
from trd.knowledge.rendering import render

EXAMPLE = "two-failed-trials"
"""The sample patient whose first trial shows how a trial is judged."""


class KnowledgePage:
    """Both forms, each made when it is first asked for; they hold for one shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._day = today()

    def on(self, day: date) -> "KnowledgePage":
        """The pages of a day: which signatures and sources are old is another thing tomorrow."""
        if day != self._day:
            self._day = day
            vars(self).pop("html", None)
        return self

    @cached_property
    def html(self) -> Representation:
        """For people, complete without a script."""
        knowledge = self._shell.knowledge
        page = framed(
            self._shell,
            "knowledge.html",
            drafts=len(knowledge.drafts),
            entries=len(knowledge.reviews.of),
            old=list(stale(knowledge, as_of=self._day)),
            written=write_html(render(knowledge)),
            example=worked_example(self._shell),
            change=change_to(knowledge.version),
            notices=notices(),
        )
        return Representation.of(page.encode(), "text/html", page_headers(self._shell.clients.frame_ancestors))

    @cached_property
    def json(self) -> Representation:
        """For programs: every entry under its id."""
        return Representation.of(json_bytes(publish(self._shell.knowledge)), "application/json", file_headers())


def worked_example(shell: Shell) -> dict[str, Any] | None:
    """A trial of an invented patient as this very knowledge judges it; `None` where it leaves none to show."""
    body = json_bytes(hook_request(EXAMPLE, REFERENCE_DAY))
    try:
        judged = judge(shell, body, as_of=REFERENCE_DAY, definition=None, client=UNNAMED)
    except Unjudgeable:
        return None
    trials = [trial for trial in judged.result["trials"] if trial["kind"] == "monotherapy" and trial["baseline"]]
    return {"trial": trials[0], "definition": judged.result["definition"]} if trials else None


def change_to(version: str) -> dict[str, Any] | None:
    """What a version changed, in sentences; `None`: it is a site's own, of which only the site can tell."""
    told = tomllib.loads(files("app.pages").joinpath("knowledge_changes.toml").read_text(encoding="utf-8"))
    return next((one for one in told["version"] if one["id"] == version), None)
