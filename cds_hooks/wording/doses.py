"""Cards about the dose of the drug that runs: raise it, lower it, or give it longer (§7.3, `doseOptimization`)."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from cds_hooks.wording import drug_lines, figures, option_lines, trials
from cds_hooks.wording.catalogue import WORDS, Slot, figured, translated
from cds_hooks.wording.detail import Line, Worded, write_detail
from cds_hooks.wording.telling import Telling
from trd.options import Option
from trd.resistance import RatedTrial
from trd.terms import Outcome

LOWERED: Final = frozenset({"too-high", "lower"})


def write_dose(option: Option, telling: Telling) -> Worded:
    """Word a dose change of the running drug, by its case; a case that is not said is read from the trial."""
    rated = telling.base(option)
    case = _dose_case(option, rated)
    slots = _dose_slots(option, rated, telling)
    if case == "too-low" and rated is not None:
        slots["n"] = len(rated.trial.certain) or None  # days taken; at this dose none of them counts
    key = f"doseOptimization.{case}"
    check = [_regularly_taken(rated)] if case == "too-low" else []
    also = WORDS.say(f"{key}.also", **slots)
    lines = [
        *option_lines.check_first(_unsaid(option), telling, always=[text for text in check if text]),
        option_lines.labelled("how", WORDS.say(f"{key}.how", **slots), telling),
        _watch(case, slots, telling),
        option_lines.also_possible(option, telling, before=[also] if also else []),
        option_lines.missing(WORDS.say(f"{key}.missing")),
        option_lines.based_on(telling),
    ]
    return Worded(
        summary=WORDS.summary(f"{key}.summary", **slots),
        detail=write_detail(option_lines.reason(option, WORDS.say(f"{key}.first", **slots), telling), lines),
    )


def _unsaid(option: Option) -> Option:
    """Without the limit that the summary and the first line say already (N-0.3)."""
    said = option.facts.get("why_row")
    return replace(option, cautions=tuple(known for known in option.cautions if said is None or known.row != said))


def _watch(case: str, slots: dict[str, Slot], telling: Telling) -> Line | None:
    """A lower dose is watched for what may come back, not for the effects of a start."""
    if case == "wait":
        return None
    if case in LOWERED:
        return option_lines.labelled("watch", WORDS.say("doseOptimization.watch_lower"), telling, spare=1)
    return drug_lines.watch(slots["agent_id"], telling)


def _dose_case(option: Option, rated: RatedTrial | None) -> str:
    """Which sentence is true: "part response" is said of a part response and of nothing else."""
    if option.case in ("too-low", "wait", "too-high", "lower", "by-level"):
        return option.case
    if rated is None:
        return "wait"
    if trials.relapsed(rated):
        return "relapse"
    by_outcome = {
        Outcome.PARTIAL_RESPONSE: "room",
        Outcome.RESPONSE: "response",
        Outcome.REMISSION: "response",
        Outcome.NON_RESPONSE: "no-response",
    }
    return by_outcome.get(rated.outcome.outcome, "wait" if option.case != "room" else "no-response")


def _dose_slots(option: Option, rated: RatedTrial | None, telling: Telling) -> dict[str, Slot]:
    plan = option.plan
    agent_id = plan.agent if plan else option.agent or ""
    facts = trials.facts_of(rated, telling)
    unit = plan.unit if plan else "mg/d"
    due = _due(rated, telling)
    return {
        **facts,
        "agent": telling.running(agent_id),
        "agent_id": agent_id,
        "dose": drug_lines.spoken_dose(plan.current_dose if plan else None, unit, agent_id, telling)
        or facts.get("current"),
        "min": facts.get("minimum"),
        "next": drug_lines.spoken_dose(plan.target if plan else None, unit, agent_id, telling),
        "max": drug_lines.spoken_dose(plan.maximum if plan else None, unit, agent_id, telling),
        "next_taken": figures.taken(
            drug_lines.spoken_dose(plan.target if plan else None, unit, agent_id, telling),
            WORDS.word("drug.take", agent_id),
        ),
        "weeks": figures.weeks(plan.judge_after_days) if plan else None,
        "why": translated(option.facts.get("why") or "") or None,
        "level": figured(option.facts.get("level") or "") or None,
        "level_on": figures.day_of(option.facts.get("level_on")),
        "level_low": figured(option.facts.get("level_low") or "") or None,
        "date": figures.day_of(option.facts.get("judge_on")) or due,
        "since": _dose_since(rated),
        "instrument": facts.get("instrument") or _instrument_in_use(telling),
        "supplied": rated.trial.supplied_days if rated else None,
        "span": rated.trial.supply_span if rated else None,
    }


def _due(rated: RatedTrial | None, telling: Telling) -> str | None:
    """The day on which the trial has its days at dose, if it goes on as it is."""
    if rated is None:
        return None
    left = rated.adequacy.needed_days - rated.adequacy.most_certain
    return figures.day(telling.assessment.as_of + timedelta(days=left)) if left > 0 else None


def _dose_since(rated: RatedTrial | None) -> str | None:
    """The day from which the present dose is on record."""
    periods = rated.trial.dose_periods if rated else ()
    return figures.day(periods[-1].first) if periods else None


def _instrument_in_use(telling: Telling) -> str:
    severity = telling.assessment.severity
    return telling.scale(severity.instrument if severity else "phq-9")


def _regularly_taken(rated: RatedTrial | None) -> str | None:
    supplied = rated.trial.supplied_days if rated else None
    span = rated.trial.supply_span if rated else None
    key = "doseOptimization.too-low"
    return WORDS.say(f"{key}.check_supply", supplied=supplied, span=span) or WORDS.say(f"{key}.check")
