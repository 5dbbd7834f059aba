"""docs/safety/equity.md: what a gap does to whoever has it, and what sex and age alone change."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from string import Template

from scripts.evidence_data import commit
from tests.truth.equity import VARIANTS, Answered, Judged, Measured, most_named
from tests.truth.figures import Share
from tests.truth.formulary import DRUGS
from tests.truth.gaps import GAPS
from tests.truth.scoring import Row, row

TEXT = Template(Path(__file__).with_name("equity.txt").read_text(encoding="utf-8"))
"""The page, with a $place for each figure."""

OF_ANOTHER_KIND = frozenset({"score-missing", "score-old", "age-unknown", "condition-by-text"})
"""Gaps that say nothing of a drug that could not be read."""

BASE = next(iter(VARIANTS))
BY_SEX_ALONE = frozenset(name for name, (_, years) in VARIANTS.items() if years == VARIANTS[BASE][1])


def page(found: Measured, *, command: str, seconds: float, on: date) -> str:
    """The whole page."""
    kept = found.by_gap["well kept"]
    figures = {
        "command": command,
        "seconds": f"{seconds:.0f}",
        "on": on,
        "commit": commit(),
        "patients": f"{len(kept):,}",
        "resistant": sum(each.truly_resistant for each in kept),
        "pairs": found.pairs,
        "base": BASE,
        "held": held(found),
        "by_gap": gap_table(found.by_gap),
        "ways": "\n".join(f"- **{name}**: {gap.told}" for name, gap in GAPS.items()) + "\n",
        "by_variant": variant_table(found.by_variant),
        "by_group": group_table(found.by_gap),
        "explained": explained_sentence(found),
    }
    return TEXT.substitute(figures)


def held(found: Measured) -> str:
    """The figures that matter most, in sentences."""
    kept, thin = found.by_gap["well kept"], found.by_gap["thin"]
    silent = {name: sum(each.too_low and not names_a_drug(each) for each in own) for name, own in found.by_gap.items()}
    worst = [name for name, count in silent.items() if count]
    by_sex = sum(moved(found, name) for name in VARIANTS if name in BY_SEX_ALONE)
    lines = (
        f"- of the truly resistant, **{told_as(kept, 'resistant')}** are found in a well-kept record, "
        f"**{told_as(thin, 'resistant')}** in a thin one; there "
        f"**{told_as(thin, 'indeterminate')}** are left open",
        f"- told firmly that they are not resistant, and no drug named that could not be read: "
        f"{'; '.join(f'{name}: **{silent[name]}**' for name in worst) or '**none**'}",
        f"- verdicts that change when the same chart is that of a person of another sex: **{by_sex}** (target 0)",
    )
    return "\n".join(lines) + "\n"


def gap_table(by_gap: Mapping[str, Sequence[Judged]]) -> str:
    """One row a gap: what becomes of the truly resistant, and of the trials of all."""
    head = (
        "| record | resistant: found | left open | told too low (no drug named) | trials called failed that were not "
        "(at high) | trials left open | open status: a fact is named that would settle it | named most |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(_gap_line(name, own) for name, own in by_gap.items())


def _gap_line(name: str, found: Sequence[Judged]) -> str:
    own = row([each.case for each in found])
    low = [each for each in found if each.too_low]
    unsaid = sum(not names_a_drug(each) for each in low)
    opened = [each for each in found if each.case.status == "indeterminate"]
    settled = sum(bool(each.settles) for each in opened)
    named = ", ".join(f"`{code}` {count}" for code, count in most_named(found))
    cells = (
        name,
        told_as(found, "resistant"),
        told_as(found, "indeterminate"),
        f"{len(low)} ({unsaid})",
        f"{wrongly_failed(own)} ({own.false_at_high})",
        percent(Share(left_open(found), trials_told(found))),
        f"{settled} of {len(opened)}",
        named or "nothing",
    )
    return f"| {' | '.join(cells)} |\n"


def told_as(found: Sequence[Judged], status: str) -> str:
    """How many of the truly resistant were told this."""
    resistant = [each for each in found if each.truly_resistant]
    return percent(Share(sum(each.case.status == status for each in resistant), len(resistant)))


def wrongly_failed(own: Row) -> str:
    """Of the trials called failed, those that did not fail in the life."""
    return percent(Share(own.false_at_any, own.precision.of))


def left_open(found: Sequence[Judged]) -> int:
    """Trials of which neither is said that they failed nor that they did not."""
    told = [pair.found for each in found for pair in each.case.pairs if pair.found]
    return sum(each.failed == "possible" or each.adequacy == "undetermined" for each in told)


def trials_told(found: Sequence[Judged]) -> int:
    """Trials that were found."""
    return sum(pair.found is not None for each in found for pair in each.case.pairs)


def names_a_drug(each: Judged) -> bool:
    """Whether the answer says that some record of a drug was not whole."""
    return bool(each.gaps - OF_ANOTHER_KIND)


def group_table(by_gap: Mapping[str, Sequence[Judged]]) -> str:
    """Sex and age bands of the invented patients, who have all gaps alike: well kept, and all others together."""
    groups: tuple[Callable[[Judged], str], ...] = (
        lambda each: each.case.life.sex,
        lambda each: each.case.life.age_band,
    )
    kept = by_gap["well kept"]
    others = [each for name, own in by_gap.items() if name != "well kept" for each in own]
    head = (
        "| group | patients | resistant: found, well kept | found, all other records | told too low, all other records "
        "| trials called failed that were not, all other records | open status, all other records |\n"
        "|---|---:|---|---|---|---|---|\n"
    )
    lines = []
    for group in groups:
        for name in sorted({group(each) for each in kept}):
            own = [each for each in kept if group(each) == name]
            thin = [each for each in others if group(each) == name]
            cells = (
                name,
                str(len(own)),
                told_as(own, "resistant"),
                told_as(thin, "resistant"),
                percent(Share(sum(each.too_low for each in thin), sum(each.truly_resistant for each in thin))),
                wrongly_failed(row([each.case for each in thin])),
                percent(Share(sum(each.case.status == "indeterminate" for each in thin), len(thin))),
            )
            lines.append(f"| {' | '.join(cells)} |\n")
    return head + "".join(lines)


def variant_table(by_variant: Mapping[str, Sequence[Answered]]) -> str:
    """One row a sex and age: in how many of the same charts the answer is another than the first's."""
    head = (
        "| the same chart as | verdict on a trial | resistance | next steps | set aside | questions first, a chart |\n"
        "|---|---:|---:|---:|---:|---:|\n"
    )
    base = by_variant[BASE]
    lines = []
    for name, own in by_variant.items():
        both = list(zip(base, own, strict=True))
        cells = (
            name,
            str(sum(_verdicts(one) != _verdicts(other) for one, other in both)),
            str(sum(one.status != other.status for one, other in both)),
            str(sum(one.options != other.options for one, other in both)),
            str(sum(one.aside != other.aside for one, other in both)),
            f"{sum(each.asked_first for each in own) / max(len(own), 1):.2f}",
        )
        lines.append(f"| {' | '.join(cells)} |\n")
    return head + "".join(lines)


def _verdicts(answer: Answered) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return answer.failed, answer.adequacy


def moved(found: Measured, name: str) -> int:
    """Charts with another verdict or status than those of the first variant."""
    pairs = zip(found.by_variant[BASE], found.by_variant[name], strict=True)
    return sum(_verdicts(one) != _verdicts(other) or one.status != other.status for one, other in pairs)


def unexplained(found: Measured) -> list[str]:
    """Charts whose verdicts moved although none of their drugs has a figure of its own for older adults."""
    told = []
    for name, own in found.by_variant.items():
        for place, (one, other) in enumerate(zip(found.by_variant[BASE], own, strict=True)):
            if _verdicts(one) != _verdicts(other) and (name in BY_SEX_ALONE or not _has_figure_by_age(one)):
                told.append(f"{name}, chart {place}: {one.adequacy} and {other.adequacy}")
    return told


def _has_figure_by_age(answer: Answered) -> bool:
    agents = {agent for told in answer.adequacy for agent in told.partition(":")[0].split("+")}
    return any(DRUGS[agent].older or DRUGS[agent].by_level for agent in agents if agent in DRUGS)


def explained_sentence(found: Measured) -> str:
    """Whether every verdict that age moved has a figure by age behind it."""
    count = Counter(name for name in VARIANTS for _ in range(moved(found, name)))
    left = unexplained(found)
    if left:
        return f"**{len(left)} of them have no rule that explains them.**"
    drugs = ", ".join(sorted(drug.name for drug in DRUGS.values() if drug.older))
    return (
        f"{sum(count.values())} verdicts moved, each of a chart with a drug whose label has another maximum for older\n"
        f"adults ({drugs}), or with lithium, whose level may be lower."
    )


def percent(share: Share) -> str:
    """`41 % (33–49)`; nothing to count is no share."""
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{100 * share.value:.0f} % ({100 * low:.0f}–{100 * high:.0f})"
