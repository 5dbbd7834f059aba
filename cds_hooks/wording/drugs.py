"""Cards about another drug: a switch, a second antidepressant, an augmentation (§7.3)."""

from dataclasses import replace

from cds_hooks.wording import drug_lines, figures, option_lines, trials
from cds_hooks.wording.catalogue import WORDS, Slot, translated
from cds_hooks.wording.detail import Line, Worded, write_detail
from cds_hooks.wording.dose_paths import dose_path
from cds_hooks.wording.tapers import with_taper
from cds_hooks.wording.telling import Telling
from trd.options import Option
from trd.resistance import RatedTrial
from trd.terms import Outcome, OutcomeBasis, Topic


def write_switch(option: Option, telling: Telling) -> Worded:
    """Word a switch; "failed" is said of a trial that failed and of no other."""
    rated = telling.base(option)
    case = _switch_case(option, rated, telling)
    slots = _new_drug_slots(option, rated, telling)
    different = _different_mechanism(option, rated, telling)
    failures = telling.assessment.resistance.failed_trials
    slots["why"] = WORDS.word("switch.why", "different" if different else "same")
    slots["f"] = failures
    slots["trials"] = WORDS.say("referral.trials", count=figures.spelled(failures), n=failures)
    running = case == "not-tolerated" and rated is not None and rated.trial.ongoing
    key = f"switch.{case}.summary" + ("_running" if running else "")
    if not different and WORDS.forms(f"{key}_same"):
        key += "_same"
    lines = [
        *option_lines.check_first(option, telling),
        drug_lines.how(option, slots, telling),
        option_lines.labelled("with", with_taper(_change(option, rated, telling), option, telling), telling),
        drug_lines.no_draft(option, telling),
        drug_lines.watch(option.agent or "", telling),
        option_lines.also_possible(option, telling),
        *option_lines.set_aside([Topic.SWITCH], telling),
        drug_lines.not_measured(option, telling),
        option_lines.based_on(telling),
    ]
    first = WORDS.say(f"switch.{case}.first", **slots)
    told = replace(option, clauses=tuple(clause for clause in option.clauses if not _said_already(clause, case)))
    return Worded(
        summary=WORDS.summary(key, **slots), detail=write_detail(option_lines.reason(told, first, telling), lines)
    )


def _said_already(clause: str, case: str) -> bool:
    """The card's own sentences tell of the mechanism, and of a drug that helped before."""
    return "mechanism" in clause or clause == "another class" or (case == "worked-before" and "helped before" in clause)


def _switch_case(option: Option, rated: RatedTrial | None, telling: Telling) -> str:
    """Which sentence is true of the drug that is left."""
    before = [item for item in telling.assessment.trials if item.trial.agents == (option.agent,)]
    if any(item.outcome.outcome in (Outcome.RESPONSE, Outcome.REMISSION) for item in before):
        return "worked-before"
    if option.case == "not-tolerated" or (rated and rated.outcome.outcome is Outcome.INTOLERANCE):
        return "not-tolerated" if rated else "no-fair-trial"
    if rated and rated.failed:
        return "failed"
    if trials.relapsed(rated) and rated is not None and rated.trial.ongoing:
        return "relapse"
    if rated and rated.trial.ongoing and rated.outcome.basis is not OutcomeBasis.NONE:
        return "not-enough"
    if telling.assessment.resistance.failed_trials:
        return "failures"
    open_only = any(item.possible_failure for item in telling.current_trials())
    return "may-have-failed" if open_only else "no-fair-trial"


def _different_mechanism(option: Option, rated: RatedTrial | None, telling: Telling) -> bool:
    new = telling.agent(option.agent)
    old = telling.agent(rated.trial.agents[0]) if rated else None
    return bool(new and old and new.mechanism and old.mechanism and new.mechanism != old.mechanism)


def _change(option: Option, rated: RatedTrial | None, telling: Telling) -> str | None:
    """What happens to the drug that runs: never a stop without a taper or a washout (§5.7)."""
    plan = option.plan
    if rated is None or not rated.trial.ongoing:
        return WORDS.say("switch.with.nothing")
    slots: dict[str, Slot] = {
        "agent": telling.running(plan.base_agent if plan and plan.base_agent else rated.trial.agents[0]),
        "new": telling.new_drug(option.agent or ""),
        "n": plan.washout_days if plan else None,
    }
    if told := option.facts.get("change"):
        return translated(told)
    if plan and plan.washout_days:
        return WORDS.say("switch.with.washout", **slots)
    if words := _words_of_method(option, rated, telling):
        return WORDS.say("switch.with.told", **slots, words=words)
    method = (plan.method or "").replace("ask a pharmacist", "ask") if plan else ""
    return WORDS.say(f"switch.with.{method}", **slots) or WORDS.say("switch.with.ask", **slots)


def _words_of_method(option: Option, rated: RatedTrial, telling: Telling) -> str | None:
    """The table's own words on the change (§2.2.2), where its method is the one that is meant."""
    switching, old = telling.knowledge.switching, rated.trial.agents[0]
    found = switching.method(old, option.agent) if switching and option.agent else None
    other_method = option.plan is not None and option.plan.method not in (None, found.method if found else None)
    return translated(figures.in_day_units(found.words)) if found and not other_method else None


def write_combination(option: Option, telling: Telling) -> Worded:
    """Word a second antidepressant beside the one that runs."""
    rated = telling.base(option)
    slots = _new_drug_slots(option, rated, telling)
    failures = telling.assessment.resistance.failed_trials
    part = rated is not None and rated.outcome.outcome is Outcome.PARTIAL_RESPONSE
    key = "combination.summary" if part else "combination.summary_failed" if failures else "combination.summary_plain"
    if trials.relapsed(rated) and not failures:
        key = "combination.summary_relapse"
    first = WORDS.say("combination.first", **(slots if part else {**slots, "percent": None}))
    return Worded(
        summary=WORDS.summary(key, **{**slots, "n": failures}),
        detail=write_detail(option_lines.reason(option, first, telling), _added_lines(option, slots, telling)),
    )


def write_augmentation(option: Option, telling: Telling) -> Worded:
    """Word an augmentation of the drug that runs."""
    rated = telling.base(option)
    slots = _new_drug_slots(option, rated, telling)
    failures = telling.assessment.resistance.failed_trials
    psychotic = "psychotic" in telling.assessment.diagnosis.flags
    key = "summary_plain"
    if psychotic:
        key = "summary_psychotic"
    elif failures:
        key = "summary"
    elif trials.relapsed(rated):
        key = "summary_relapse"
    elif rated is not None and rated.outcome.outcome is Outcome.PARTIAL_RESPONSE:
        key = "summary_part"
    elif rated is not None and rated.outcome.outcome is Outcome.RESPONSE:
        key = "summary_response"
    severity = telling.assessment.severity
    if option.agent == "lithium" and slots["taken"]:
        slots["dose"] = f"{slots['taken']},"
    slots["score"] = figures.number(severity.score) if severity else None
    slots["instrument"] = telling.scale(severity.instrument) if severity else None
    first = WORDS.say("augmentation.first", **slots)
    if psychotic:
        first = WORDS.say("augmentation.first_psychotic")
    elif option.agent == "lithium":
        first = WORDS.say("augmentation.first_lithium")
    return Worded(
        summary=WORDS.summary(f"augmentation.{key}", **{**slots, "n": failures}),
        detail=write_detail(option_lines.reason(option, first, telling), _added_lines(option, slots, telling)),
    )


def _added_lines(option: Option, slots: dict[str, Slot], telling: Telling) -> list[Line | None]:
    return [
        *option_lines.check_first(option, telling),
        drug_lines.how(option, slots, telling),
        option_lines.labelled("with", WORDS.say(f"{option.topic}.{_with(option, telling)}", **slots), telling),
        drug_lines.no_draft(option, telling),
        drug_lines.watch(option.agent or "", telling),
        option_lines.also_possible(option, telling),
        *option_lines.set_aside([option.topic], telling),
        drug_lines.not_measured(option, telling),
        option_lines.based_on(telling),
    ]


def _with(option: Option, telling: Telling) -> str:
    """No card says that a dose goes on which another card of the answer lowers."""
    base = option.plan.base_agent if option.plan else None
    lowered = any(
        other.topic is Topic.DOSE_OPTIMIZATION and other.case == "too-high" and other.agent == base
        for other in telling.recommendations.options
    )
    return "with_lowered" if base is not None and lowered else "with"


def _new_drug_slots(option: Option, rated: RatedTrial | None, telling: Telling) -> dict[str, Slot]:
    plan, agent_id = option.plan, option.agent or ""
    unit = plan.unit if plan else "mg/d"
    take = WORDS.word("drug.take", agent_id)
    titration = translated(figures.in_day_units(plan.titration).strip().rstrip(".")) if plan else ""
    if titration and titration in (take or ""):
        titration = ""
    return {
        **trials.facts_of(rated, telling),
        "new": telling.new_drug(agent_id),
        "dose": drug_lines.spoken_dose(plan.start if plan else None, unit, agent_id, telling),
        "target": drug_lines.spoken_dose(
            plan.target if plan and plan.target != plan.start else None, unit, agent_id, telling
        ),
        "taken": figures.taken(
            drug_lines.spoken_dose(plan.start if plan else None, unit, agent_id, telling),
            WORDS.word("drug.take", agent_id),
        ),
        **dose_path(plan, telling.agent(agent_id)),
        "titration": WORDS.say("drug.then", text=titration) if titration.startswith("+") else titration or None,
        "weeks": figures.weeks(plan.judge_after_days) if plan and plan.judge_after_days else "4",
    }
