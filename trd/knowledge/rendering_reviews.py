"""Who signed what on the knowledge page: how many of each kind, and every signature with its day."""

from collections import Counter
from collections.abc import Iterator

from trd.knowledge.rendering_tables import STANDS, table
from trd.knowledge.types import Knowledge

DRAFT = "**Draft: no clinician has signed it yet.**"
SIGNED = "Signed by clinicians, entry by entry."


def state(knowledge: Knowledge) -> str:
    """How the whole stands, in one sentence."""
    every, unsigned = len(knowledge.reviews.of), len(knowledge.drafts)
    if not knowledge.draft:
        return SIGNED
    if unsigned == every:
        return DRAFT
    return f"**Draft: a clinician has signed {every - unsigned} of {every} entries.**"


def reviews(knowledge: Knowledge) -> str:
    """How many entries of each kind are signed, and what was decided of which by whom."""
    unsigned = Counter(name.partition(" ")[0] for name in knowledge.drafts)
    every = Counter(name.partition(" ")[0] for name in knowledge.reviews.of)
    counts = ((kind, str(count), str(count - unsigned[kind])) for kind, count in every.items())
    told = (
        "What is signed is an entry: its figures and words, their sources and places. A signature names its reader and "
        "holds for exactly what was read; what changes afterwards is a draft again. A card says that it rests on a "
        "draft until all that it rests on is signed.\n\n"
    )
    parts = [told, table(("entries", "in all", "signed"), counts)]
    signatures = list(_signatures(knowledge))
    if signatures:
        parts += ["\n", table(("entry", "stands", "reader", "on", "note"), signatures)]
    return "".join(parts)


def _signatures(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for name, found in knowledge.reviews.of.items():
        if found.signature is not None:
            signature = found.signature
            stands = "signed" if found.signed else STANDS[found.state]
            yield (name, stands, signature.reviewer, signature.on.isoformat(), signature.note)
