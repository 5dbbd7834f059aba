"""docs/accuracy.md: what was measured, the tables, how truth is made, and what they do not show."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from string import Template

from scripts.evidence_data import commit
from tests.truth.comparing import Case
from tests.truth.scoring import Row, adequacies, confusion, row, statuses
from tests.truth.styles import MESSES

FORMAT = 3
"""Of the page; a test fails when the page in docs/ is of another."""

TARGETS = {"clean": 0.95, "messy": 0.90}

TEXT = Template(Path(__file__).with_name("accuracy.md").read_text(encoding="utf-8"))
"""The page, with a $place for each figure."""

COLUMNS = (
    "charts",
    "trials",
    "κ adequacy",
    "κ resistance",
    "failed: precision",
    "failed: recall",
    "of the knowable",
    "undetermined",
    "hidden",
    "false failed (high)",
)


def page(
    cases: Sequence[Case],
    unseen: Sequence[Case],
    *,
    patients: int,
    seeds: Sequence[int],
    new: int,
    share: int,
    command: str,
    seconds: float,
    on: date,
) -> str:
    """The whole page; `unseen`: the charts of a seed that nobody had looked at, and `new` that seed."""
    by_mess = {mess: [case for case in cases if case.mess == mess] for mess in MESSES}
    rows = {mess: row(own) for mess, own in by_mess.items()}
    messy = [case for case in cases if case.mess != "clean"]
    rows["**all kinds of mess**"] = row(messy)
    last = {
        "clean": row([case for case in unseen if case.mess == "clean"]),
        "**all kinds of mess**": row([case for case in unseen if case.mess != "clean"]),
    }
    figures = {
        "command": command,
        "format": FORMAT,
        "patients": f"{patients:,}",
        "share": share,
        "kinds": len(MESSES) - 1,
        "on": on,
        "commit": commit(),
        "seconds": f"{seconds:.0f}",
        "seeds": ", ".join(map(str, seeds)),
        "new": new,
        "unseen": _table("mess", last),
        "clean_confused": confusion(adequacies(by_mess["clean"])),
        "messy_confused": confusion(adequacies(messy)),
        "status_confused": confusion(statuses(messy)),
        "beyond": sum(case.beyond for case in cases),
        "held": _held(rows),
        "by_mess": _table("mess", rows),
        "against_life": _against_life(rows),
        "by_group": _table("group", _groups(by_mess["clean"])),
    }
    return TEXT.substitute(figures)


def _held(rows: dict[str, Row]) -> str:
    clean, messy = rows["clean"].adequacy.value, rows["**all kinds of mess**"].adequacy.value
    worst = min((rows[mess].adequacy.value or 0, mess) for mess in MESSES)
    false = sum(rows[mess].false_at_high for mess in MESSES)
    mistaken = sum(rows[mess].mistaken_at_high for mess in MESSES)
    lines = (
        f"- κ of adequacy on well-kept charts **{clean:.3f}** (target {TARGETS['clean']})",
        f"- κ of adequacy on messy charts **{messy:.3f}** (target {TARGETS['messy']}); "
        f"lowest: {worst[1]}, {worst[0]:.3f}",
        f"- false failed trials at high confidence by a mistake of the service **{mistaken}** (target 0); "
        f"**{false}** where the score that showed a benefit never reached the chart is counted too",
    )
    return "\n".join(lines) + "\n"


def _table(title: str, rows: dict[str, Row]) -> str:
    lines = [
        f"| {name} | {own.charts:,} | {own.trials:,} | {own.adequacy} | {own.status} | {own.precision} | {own.recall} "
        f"| {own.recall_of_knowable} | {_percent(own.undetermined.value)} | {_percent(own.hidden.value)} "
        f"| {own.false_at_any} ({own.false_at_high}) |"
        for name, own in rows.items()
    ]
    head = f"| {title} | {' | '.join(COLUMNS)} |\n|---|---:|---:|{'---|' * 5}{'---:|' * 3}\n"
    return head + "\n".join(lines) + "\n"


def _against_life(rows: dict[str, Row]) -> str:
    lines = ["| mess | κ, undetermined is wrong | κ of the determined |", "|---|---|---|"]
    lines += [f"| {name} | {own.against_life} | {own.when_determined} |" for name, own in rows.items()]
    return "\n".join(lines) + "\n"


def _groups(cases: Sequence[Case]) -> dict[str, Row]:
    groups: Iterable[Callable[[Case], str]] = (
        lambda case: case.life.sex,
        lambda case: case.life.age_band,
    )
    found: dict[str, Row] = {}
    for group in groups:
        for name in sorted({group(case) for case in cases}):
            found[name] = row([case for case in cases if group(case) == name])
    return found


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
