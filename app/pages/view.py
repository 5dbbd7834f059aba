"""The page of one treatment history: the same for `POST /assessments`, the SMART app and the playground."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.judging import Judged
from app.pages.frame import page_answer
from app.view.cards import CardsShown
from app.view.drawing import drawn
from app.view.treatment import view_of
from app.view.view import Banner, View
from cds_hooks.wording.catalogue import speaking
from cds_hooks.wording.telling import Telling

__all__ = ["Banner", "view_page", "view_values"]


def view_page(
    request: Request,
    judged: Judged,
    *,
    who: Banner | None,
    notes: Sequence[str] = (),
    cards: CardsShown | None = None,
) -> Response:
    """The framed page; `notes` are sentences on parts of the record that could not be read."""
    return page_answer(request, "view_page.html", **view_values(judged, who=who, notes=notes, cards=cards))


def view_values(
    judged: Judged,
    *,
    who: Banner | None,
    notes: Sequence[str] = (),
    cards: CardsShown | None = None,
) -> dict[str, Any]:
    """What `view_page.html` is filled with; this is what takes time, and may run in a thread."""
    language = judged.configuration.language
    with speaking(language, marked=True):
        view = read_view(judged)
        chart = drawn(view.chart)
    return {"language": language, "v": view, "drawn": chart, "who": who, "notes": list(notes), "cards": cards}


def read_view(judged: Judged) -> View:
    """The view of a judged record, in the words of its cards."""
    telling = Telling(
        assessment=judged.assessment,
        recommendations=judged.recommendations,
        knowledge=judged.shell.knowledge,
        configuration=judged.configuration,
    )
    return view_of(judged.result, telling)
