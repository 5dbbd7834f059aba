"""O20 and O21: a renewal of what does not work, and one without a score that could tell."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from trd.figures import plain
from trd.intervals import days_between, in_words
from trd.options import OrderFinding, Remedy
from trd.order_checks.collisions import Collision
from trd.order_checks.depression import treats_depression
from trd.order_checks.orders import Order
from trd.order_checks.repeats import instead
from trd.order_checks.sentences import INFO, WARNING, dose, fact, finding, fitting
from trd.order_checks.supplies import is_short
from trd.severity import usable_scores
from trd.situation.improvement import improvement_since_start
from trd.situation.running import Running, counted, read_running
from trd.terms import Adequacy, FactList, SeverityBand, Topic

NOT_WORKING, NO_SCORE = "refill-not-working", "refill-no-score"


def check_benefit(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O20: long enough at a sufficient dose, and a fresh score says at least moderate and less than half better."""
    running, severity = _running(order), order.call.situation.assessment.severity
    if running is None or severity is None or not severity.fresh or not severity.band.at_least(SeverityBand.MODERATE):
        return
    if running.trial.adequacy.verdict is not Adequacy.ADEQUATE or is_short(order.subject, order.call):
        return
    situation = order.call.situation
    gain = improvement_since_start(running, situation.assessment, situation.knowledge, situation.choices)
    if gain is None or gain >= Fraction(order.call.rules.share("not-enough-share")):
        return
    weeks = running.days // 7
    at = f" at {dose(order, running.dose)}" if running.dose is not None else ""
    scale = situation.knowledge.scales[severity.instrument].label
    yield finding(
        order,
        NOT_WORKING,
        WARNING,
        fitting(
            f"{order.capital} for {weeks} weeks{at}; {scale} is {plain(severity.score)}: it does not work enough.",
        ),
        fact(order, "benefit"),
        evidence=(*running.trial.trial.evidence, *severity.evidence),
        remedies=instead(order),
    )


def _running(order: Order) -> Running | None:
    """The ongoing antidepressant trial of the drug that is renewed."""
    if not order.call.refill or not treats_depression(order):
        return None
    trials = counted(order.call.situation.episode)
    found = [rated for rated in trials if rated.trial.ongoing and rated.trial.agents[0] == order.subject]
    return read_running(found[-1], order.call.as_of) if found else None


def check_score(order: Order, collisions: Sequence[Collision]) -> Iterator[OrderFinding]:
    """O21: none for a year, or none for 90 days in weeks 12 to 26 of a trial; a short bridging supply asks nothing."""
    rules, facts = order.call.rules, order.call.facts
    supply = order.record.supply_days
    if not order.call.refill or not treats_depression(order):
        return
    if supply is not None and supply <= rules.days("bridging-days"):
        return
    if not facts.delivered(FactList.OBSERVATIONS):  # what was never sent is unknown, not empty (R-Z2)
        return
    last = _last_score(order)
    since = days_between(last, order.call.as_of) if last is not None else None
    limit = rules.days("trial-score-days") if _is_due(order) else rules.days("score-missing-days")
    if since is not None and since <= limit:
        return
    said = f" since {in_words(last)}" if last is not None else ""
    measured = order.call.first_topic(Topic.MEASUREMENT)
    yield finding(
        order,
        NO_SCORE,
        INFO,
        fitting(f"No symptom score on record{said}: record one before renewing."),
        fact(order, "score"),
        remedies=(Remedy(topic=measured) if measured is not None else None,),
    )


def _last_score(order: Order) -> date | None:
    situation = order.call.situation
    scores = usable_scores(situation.assessment.history.scores, situation.knowledge, as_of=situation.as_of)
    return scores[-1].day if scores else None


def _is_due(order: Order) -> bool:
    running, rules = _running(order), order.call.rules
    if running is None:
        return False
    days = days_between(running.trial.trial.start.latest, order.call.as_of)
    return rules.days("trial-score-from-days") <= days <= rules.days("trial-score-to-days")
