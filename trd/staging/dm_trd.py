"""DM-TRD: the items that a record can tell, each as an interval; never a total (§6.6)."""

from collections.abc import Collection, Sequence

from trd.knowledge.types import Knowledge
from trd.resistance import RatedTrial
from trd.staging.result import DmTrd, Item, Maudsley
from trd.terms import Adequacy, EpisodeOf, TrialKind

NOT_FROM_RECORD = ("functional impairment", "intensified treatment")

CODED = {
    "anxiety": ("anxiety-ocd", "an anxiety disorder or GAD-7 of 10 or more"),
    "personality": ("personality-disorder", "a personality disorder"),
    "stressors": ("psychosocial", "a psychosocial stressor (Z55–Z65)"),
}
"""Item -> the code of §7 that shows it, and what is looked for."""


def dm_trd(
    trials: Sequence[RatedTrial], staged: Maudsley, explanations: Collection[str], knowledge: Knowledge
) -> DmTrd:
    """The computable items: five as in Maudsley (augmentation by number), three by codes, psychotherapy."""
    items = {name: Item(points=points, because=staged.because[name]) for name, points in staged.items.items()}
    items["augmentation"] = _augmentation(trials, knowledge)
    for name, (code, what) in CODED.items():
        found = code in explanations
        items[name] = Item(points=(int(found),) * 2, because=f"{what}: {'on record' if found else 'none on record'}")
    items["psychotherapy"] = _psychotherapy(trials, knowledge)
    return DmTrd(items=items, not_from_record=NOT_FROM_RECORD)


def _augmentation(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Item:
    """0, 1, 2 or 3 points by the number of adequate augmentation trials."""
    found = [rated for rated in trials if rated.trial.kind is TrialKind.AUGMENTATION]
    sure = sum(rated.adequacy.verdict is Adequacy.ADEQUATE and not _perhaps(rated) for rated in found)
    most = sum(rated.adequacy.verdict in (Adequacy.ADEQUATE, Adequacy.UNDETERMINED) for rated in found)
    limits = [int(knowledge.figures[f"dm-trd-augmentation-{step}"].value) for step in (1, 2)]

    def points(count: int) -> int:
        return 0 if count == 0 else 1 + sum(count > limit for limit in limits)

    told = str(sure) if sure == most else f"{sure} to {most}"
    return Item(points=(points(sure), points(most)), because=f"{told} adequate in this episode")


def _psychotherapy(trials: Sequence[RatedTrial], knowledge: Knowledge) -> Item:
    """A named therapy that was adequate and failed."""
    most = int(knowledge.figures["dm-trd-psychotherapy-points"].value)
    found = [rated for rated in trials if rated.trial.kind is TrialKind.PSYCHOTHERAPY]
    failed = any(rated.failed for rated in found)
    perhaps = failed or any(rated.possible_failure for rated in found)
    told = "failed" if failed else ("may have failed" if perhaps else "no failed course on record")
    return Item(points=(most if failed else 0, most if perhaps else 0), because=told)


def _perhaps(rated: RatedTrial) -> bool:
    return rated.trial.membership_possible_only or rated.trial.episode is EpisodeOf.UNKNOWN
