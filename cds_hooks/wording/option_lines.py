"""The lines that the cards of all options share, in the order of §7.2."""

from collections.abc import Sequence

from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, translated
from cds_hooks.wording.detail import Line, line, named, packed
from cds_hooks.wording.telling import Telling, spelled_here
from trd.options import Option
from trd.terms import Topic

MOST_UNKNOWNS = 3
MOST_OTHERS = 3
MOST_ASIDE = 3
CHECK = ("lines.check_first", "lines.check_also")
CHECK_LINES = 4
NOT_ON_RECORD = "not on record"


def check_first(option: Option, telling: Telling, *, always: Sequence[str] = ()) -> list[Line]:
    """What is to be asked before: unknowns first, then what the record holds against it, in order of danger (§7.2).

    `always` is asked whatever the record says: metal in the head before TMS, aneurysm before ketamine.
    """
    ordered = sorted(option.cautions, key=lambda caution: not caution.check_first)
    cautions = [figures.continued(message) for message in dict.fromkeys(caution.message for caution in ordered)]
    asked = [text for text in telling.asked(option) if not _asked(text, always)]
    cautions, asked = _said_by_a_caution(cautions, asked)
    told = [*always, *_unknowns(asked), *cautions]
    clauses = [spelled_here(clause, telling.country) for clause in told]
    return packed(CHECK, clauses, most=len(clauses), lines=CHECK_LINES)


def _said_by_a_caution(cautions: Sequence[str], asked: Sequence[str]) -> tuple[list[str], list[str]]:
    """A bare name that a caution names too stands there, as not on record, and not once more beside it."""
    left, told = list(asked), []
    for caution in cautions:
        doubled = [text for text in left if _bare(text) and _asked(text, [caution])]
        left = [text for text in left if text not in doubled]
        told.append(
            WORDS.say("lines.missing_of", what=caution, items=figures.listed(map(translated, doubled)) or None)
            or caution
        )
    return told, left


def _bare(unknown: str) -> bool:
    return not (":" in unknown or NOT_ON_RECORD in unknown or "confirm" in unknown)


def _asked(unknown: str, always: Sequence[str]) -> bool:
    """True where what is always asked asks this too, word by word."""
    words = [word.strip(",;:()").removesuffix("s") for word in translated(unknown).casefold().split()]
    told, weighty = " ".join(always).casefold(), [word for word in words if len(word) >= SHORTEST_WORD]
    return bool(weighty) and all(word in told for word in weighty)


SHORTEST_WORD = 4


def _unknowns(unknowns: Sequence[str]) -> list[str]:
    """At most three, the rest counted (R-Z4); bare names are said to be not on record, once."""
    shown, hidden = unknowns[:MOST_UNKNOWNS], len(unknowns) - MOST_UNKNOWNS
    asked = [translated(text) for text in shown if not _bare(text)]
    bare = [translated(text) for text in shown if _bare(text)]
    said = WORDS.say("lines.not_on_record_after", items=figures.listed(bare)) if bare else None
    more = WORDS.say("lines.and_more", n=hidden) if hidden > 0 else None
    told = [*asked, *([said] if said else [])]
    return [*told[:-1], figures.joined([told[-1], more])] if more else told


def also_possible(option: Option, telling: Telling, *, before: Sequence[str] = ()) -> Line | None:
    """Other agents of the topic, then other strategies, by rank, names only; what is not offered here is none (G22)."""
    elsewhere_only = telling.configuration.choices.not_offered
    others = [
        other
        for other in telling.recommendations.options
        if _other(other, option) and other.topic not in elsewhere_only
    ]
    same = [other for other in others if other.topic is option.topic and other.agent]
    drugs = [telling.drug(other.agent) for other in same if other.agent]
    own = {option.agent, *(other.agent for other in same)} - {None}
    elsewhere = [
        other
        for other in others
        if other.topic is not option.topic and other.topic not in NEVER_AN_ALTERNATIVE and other.agent not in own
    ]
    names = list(before) or list(dict.fromkeys([*drugs, *telling.names(elsewhere)]))[:MOST_OTHERS]
    return named("lines.also_possible", names, most=MOST_OTHERS, spare=3)


def _other(other: Option, option: Option) -> bool:
    return (other.topic, other.agent, other.kind) != (option.topic, option.agent, option.kind)


NEVER_AN_ALTERNATIVE = frozenset(
    {Topic.SUMMARY, Topic.SUICIDE_RISK, Topic.ORDER_SAFETY, Topic.MEASUREMENT, Topic.DIAGNOSTIC_REVIEW}
)


def set_aside(topics: Sequence[Topic], telling: Telling) -> list[Line]:
    """What the record rules out, each with its reason and value, never only a name (N-0.2)."""
    keys = ("lines.set_aside", "lines.set_aside")
    clauses = [spelled_here(text, telling.country) for text in telling.set_aside(topics)]
    return packed(keys, clauses, most=MOST_ASIDE, lines=2, spare=1)


def refer_to(telling: Telling) -> Line | None:
    """The site's own words on where to refer."""
    return line("lines.refer_to", text=telling.configuration.referral_text)


def based_on(telling: Telling) -> Line | None:
    """How new the record is that all of this rests on, and whether a clinician has signed the knowledge."""
    return grounds(telling)


def grounds(telling: Telling, *, definition: str | None = None) -> Line | None:
    """The last line; a site that counts inferred failures reads so on every card (R-O54)."""
    date = figures.day(telling.assessment.data_up_to)
    items = [WORDS.say("based_on.record", date=date), definition if date else None, *_reservations(telling)]
    return line("lines.based_on", items=figures.joined(item for item in items if item) or None)


def reservations(telling: Telling) -> Line | None:
    """The last line of a safety card: what a clinician is to know of its grounds, and the first to go for room."""
    items = [item for item in _reservations(telling) if item]
    return line("lines.based_on", spare=MOST_SPARE, items=figures.joined(items) or None)


MOST_SPARE = 9


def _reservations(telling: Telling) -> tuple[str | None, ...]:
    counted = telling.configuration.choices.count_inferred_failures
    return (
        WORDS.say("based_on.inferred") if counted else None,
        _draft(telling),
    )


def _draft(telling: Telling) -> str | None:
    """The knowledge, or a translation, that no clinician has signed."""
    if WORDS.translation_is_draft:
        return WORDS.say("based_on.draft_translation", draft=telling.draft_version) or WORDS.say("based_on.translation")
    return WORDS.say("based_on.draft", draft=telling.draft_version)


def missing(text: str | None, *, spare: int = 4) -> Line | None:
    """What is missing and matters for this option."""
    return line("lines.not_on_record", spare=spare, items=text)


def labelled(label: str, text: str | None, telling: Telling, *, spare: int = 0) -> Line | None:
    """A labelled line in the spelling of the country."""
    if not text:
        return None
    return line(f"lines.{label}", spare=spare, text=spelled_here(text.rstrip("."), telling.country))


def reason(option: Option, said: str | None, telling: Telling) -> str:
    """The first sentence: the patient's numbers, else the rule's own reason; then what moved the option."""
    first = said or translated(figures.in_day_units(option.rationale))
    clauses = figures.joined(
        clause for clause in map(translated, option.clauses) if clause.casefold() not in first.casefold()
    )
    if clauses and len(first) + len(clauses) <= WORDS.room(ROOM_FOR_CLAUSES):
        first = f"{first.rstrip('.')}; {clauses}."
    return spelled_here(first, telling.country)


ROOM_FOR_CLAUSES = 174
