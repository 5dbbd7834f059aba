"""The review pack: each entry on half a page that a clinician can sign, what decides most first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.review.answers import beside_only, weight
from app.review.contents import sources_of, title_of, words_beside
from app.review.hanging import Changed, Hanging, Step, said
from trd.knowledge.entries import digest_of, entries, short
from trd.knowledge.rendering_tables import reviewed
from trd.knowledge.safety_grammar import parse_agents
from trd.knowledge.types import Knowledge

EXAMPLES: Final = 3
PARTS: Final = 3
MARKS: Final = {"V": "seen", "M": "from memory", "P": "our choice", "": "not marked"}

DECIDES: Final[Mapping[str, str]] = {
    "agent": "whether a course of this drug was a fair trial, and which doses are suggested and checked",
    "definition": "when a trial was long enough, which outcomes fail, and how many failures make resistance",
    "scale": "what a score means: severity, remission and, where it asks, suicide risk",
    "strategy": "which treatments this way forward offers, in which order and at which doses",
    "safety": "when a treatment is set aside, warned of, or asked about first",
    "row": "what is offered, and how strongly, in this state of the patient",
    "explanation": "what else is named that may keep the depression going",
    "figure": "a number that many rules share",
    "modifier": "what moves one drug before another for this patient",
    "switch": "how one antidepressant is changed for another",
    "test": "which test is wanted before a treatment, and later",
    "order-check": "what is said of an order that is about to be signed",
    "country": "what may be suggested in this country, and whom the patient can call",
    "table": "how records are read",
}

HEAD: Final = """\
# Review pack: clinical knowledge {version}

{count}. What decides most stands first. Each figure was moved by one step, down and up, and every patient judged
again: {tried}. "3 of {every}" means that so many get another
answer; *none* means that no patient tried stands near the figure, not that it is of no weight. What one step is:
`docs/clinicians/review.md`.

**How to sign.** Take the sources in hand, compare each figure, write *yes* or your own figure in the last column, and
decide at the foot of the entry. Marks: **seen**, somebody read it in the source; **from memory**, nobody did: look it
up; **our choice**, no source gives it; **not marked**, nobody wrote down which of these it is: look it up.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One entry with what hangs on it."""

    entry: str
    hanging: tuple[Hanging, ...]

    @property
    def decides(self) -> tuple[int, int]:
        """By how much an entry decides: patients answered otherwise; then, of those, the sample patients."""
        steps = [step for each in self.hanging for step in each.steps]
        return (
            max((len(step.changed) for step in steps), default=0),
            max((sum(one.sample for one in step.changed) for step in steps), default=0),
        )


def in_order(packs: Iterable[Pack], knowledge: Knowledge) -> list[Pack]:
    """What decides most first; of equals in the order of the knowledge."""
    place = {name: number for number, name in enumerate(entries(knowledge))}
    return sorted(packs, key=lambda pack: (*(-each for each in pack.decides), place[pack.entry]))


def write(packs: Sequence[Pack], knowledge: Knowledge, *, tried: str, patients: int) -> str:
    """The packs as one Markdown document to print."""
    count = "1 entry" if len(packs) == 1 else f"{len(packs)} entries"
    head = HEAD.format(version=knowledge.version, count=count, tried=tried, every=patients)
    told = entries(knowledge)
    return "\n".join([head, *(_entry(pack, told[pack.entry], knowledge, patients) for pack in packs)])


def _entry(pack: Pack, value: Any, knowledge: Knowledge, patients: int) -> str:
    kind, digest = pack.entry.partition(" ")[0], short(digest_of(value))
    most = pack.decides[0]
    weight = f"One step changes the answer for up to {most} of {patients} patients." if most else NOBODY
    lines = [
        "---\n",
        f"## {title_of(pack.entry, knowledge)}\n",
        f"Decides {DECIDES[kind]}. {weight if pack.hanging else NO_FIGURES}  ",
        f"`{pack.entry}` · figures `{digest}` · now: {reviewed(knowledge.reviews[pack.entry])}\n",
        *_figures(pack, patients),
        *_examples(pack.hanging),
        *_beside(pack.entry, value, knowledge),
        *_elsewhere(pack.entry, knowledge),
        *_sources(pack.entry, value, knowledge),
        *_decision(pack.entry, digest),
    ]
    return "\n".join(lines)


OF_EVERY_DEFINITION: Final = (
    "what counts as response and partial response (`figure response-share`, `figure partial-share`), how many days may "
    "be missed (`figure adherence-share`), and the doses, drug by drug"
)
NOBODY: Final = "No patient tried changes by one step."
NO_FIGURES: Final = "It holds no figure that could be moved; read its words."


def _figures(pack: Pack, patients: int) -> Iterator[str]:
    found = [each for each in pack.hanging if each.figure is not None]
    if not found:
        return
    yield "| figure | stands as | source and place | mark | one step less | one step more | yes, or your figure |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for each in found:
        figure = each.figure
        assert figure is not None
        less, more = _both(each, patients)
        place = f"{figure.source}: {figure.where}" if figure.source else "no source is given"
        stands = f"**{said(figure.value, figure.unit)}**"
        less, more = (text.replace("|", "\\|") for text in (less, more))
        yield f"| {figure.says} | {stands} | {place} | {MARKS[figure.mark]} | {less} | {more} | |"
    yield ""


def _both(each: Hanging, patients: int) -> tuple[str, str]:
    told = [_step(step, patients) for step in each.steps]
    return ("–", told[0]) if len(told) == 1 else (told[0], told[1]) if told else ("–", "–")


def _step(step: Step, patients: int) -> str:
    count = len(step.changed)
    if not count:
        return f"{step.to}: none"
    only = ", only under another definition" if all(beside_only(one.changes) for one in step.changed) else ""
    return f"{step.to}: {count} of {patients}{only}"


def _examples(hanging: Iterable[Hanging]) -> Iterator[str]:
    """Of the entry's weightiest steps one patient each, in the words of the answer."""
    steps = [(each, step) for each in hanging for step in each.steps if step.changed]
    if not steps:
        return
    steps.sort(key=lambda pair: -sum(not beside_only(one.changes) for one in pair[1].changed))
    yield "What would change, for instance:\n"
    for each, step in steps[:EXAMPLES]:
        what = f"{each.figure.says} {step.to}" if each.figure else "without it"
        one = _plainest(step.changed)
        who = f"{'sample patient' if one.sample else 'case'} {one.patient} (*{one.title}*)"
        yield f"- {what}: {who}: {'; '.join(one.changes[:PARTS])}"
    yield ""


def _plainest(changed: Iterable[Changed]) -> Changed:
    """Whose count of failures changes; of those the sample patients, then who changes least."""
    return min(changed, key=lambda one: (weight(one.changes), not one.sample, len(one.changes)))


def _beside(entry: str, value: Any, knowledge: Knowledge) -> Iterator[str]:
    told = list(words_beside(entry, value, knowledge))
    if told:
        yield "Signed with it:\n"
        yield from (f"- {line}" for line in told)
        yield ""


def _elsewhere(entry: str, knowledge: Knowledge) -> Iterator[str]:
    """What else is said of a drug, and signed by itself."""
    kind, _, name = entry.partition(" ")
    if kind == "definition":
        yield f"Signed apart: {OF_EVERY_DEFINITION}.\n"
    if kind != "agent":
        return
    ways = [each.label for each in knowledge.strategies.values() if any(one.agent == name for one in each.candidates)]
    rows = [row.id for row in knowledge.safety if name in parse_agents(row.agents, knowledge.agents)]
    told = [f"its place and doses in {each}" for each in ways]
    told += [f"{len(rows)} rows of the safety matrix ({rows[0]} … {rows[-1]})"] if rows else []
    if told:
        yield f"Signed apart: {'; '.join(told)}. All of it together: `trd-cds knowledge review --about {name}`.\n"


def _sources(entry: str, value: Any, knowledge: Knowledge) -> Iterator[str]:
    told = sources_of(entry, value, knowledge)
    if told:
        yield "Have in hand:\n"
        for source in told:
            address = f" <{source.url}>" if source.url else ""
            seen = "" if source.seen else " (**not seen yet by anybody**)"
            yield f"- {source.id}: {source.citation}{address}{seen}"
        yield ""


def _decision(entry: str, digest: str) -> Iterator[str]:
    yield "☐ accept   ☐ change, as written above   ☐ reject, because: ______________________________\n"
    yield "Name: ______________________   Date: ______________   Signature: ______________________\n"
    yield f'To enter it: `trd-cds knowledge sign "{entry}" --figures {digest} --reviewer "…" --date …`\n'
