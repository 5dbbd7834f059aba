"""The sentence that explains a rating, from numbers only (§4.3)."""

from decimal import Decimal

from trd.adequacy.course import CourseRating
from trd.knowledge.types import Agent, Knowledge
from trd.terms import Adequacy, TrialKind
from trd.trials import Trial

COURSES = {"ect": "ECT", "tms": "TMS", "cbt": "CBT", "ipt": "IPT", "dbt": "DBT", "mbct": "MBCT", "cbasp": "CBASP"}

MISSING = {
    "dose": "the dose",
    "level": "a serum level",
    "end date": "the end date",
    "start date": "the start date",
    "dispensing": "whether it was dispensed",
    "taking": "whether it was taken",
    "as needed": "how often it was taken",
    "sessions": "the number of sessions",
}


def treatment(trial: Trial, knowledge: Knowledge) -> str:
    """The trial by its name: "sertraline", "aripiprazole added to sertraline", "ECT"."""
    names = [
        knowledge.agents[agent].label if agent in knowledge.agents else COURSES.get(agent, agent.replace("-", " "))
        for agent in trial.agents
    ]
    if trial.kind is TrialKind.COMBINATION:
        return " with ".join(names)
    if trial.kind is TrialKind.AUGMENTATION:
        return " added to ".join(names)
    return names[0]


def dose_in_words(dose: Decimal | None, agent: Agent | None, unit: str) -> str:
    """ "50 mg/d"; of a fixed combination both parts: "45/105 mg/d"."""
    if dose is None:
        return "not stated"
    text = _plain(dose)
    if agent is not None and agent.dose_prefix is not None and "/" in agent.dose_prefix:
        partner, own = (Decimal(part) for part in agent.dose_prefix.split("/"))
        text = f"{_plain(dose * partner / own)}/{text}"
    return f"{text} {unit.replace('ug', 'µg')}"


def drug_sentence(
    name: str,
    verdict: Adequacy,
    *,
    at_dose: str,
    days: tuple[int, int, int],
    needed: int,
    highest: str,
    least: str,
    ongoing: bool,
    supply: tuple[int, int] | None,
    missing: tuple[str, ...],
) -> str:
    """One sentence on a drug trial; `days` are certain, possible and any days."""
    certain, possible, any_dose = days
    name = name[0].upper() + name[1:]
    if verdict is Adequacy.ADEQUATE:
        return f"{name}: adequate. {_days(certain)} {at_dose}; {needed} needed."
    if verdict is Adequacy.INADEQUATE_DOSE:
        return f"{name}: dose too low. {_days(any_dose)}, highest {highest}; {least} needed for {needed} days."
    if verdict is Adequacy.INADEQUATE_DURATION:
        so_far = " so far" if ongoing else ""
        return f"{name}: too short{so_far}. {_days(certain)} {at_dose}; {needed} needed."
    if verdict is Adequacy.NON_ADHERENT:
        if supply is None:
            return f"{name}: not taken regularly, by the record."
        share = Decimal(supply[0] * 100 // supply[1])
        return f"{name}: not taken regularly. Supply for {supply[0]} of {supply[1]} days ({share} %)."
    wanted = " and ".join(MISSING.get(each, each) for each in missing)
    missed = f" Missing: {wanted}." if wanted else ""
    return (
        f"{name}: cannot be judged. {_days(certain)} certain, {possible} possible {at_dose}; {needed} needed.{missed}"
    )


def course_sentence(name: str, rating: CourseRating, *, ongoing: bool) -> str:
    """One sentence on a course of sessions."""
    name = name[0].upper() + name[1:]
    sessions = "1 session" if rating.sessions == 1 else f"{rating.sessions} sessions"
    if rating.verdict is Adequacy.ADEQUATE:
        return f"{name}: adequate. {sessions}; {rating.needed} needed."
    if rating.verdict is Adequacy.INADEQUATE_DURATION:
        return f"{name}: too short{' so far' if ongoing else ''}. {sessions}; {rating.needed} needed."
    needed = f"; {rating.needed} needed" if rating.needed else ""
    return f"{name}: cannot be judged. {sessions} certain{needed}. Missing: the number of sessions."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _plain(number: Decimal) -> str:
    """Without needless zeros, and never as 1E+2."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
