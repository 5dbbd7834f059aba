"""What every service answers with: cards, and what the decision log may keep of them; a risk is told whatever fails."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, TypedDict

from cds_hooks.cards import keys_and_topics
from cds_hooks.configuration import Configuration
from cds_hooks.responses import Card
from cds_hooks.risk_alone import write_risk_alone
from cds_hooks.service import Answer
from cds_hooks.wording.catalogue import speaking
from trd.assessment import Assessment
from trd.history import TreatmentHistory
from trd.knowledge.types import Knowledge
from trd.options import Recommendations

NOTHING_OF_OURS: Final = "G9"
"""The gate of a chart without a depression, an antidepressant, a scale or a risk: known before anything is judged."""
NOTHING_TO_SAY: Final = "nothing to say"
NOTHING_CHOSEN: Final = "no drug chosen"
"""Some clients ask as soon as the order screen opens (§7.9)."""


class Recipient(TypedDict):
    """Whom the answer is about."""

    patient_id: str
    encounter_id: str | None


def answer_or_tell_the_risk(
    judge: Callable[[], Answer],
    history: TreatmentHistory,
    knowledge: Knowledge,
    configuration: Configuration,
    recipient: Recipient,
    *,
    as_of: date,
) -> Answer:
    """R-K15: a risk on record is told even where the rest fails; without one the failure stays a failure."""
    with speaking(configuration.language) as speech:
        try:
            answer = judge()
        except Exception as error:
            cards = write_risk_alone(history, knowledge, configuration, as_of=as_of, **recipient)
            if not cards:
                raise
            answer = answered(cards, configuration, as_of=as_of, failed=type(error).__name__)
    return replace(answer, fell_back=tuple(speech.fell_back)) if speech.fell_back else answer


def answered(cards: tuple[Card, ...], configuration: Configuration, *, as_of: date, **facts: Any) -> Answer:
    """In silent mode all is recorded and nothing is shown."""
    keys, topics = keys_and_topics(cards)
    if configuration.silent:
        facts["silent_because"] = "silent"
    return Answer(
        cards=() if configuration.silent else cards,
        as_of=as_of,
        language=configuration.language,
        topics=topics,
        keys=keys,
        indicators=tuple(card.indicator for card in cards),
        **facts,
    )


def counts_of(history: TreatmentHistory) -> Mapping[str, int]:
    """What the log may tell of a record: numbers, nothing of the patient."""
    return {
        "medications": len(history.medications),
        "conditions": len(history.conditions),
        "scores": len(history.scores),
    }


def counts(assessment: Assessment, recommendations: Recommendations) -> Mapping[str, int]:
    """What the log may tell of the work done."""
    gaps = Counter(f"gap.{gap.code}" for gap in assessment.gaps)
    findings = Counter(f"finding.{finding.check}" for finding in recommendations.order_findings)
    return {
        **counts_of(assessment.history),
        "trials": len(assessment.trials),
        "failed_trials": assessment.resistance.failed_trials,
        "options": len(recommendations.options),
        "set_aside": len(recommendations.set_aside),
        **dict(sorted(findings.items())),
        **dict(sorted(gaps.items())),
    }
