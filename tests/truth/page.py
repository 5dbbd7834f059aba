"""docs/accuracy.md: what was measured, the tables, how truth is made, and what they do not show."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tests.truth.comparing import Case
from tests.truth.scoring import Row, row
from tests.truth.styles import MESSES

FORMAT = 1
"""Of the page; a test fails when the page in docs/ is of another."""

TARGETS = {"clean": 0.95, "messy": 0.90}

HEAD = """# Accuracy

<!-- made by `{command}`; format {format} -->

Does the service find what is true? {patients} invented patients, whose drugs, doses, dates, adherence and scores are
known, are written as FHIR: each once as a well-kept chart, and one in {share} of them in each of {kinds} kinds of mess.
The service reads the JSON and judges it, and its trials are laid beside the truth. Made on {on} by

    make accuracy

({command}; {seconds:.0f} s, seed {seed}: the same seed gives the same patients, charts and figures.)

"""

TABLE = """| {title} | charts | trials | κ adequacy | κ resistance | failed: precision | failed: recall | of the knowable | undetermined | hidden | false failed (high) |
|---|---:|---:|---|---|---|---|---|---:|---:|---:|
"""

EXPLAINED = """
**κ adequacy**: Cohen's κ over the words adequate, inadequate-dose, inadequate-duration, non-adherent, undetermined and
"no trial" (found, but there was none; or there was one, and it was not found), against what the chart lets one know:
where a mess truly hides the fact, *undetermined* is the right answer and every other is wrong; where it does not,
*undetermined* is wrong. **κ resistance**: none, one-failure, resistant, indeterminate, one word a chart.
**precision**, **recall**: trials called failed against trials that failed in the patient's life, whatever the chart
tells; **of the knowable**: recall among those of which the chart tells enough. **undetermined**: share of the found trials whose
adequacy is left open; **hidden**: share of trials of which it must be. **false failed**: called failed, not failed in the life;
in brackets those with confidence *high*. Brackets after a figure: 95 % interval (Wilson; of κ with the agreement by chance held;
trials of one patient are counted as if they were independent, so the intervals are somewhat too narrow).

## Undetermined counted otherwise

Against the life itself, which nobody who has only the chart can always know: once with *undetermined* as a wrong answer,
once without the trials that were left open (Oquendo 2003 had no such category: κ 0.88–1.00 between its algorithm and clinicians).

"""

HOW = """
## How truth is made

- **A life** is drawn first (`tests/truth/drawing.py`): one to five trials, each with a story (no better, a little better,
  helped, recovered, relapse, not tolerated, given up, dose too low, a day too short …), titration, dose changes, cross-tapers, pauses,
  restarts of the same drug, augmentation, combination, and for one in five an earlier episode.
- **The rule** is the published one (six weeks at the minimum dose in at most 52 days, less than half the symptoms gone, two agents),
  computed a second time over sets of days (`rule.py`, `outcomes.py`), from tables copied from the specification. It shares no line and
  no table with the service.
- **The chart** is written in one of several conventions (`charts.py`): orders with bounds, one order with its steps,
  orders with days' supply, statements, dispenses. Beside each record the generator writes down what can be known from it: dates as
  intervals, doses, whether an end is told. The rule applied to that is the right answer *for the chart*; applied to the life, the truth.
- **A set of answers** is right where the chart may be read in more than one way (two possible baselines, for instance).

## What it does not show

- The patients are invented, and by the people who wrote the service: a mess that nobody here thought of is not in it.
- A drug that was prescribed, and by all records taken, but lay in a drawer: no chart shows it, so neither does this table.
- Both sides use the same published rule. Whether the rule is right, these figures cannot say; that is for clinicians and for real charts.
- Orders that nobody closed are believed for 90 days (E13). The last trial before a long silence can then be called failed though
  it was stopped early: this is the row "never closed", where such a verdict has confidence low.
- Three antidepressants at once, which only charts with unclosed orders have here, are beyond the published rule: {beyond} charts are
  compared with the life alone.
- ECT, TMS, ketamine, psychotherapy, lithium, plasma levels, and free text in notes are not in it.
- Equity: patients have age, sex and completeness of the record as groups (below); here all are written in the same way, so the groups
  should not differ. How real records differ between groups is measured elsewhere.
"""


def page(cases: Sequence[Case], *, patients: int, seed: int, share: int, command: str, seconds: float, on: date) -> str:
    """The whole page."""
    by_mess = {mess: [case for case in cases if case.mess == mess] for mess in MESSES}
    rows = {mess: row(own) for mess, own in by_mess.items()}
    rows["**all kinds of mess**"] = row([case for case in cases if case.mess != "clean"])
    beyond = sum(case.beyond for case in cases)
    head = HEAD.format(
        command=command,
        format=FORMAT,
        patients=f"{patients:,}",
        share=share,
        kinds=len(MESSES) - 1,
        on=on,
        seconds=seconds,
        seed=seed,
    )
    return "".join(
        (
            head,
            _held(rows),
            "## By kind of mess\n\n",
            _table("mess", rows),
            EXPLAINED,
            _against_life(rows),
            "\n## By group of patients\n\nWell-kept charts alone.\n\n",
            _table("group", _groups(by_mess["clean"])),
            HOW.format(beyond=beyond),
        )
    )


def _held(rows: dict[str, Row]) -> str:
    clean, messy = rows["clean"].adequacy.value, rows["**all kinds of mess**"].adequacy.value
    worst = min((rows[mess].adequacy.value or 0, mess) for mess in MESSES)
    false = sum(rows[mess].false_at_high for mess in MESSES)
    lines = (
        f"- κ of adequacy on well-kept charts **{clean:.3f}** (target {TARGETS['clean']})",
        f"- κ of adequacy on messy charts **{messy:.3f}** (target {TARGETS['messy']}); lowest: {worst[1]}, {worst[0]:.3f}",
        f"- false failed trials at high confidence **{false}** (target 0)",
    )
    return "\n".join(lines) + "\n\n"


def _table(title: str, rows: dict[str, Row]) -> str:
    lines = [
        f"| {name} | {own.charts:,} | {own.trials:,} | {own.adequacy} | {own.status} | {own.precision} | {own.recall} "
        f"| {own.recall_of_knowable} | {_percent(own.undetermined.value)} | {_percent(own.hidden.value)} "
        f"| {own.false_at_any} ({own.false_at_high}) |"
        for name, own in rows.items()
    ]
    return TABLE.format(title=title) + "\n".join(lines) + "\n"


def _against_life(rows: dict[str, Row]) -> str:
    lines = ["| mess | κ, undetermined is wrong | κ of the determined |", "|---|---|---|"]
    lines += [f"| {name} | {own.against_life} | {own.when_determined} |" for name, own in rows.items()]
    return "\n".join(lines) + "\n"


def _groups(cases: Sequence[Case]) -> dict[str, Row]:
    groups: Iterable[Callable[[Case], str]] = (
        lambda case: case.life.sex,
        lambda case: case.life.age_band,
        lambda case: f"record {case.life.completeness}",
    )
    found: dict[str, Row] = {}
    for group in groups:
        for name in sorted({group(case) for case in cases}):
            found[name] = row([case for case in cases if group(case) == name])
    return found


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
