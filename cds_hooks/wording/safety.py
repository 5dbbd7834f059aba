"""The card for a danger that already runs (R-Z10a): the row's own message, and "confirm today"."""

from collections.abc import Sequence

from cds_hooks.wording import figures, option_lines
from cds_hooks.wording.catalogue import SUMMARY_LIMIT, WORDS, shortened, translated
from cds_hooks.wording.detail import Line, Worded, line, plain, write_detail
from cds_hooks.wording.telling import Telling, spelled_here
from trd.options import RunningDanger

SAFETY = "safety"
"""The group in which messages of the safety table are counted that are told in English."""


def write_dangers(dangers: Sequence[RunningDanger], telling: Telling) -> Worded:
    """Word all dangers on one card, worst first (R-W20); nothing is stopped here without a plan."""
    first = dangers[0]
    drugs = list(dict.fromkeys(name for danger in dangers for name in _drugs(danger, telling)))
    kind = _kind(first)
    opening = "danger.first" if first.level == "critical" else "danger.first_possible"
    if kind == "_lithium" and not first.agents:
        opening = "danger.first_not_listed"
    lines: list[Line | None] = [
        *(_value(danger) for danger in dangers),
        *(Line(spelled_here(translated(danger.message, SAFETY), telling.country)) for danger in dangers[1:]),
        line("lines.check_first", items=WORDS.say("danger.check")),
        line("lines.how", text=WORDS.say(f"danger.how{kind}")),
        line("lines.watch", text=WORDS.say(f"danger.watch{kind}")),
        option_lines.reservations(telling),
    ]
    message = plain(spelled_here(translated(first.message, SAFETY), telling.country)).rstrip(".")
    return Worded(
        summary=shortened(message, SUMMARY_LIMIT).rstrip("."),
        detail=write_detail(WORDS.say(opening, drugs=figures.listed(drugs) or None) or "", lines),
    )


def _drugs(danger: RunningDanger, telling: Telling) -> list[str]:
    """Each drug with its dose now, where the record states one."""
    as_of = telling.assessment.as_of
    named = []
    for agent_id in danger.agents:
        current = [
            item
            for item in telling.assessment.exposures
            if agent_id in (item.agent, *item.ingredients) and as_of in item.certain
        ]
        agent = telling.agent(agent_id)
        dose = figures.dose(current[-1].high, agent.taken_unit, agent) if current and agent else None
        name = telling.running(agent_id)
        named.append(f"{name} {dose}" if dose else name)
    return named


def _value(danger: RunningDanger) -> Line | None:
    return line("danger.value", value=translated(danger.result.value or "") or None)


def _kind(danger: RunningDanger) -> str:
    row = danger.result.row.id
    for kind in ("lithium", "qt"):
        if row in WORDS.table("danger").get(f"{kind}_rows", ()):
            return f"_{kind}"
    return ""
