"""How much better it is since the running trial began, by the latest fresh score (`impr`, §1.2.1)."""

from fractions import Fraction

from trd.assessment import Assessment
from trd.choices import Choices
from trd.intervals import days_between
from trd.knowledge.types import Knowledge
from trd.response.points import points
from trd.response.windows import baselines, windows
from trd.response.words import improvement
from trd.situation.running import Running


def improvement_since_start(
    running: Running, assessment: Assessment, knowledge: Knowledge, choices: Choices
) -> Fraction | None:
    """From baseline to the latest score of at most 28 days on or after day 14; None: not on record."""
    rated, as_of = running.trial, assessment.as_of
    others = [other.trial for other in assessment.trials if other is not rated]
    found = windows(rated.trial, rated.adequacy, others, knowledge, as_of=as_of)
    own = points(assessment.history.scores, knowledge, as_of=as_of)
    before = baselines(own, found)
    fresh = [
        point
        for point in own
        if point.day >= found.early
        and days_between(point.day, as_of) <= choices.score_fresh_days
        and point.scale.id in before
    ]
    if not fresh:
        return None
    last = min(fresh, key=lambda point: (-point.day.toordinal(), point.scale.preference))
    return improvement(last.scale, before[last.scale.id].score.value, last.score.value)
