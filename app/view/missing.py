"""What is missing: parts of the record that never came, records that could not be read, and what stays unclear."""

from collections.abc import Iterator
from typing import Any

from app.view.view import Told
from app.view.words import view
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised, translated
from cds_hooks.wording.summary import GAPS, UNREADABLE
from cds_hooks.wording.telling import Telling
from trd.terms import EpisodeOf, GapCode

NOT_DELIVERED = frozenset({GapCode.FETCH_FAILED, GapCode.CONDITIONS_NOT_SENT})
"""A part of the record as a whole that everything else may hang on."""


def partial(telling: Telling) -> tuple[str, ...]:
    """Each part of the record that could not be read, or was never sent."""
    gaps = [translated(gap.what, GAPS) for gap in telling.assessment.gaps if gap.code in NOT_DELIVERED]
    return tuple(dict.fromkeys(gaps))


def unreadable(told: dict[str, Any]) -> tuple[Told, ...]:
    """Single records or elements that could not be read, each with its reference."""
    return tuple(_gaps(told, wanted=True))


def unclear(told: dict[str, Any], telling: Telling) -> tuple[Told, ...]:
    """What was read and leaves something open, and the lists that never came."""
    not_sent = WORDS.say(
        "lines.not_sent", items=figures.listed(map(translated, telling.recommendations.not_sent)) or None
    )
    return (*_gaps(told, wanted=False), *([Told(text=not_sent.rstrip("."))] if not_sent else []))


def _gaps(told: dict[str, Any], *, wanted: bool) -> Iterator[Told]:
    for gap in told["gaps"]:
        code = GapCode(gap["code"])
        if code not in NOT_DELIVERED and (code in UNREADABLE) is wanted:
            text = capitalised(translated(figures.in_day_units(gap["what"]), GAPS)).rstrip(".")
            yield Told(text=text, evidence=tuple(gap["evidence"]))


def nothing_on_record(telling: Telling) -> tuple[str, ...]:
    """Where no treatment of this episode is on record: that, and what was read instead."""
    trials = [rated for rated in telling.assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER]
    if trials:
        return ()
    return view("missing.no_antidepressant"), view("missing.read", items=figures.listed(_read(telling)))


def _read(telling: Telling) -> Iterator[str]:
    history = telling.assessment.history
    medications = len(history.medications) + sum(
        count for kind, count in history.unread.items() if kind.startswith("Medication")
    )
    since = min(history.dates, default=None)
    yield view("missing.medications", n=medications)
    yield view("missing.diagnoses", n=len(history.conditions))
    yield view("missing.scores", n=len(history.scores))
    if since is not None:
        yield view("missing.since", date=figures.day(since))
