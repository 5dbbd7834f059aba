"""docs/reference/codes.md: every word of a closed list that a card, a result or a log line may hold."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from cds_hooks.code_systems import code_systems
from cds_hooks.repeats import DAYS_OF_SILENCE
from scripts.tables import row, table
from trd import terms
from trd.decision.gates import WORDS

CONFIDENCE = Path(__file__).parents[1] / "docs" / "confidence.md"

VERDICTS: Mapping[str, type[Enum]] = {
    "`trials[].adequacy`": terms.Adequacy,
    "`trials[].outcome`": terms.Outcome,
    "`trials[].outcomeBasis`": terms.OutcomeBasis,
    "`trials[].confidence`": terms.Confidence,
    "`trials[].startBasis`, `endBasis`": terms.DateBasis,
    "`diagnosis.status`": terms.DiagnosisStatus,
    "`resistance.status`": terms.ResistanceStatus,
    "`severity.band`": terms.SeverityBand,
    "`severity.trend`": terms.Trend,
    "`suicideRisk.level`": terms.RiskLevel,
    "`recommendations[].strength`": terms.Strength,
    "effect of a row of the safety matrix": terms.Effect,
}
"""Members of the result whose values are closed lists, in the order of the result."""

TOPICS = """\
# Codes

Made from the code (`make fix`). The closed lists of cards, results and the log: what is not here is never sent.

## Topics of cards

`source.topic` of a card, system `{system}`.
"""

REASONS = """
## Override reasons

System `{system}`. Where repeats are filtered, an override keeps the
same card silent for these days ([exactly](../store.md#filtered-repeats-and-overrides)); never a suicide risk, nor a
danger that is critical.
"""

GAPS = """
## Gaps

What could not be read, is missing or is too old: `gaps` of a result, and `gap.…` of a log line. The rules behind each:
[confidence and gaps](../confidence.md#what-adds-a-gap).
"""

RESULT = """
## Verdicts

Members of the [result](schemas.md) whose values are closed lists.
"""

GATES = """
## Gates

Why there was no advice: `silent_because` of the log line and of the call's record. Beside these: `G1`, the patient has
died; `G4`, something else is to be treated first, and a card names it; `silent` (silent mode), `nothing to say`, and
`no drug chosen`.
"""


def codes_page(_: str) -> str:
    """Topics, override reasons, gaps, verdicts, gates."""
    topics, reasons = (code_systems()[name] for name in ("card-topic", "override-reason"))
    when = gap_meanings()
    lines = [TOPICS.format(system=topics["url"]), *table("code", "meaning")]
    lines += [row(f"`{one['code']}`", one["display"]) for one in topics["concept"]]
    lines += [REASONS.format(system=reasons["url"]), *table("code", "meaning", "days")]
    for one in reasons["concept"]:
        lines.append(row(f"`{one['code']}`", one["display"], str(DAYS_OF_SILENCE[one["code"]])))
    lines += [GAPS, *table("code", "when"), *(row(f"`{code.value}`", when[code.value]) for code in terms.GapCode)]
    lines += [RESULT, *table("member", "values")]
    lines += [row(name, " ".join(f"`{word.value}`" for word in words)) for name, words in VERDICTS.items()]
    lines += [GATES, *table("code", "says"), *(row(f"`{gate}`", words) for gate, words in WORDS.items())]
    return "\n".join([*lines, ""])


def gap_meanings() -> dict[str, str]:
    """When each gap is told, as docs/confidence.md explains it: written once, there."""
    told = CONFIDENCE.read_text(encoding="utf-8").partition("## What adds a gap")[2]
    cells = [line.strip("| ").split(" | ") for line in told.splitlines() if line.startswith("| `")]
    return {code.strip("`"): when for code, _, when in cells}
