"""O14: a drug with withdrawal trouble that a draft of the call ends at once."""

from collections.abc import Iterator

from trd.drafts import DraftedDrug, Occasion
from trd.history import MedicationRecord
from trd.intervals import plus
from trd.options import OrderFinding
from trd.order_checks.orders import Call, called, unbroken
from trd.order_checks.sentences import WARNING, begin, fitting
from trd.safety import Taken
from trd.safety.measurements import newest, usable

CHECK = "abrupt-stop"
LITHIUM = "lithium"
BUPROPION = "bupropion"
METHODS = frozenset({"direct", "cross-taper"})
"""Ways from one antidepressant to another that leave no gap."""
SERIOUS = ("serotonin-syndrome", "dress-sjs", "agranulocytosis")


def check_stops(call: Call) -> Iterator[OrderFinding]:
    """Each drug that was taken for four weeks and ends without a taper, a follower, or a serious reaction."""
    if call.occasion is not Occasion.SIGN:
        return
    for draft in call.drafts.drugs:
        if not draft.stops or draft.void or draft.tapers:
            continue
        for record in draft.records:
            found = _finding(draft, record, call)
            if found is not None:
                yield found


def _finding(draft: DraftedDrug, record: MedicationRecord, call: Call) -> OrderFinding | None:
    taken = _taken(record, call)
    if taken is None or unbroken(taken, call.as_of) < call.rules.days("withdrawal-from-days"):
        return None
    if not _withdraws(record, call) or _goes_on(record, call) or _serious_reaction(call):
        return None
    agent = call.knowledge.agents.get(record.agent)
    name = called(agent, record.agent)
    weeks = call.rules.taper_weeks(record.agent)
    harm = "can cause withdrawal"
    if record.agent == LITHIUM:
        harm = "can bring relapse and raise suicide risk"
    elif agent is None:
        harm = "beside bupropion can cause seizures"
    return OrderFinding(
        check=CHECK,
        level=WARNING,
        message=fitting(f"{begin('stopping')} {name} at once {harm}; taper over {weeks} weeks."),
        row=None,
        order=draft.reference,
        evidence=taken.evidence(),
        agents=(record.agent,),
        cause=f"{record.agent}:stop",
        details=("Stop at once only for a serious reaction.",),
    )


def _taken(record: MedicationRecord, call: Call) -> Taken | None:
    known = [call.taken(name) for name in record.ingredients]
    return next((taken for taken in known if taken is not None and call.as_of in taken.certain), None)


def _withdraws(record: MedicationRecord, call: Call) -> bool:
    if record.agent in call.rules.agents["withdrawal"]:
        return True
    beside = call.taken(BUPROPION)
    with_bupropion = beside is not None and call.as_of in beside.certain
    return with_bupropion and not call.rules.ingredients["benzodiazepine"].isdisjoint(record.ingredients)


def _goes_on(record: MedicationRecord, call: Call) -> bool:
    """The call carries the drug on at some dose, or starts another to which one goes without a gap."""
    if not call.starting.isdisjoint(record.ingredients):
        return True
    switching = call.knowledge.switching
    if switching is None:
        return False
    for draft in call.drafts.drugs:
        if draft.stops or draft.void:
            continue
        methods = [switching.method(record.agent, other.agent) for other in draft.records]
        if any(method is not None and method.method in METHODS for method in methods):
            return True
    return False


def _serious_reaction(call: Call) -> bool:
    """Serotonin syndrome, a severe rash, agranulocytosis, or a QTc of 500 ms, in the last 30 days."""
    days = call.rules.days("same-agent-free-days")
    since = plus(call.as_of, -days)
    for name in SERIOUS:
        known = [condition.onset for condition in call.facts.conditions.get(name, ())]
        recorded = [condition.recorded for condition in call.facts.conditions.get(name, ())]
        dates = [*(onset.latest for onset in known if onset is not None), *filter(None, recorded)]
        if any(since <= day <= call.as_of for day in dates):
            return True
    values = newest(usable(call.facts, "qtc-interval", days))
    return any(value.low is not None and value.low >= call.rules.days("qtc-too-long") for value in values)
