"""The pages that are made from the code: run to rewrite them; with `--check` only those that are stale are named."""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from scripts.examples import example_files
from scripts.integrator_pages import guide_pages
from scripts.reference_pages import reference_pages

ROOT = Path(__file__).parents[1]

TOLD_ON = date(2026, 11, 23)
"""The day of the README's demo block: the real demo always tells of today."""

SAMPLE = "two-failed-trials"


def block(text: str, name: str, body: str) -> str:
    """The page with what stands between `<!-- name:start -->` and `<!-- name:end -->` replaced."""
    pattern = re.compile(rf"(<!-- {name}:start -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    made, count = pattern.subn(lambda match: f"{match[1]}{body}{match[2]}", text)
    if count != 1:
        raise ValueError(f"the markers of {name} stand {count} times")
    return made


def demo_told() -> str:
    """What `make demo` tells of one sample patient, as text without colours."""
    from rich.console import Console

    from app.cli import demo
    from app.main import start
    from app.settings import read_settings

    told = StringIO()
    console = Console(file=told, width=100, color_system=None, force_terminal=False, highlight=False, _environ={})
    with patch.object(demo, "today", lambda: TOLD_ON):
        demo.tell(console, start(read_settings({}), demo=True), SAMPLE)
    lines = [line.rstrip() for line in told.getvalue().strip().splitlines()]
    return "```text\n" + "\n".join(abridged(lines)) + "\n```\n"


def abridged(lines: list[str]) -> Iterator[str]:
    """The first card whole; of the others what stands in bold, their summary."""
    card, told = 0, True
    for line in lines:
        if line.startswith("╭"):
            card, told = card + 1, True
        empty = line.strip("│ ") == ""
        told = told and not (card > 1 and empty)
        if told or line.startswith("╰"):
            yield line


def curl_command() -> str:
    """The command that sends one sample patient to a running service, as the README shows it."""
    return (
        "```console\n"
        f"$ .venv/bin/trd-cds demo --request {SAMPLE} | curl -s -H 'Content-Type: application/json' -d @- "
        "http://127.0.0.1:8000/cds-services/trd-patient-view | .venv/bin/trd-cds cards -\n"
        "```\n"
    )


def readme(text: str) -> str:
    """The README with what the code tells today between its markers."""
    return block(block(text, "demo", demo_told()), "curl", curl_command())


def settings_page(_: str) -> str:
    """Every setting, as its field describes it."""
    from app.settings import SECRETS, Settings, variable

    lines = [
        "# Settings",
        "",
        "Made from the code (`make fix`). Environment variables; a wrong value or an unknown `TRD_…` name stops the",
        "start. What is in force, and where it came from: `trd-cds settings`.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        if isinstance(default, tuple | frozenset):
            default = ",".join(sorted(str(part) for part in default)) or None
        shown = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        meaning = (field.description or "").replace("|", "\\|")
        secret = f" May come as a file: `{variable(name)}_FILE`." if name.upper() in SECRETS else ""
        lines.append(f"| `{variable(name)}` | {shown} | {meaning}{secret} |")
    return "\n".join(lines) + "\n"


def knowledge_page(_: str) -> str:
    """All clinical knowledge, so that a changed dose is reviewed as a changed line."""
    from trd.knowledge.loading import load
    from trd.knowledge.rendering import render

    return render(load())


def worked_cases(_: str) -> str:
    """The worked cases of the specification, and what became of each."""
    from scripts.worked_cases import worked_cases_page

    return worked_cases_page(ROOT)


def cards(_: str) -> str:
    """What a clinician reads of the samples."""
    from scripts.card_pages import cards_page

    return cards_page()


def conformance(_: str) -> str:
    """What the protocol demands, and the test of each demand."""
    from scripts.conformance import conformance_page

    return conformance_page()


def cohort(text: str) -> str:
    """The tables of a cohort, column by column, between the markers."""
    from app.cohort.columns import SCHEMA, TABLES

    told = [
        f"Schema {SCHEMA}, in the metadata of every file (`trd-cds.schema`). New columns may come; what is here stays."
    ]
    for table, columns in TABLES.items():
        told += ["", f"### `{table}`", "", "| column | type | meaning |", "| --- | --- | --- |"]
        told += [f"| `{column.name}` | `{column.kind}` | {column.meaning} |" for column in columns]
    return block(text, "columns", "\n".join(told) + "\n")


def metrics(_: str) -> str:
    """Every series that an operator can watch."""
    from scripts.metrics_page import metrics_page

    return metrics_page()


def evidence(_: str) -> str:
    """What is known of the service, with the command, day and commit of each figure."""
    from scripts.evidence_page import evidence_page

    return evidence_page()


def notices(_: str) -> str:
    """What the owners of codes ask to be said, inside the package: installed, there is no NOTICE beside it."""
    return (ROOT / "NOTICE").read_text(encoding="utf-8")


def licences(text: str) -> str:
    """The same for who reads the documentation."""
    from app.pages.notices import read_notices

    rows = [f"| {one.of} | {one.what} | {one.text} |" for one in read_notices(notices(""))]
    return block(text, "notices", "\n".join(["| of | used for | |", "| --- | --- | --- |", *rows]) + "\n")


def hazards(_: str) -> str:
    """What can go wrong for a patient, and what stands against it."""
    from scripts.hazards import hazards_page

    return hazards_page()


def intended_use(text: str) -> str:
    """What the service is for and what not, as /about says it."""
    from scripts.safety_pages import intended_block

    return block(text, "intended", intended_block())


def regulation(text: str) -> str:
    """The criteria of FDA and the attributes of HTI-1, as /about answers them."""
    from scripts.safety_pages import attributes_block, criteria_block

    return block(block(text, "criteria", criteria_block()), "attributes", attributes_block())


def privacy(text: str) -> str:
    """The FHIR types that are asked for."""
    from scripts.safety_pages import types_block

    return block(text, "types", types_block())


def accessibility(text: str) -> str:
    """What was tried on the pages, and what was not."""
    from scripts.safety_pages import accessibility_block

    return block(text, "accessibility", accessibility_block())


def trials(text: str) -> str:
    """The figures that a trial is judged by."""
    from scripts.clinician_pages import figures_block

    return block(text, "figures", figures_block())


def disagreeing(text: str) -> str:
    """The reasons of an override."""
    from scripts.clinician_pages import reasons_block

    return block(text, "reasons", reasons_block())


PAGES: dict[str, Callable[[str], str]] = {
    "README.md": readme,
    "app/pages/notices.txt": notices,
    "docs/cards.md": cards,
    "docs/clinicians/disagree.md": disagreeing,
    "docs/clinicians/trials.md": trials,
    "docs/cohort.md": cohort,
    "docs/conformance.md": conformance,
    "docs/evidence.md": evidence,
    "docs/knowledge.md": knowledge_page,
    "docs/metrics.md": metrics,
    "docs/reference/licences.md": licences,
    "docs/safety/README.md": intended_use,
    "docs/safety/accessibility.md": accessibility,
    "docs/safety/hazards.md": hazards,
    "docs/safety/privacy.md": privacy,
    "docs/safety/regulation.md": regulation,
    "docs/settings.md": settings_page,
    "docs/worked-cases.md": worked_cases,
    **guide_pages(),
    **reference_pages(),
    **dict(example_files()),
}
"""A page, and what makes it of its present text."""


def current(name: str) -> bool:
    """Whether a page stands as the code would make it."""
    text = (ROOT / name).read_text(encoding="utf-8") if (ROOT / name).exists() else ""
    return PAGES[name](text) == text


def rewrite(name: str) -> None:
    """Write a page as the code would make it."""
    path = ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGES[name](path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Rewrite what is stale, or with `--check` only name it; 1 when something was stale."""
    stale = [name for name in PAGES if not current(name)]
    for name in stale:
        if "--check" in arguments:
            print(f"{name} is not current: make fix")
        else:
            rewrite(name)
            print(f"{name} rewritten")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
