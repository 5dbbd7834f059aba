"""What the pages for clinicians take from the knowledge: the figures of a fair trial, the reasons of an override."""

from collections.abc import Iterator
from fractions import Fraction

from app.settings import Settings
from cds_hooks.code_systems import code_systems
from cds_hooks.repeats import DAYS_OF_SILENCE
from scripts.tables import row, table
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge, Threshold

MARKS = {"V": "seen in the source", "M": "from memory, to be checked", "P": "a choice of this product"}
SCALES = "[each scale](../knowledge.md#symptom-scales)"
DEFINITION = "[default](../knowledge.md#definition-default)"
EXAMPLES = ("sertraline", "venlafaxine", "bupropion")


def figures_block() -> str:
    """The figures of the default definition in the order in which they decide."""
    lines = [*table("question", "by the default definition", "where from")]
    return "\n".join([*lines, *_figures(load())]) + "\n"


def _figures(knowledge: Knowledge) -> Iterator[str]:
    definition, found = knowledge.definitions["default"], knowledge.figures
    days = int(definition.days_at_dose.value)
    least = {name: knowledge.agents[name].minimum for name in EXAMPLES}
    doses = ", ".join(f"{name} {told.value} mg a day" for name, told in least.items() if told is not None)
    yield row("enough dose", f"the least effective dose or more: {doses}", _told_by(least[EXAMPLES[0]]))
    window = f"{days} days at that dose within {days * 5 // 4} days: up to a fifth may be missing"
    yield row("for long enough", window, _told_by(definition.days_at_dose))
    added = int(definition.augmentation_days.value)
    yield row("an added drug", f"{added} days at its dose", _told_by(definition.augmentation_days))
    yield row(
        "response", f"the score falls by {_share(found['response-share'])} or more", _told_by(found["response-share"])
    )
    partial = f"by {_share(found['partial-share'])} or more, and less than response: counts as failed"
    yield row("partial response", partial, _told_by(found["partial-share"]))
    yield row("remission", f"the scale's own cut-off: PHQ-9 {knowledge.scales['phq-9'].remission} or less", SCALES)
    before, after, late = (
        int(found[name].value) for name in ("baseline-before-days", "baseline-after-days", "endpoint-after-days")
    )
    start = f"the last of the {before} days up to the start, else the first of the {after} days after it"
    yield row("first score", start, _told_by(found["baseline-before-days"]))
    end = f"the last one from the day on which it was long enough, to {late} days after the end"
    yield row("last score", end, _told_by(found["endpoint-after-days"]))
    gap = Settings.model_fields["join_gap_days"].default
    yield row("one trial or two", f"a gap of up to {gap} days is one trial", "[`TRD_JOIN_GAP_DAYS`](../settings.md)")
    yield row("resistant", f"{definition.failures} different agents failed in this episode", DEFINITION)


def _share(figure: Threshold) -> str:
    return f"{Fraction(figure.value) * 100} %"


def _told_by(figure: Threshold | None) -> str:
    assert figure is not None
    return f"[{figure.source.id}](../knowledge.md#{figure.source.id}), {figure.where}; {MARKS[figure.mark]}"


def reasons_block() -> str:
    """Each reason as the menu words it, and how long the same card then stays away."""
    lines = [*table("choose", "when", "days without the same card")]
    for one in code_systems()["override-reason"]["concept"]:
        lines.append(row(one["display"], WHEN[one["code"]], str(DAYS_OF_SILENCE[one["code"]])))
    return "\n".join(lines) + "\n"


WHEN = {
    "patient-declined": "you offered it, and it is not wanted",
    "already-tried": "elsewhere, or before this record begins; better still, enter it as a medication statement",
    "not-indicated": "this patient is another case than the card takes it for",
    "clinically-inappropriate": "another illness, drug or circumstance speaks against it",
    "will-monitor": "not now; score again first",
    "not-available": "not here, not covered, too far",
    "incorrect-data": "a date, dose, score or diagnosis on the card is not so; mend the record, and it speaks again",
    "other": "none of these",
}
