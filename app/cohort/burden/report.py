"""The report as one JSON document: counts of a finished run, blurred, with the rates and sentences made of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from app.cohort.burden import assumptions, burden_told, missing_told, reading_told, standing_told
from app.cohort.burden.blurring import USUAL, Blurred
from app.cohort.burden.counts import Counts
from app.cohort.burden.replay import Replay
from cds_hooks.configuration import NEVER_OFF
from trd.choices import Choices
from trd.knowledge.types import Knowledge

SCHEMA: Final = "1"


class Kept(msgspec.Struct):
    """What a finished run keeps for its report: the exact counts, to be protected like the tables."""

    days: list[str]
    every: int
    max_cards: int
    topics_off: list[str]
    counts: Counts

    @property
    def replay(self) -> Replay:
        """The days again."""
        days = tuple(map(date.fromisoformat, self.days))
        return Replay(days=days, every=self.every, max_cards=self.max_cards)


def kept_of(replay: Replay, choices: Choices, counts: Counts) -> Kept:
    """What is kept beside the tables."""
    return Kept(
        days=[day.isoformat() for day in replay.days],
        every=replay.every,
        max_cards=replay.max_cards,
        topics_off=sorted(topic.value for topic in (choices.topics_off | choices.not_offered) - NEVER_OFF),
        counts=counts,
    )


def report_of(
    kept: Kept, manifest: Mapping[str, Any], knowledge: Knowledge, *, blur_under: int = USUAL
) -> dict[str, Any]:
    """All that is told; the page is drawn from this and nothing else."""
    blurred, replay = Blurred(kept.counts, blur_under), kept.replay
    standing_told.add_up(blurred, knowledge, manifest["definition"], manifest["asOf"])
    burden_told.add_up(blurred, replay)
    return {
        "schema": SCHEMA,
        "asOf": manifest["asOf"],
        "definition": manifest["definition"],
        "client": manifest["settings"]["client"],
        "knowledgeVersion": manifest["knowledgeVersion"],
        "knowledgeHash": manifest["knowledgeHash"],
        "package": manifest["package"],
        "blurUnder": blur_under,
        "replay": {
            "from": kept.days[0],
            "to": kept.days[-1],
            "everyDays": kept.every,
            "days": len(kept.days),
            "maxCards": kept.max_cards,
            "silentBefore": manifest["settings"]["silentBefore"],
            "topicsOff": kept.topics_off,
        },
        "assumptions": assumptions.told(kept.every, blur_under),
        "notKnown": assumptions.NOT_KNOWN,
        "patients": standing_told.patients(blurred),
        "byDefinition": standing_told.by_definition(blurred, knowledge),
        "resistantBy": standing_told.resistant_by(blurred, knowledge),
        "cards": burden_told.cards(blurred, replay),
        "overTime": burden_told.over_time(blurred, replay),
        "whatIf": burden_told.what_if(blurred, replay),
        "setAside": missing_told.set_aside(blurred, knowledge),
        "missingFacts": missing_told.missing_facts(blurred),
        "reading": reading_told.reading(blurred),
    }
