"""What there is evidence of: how each is measured at full size, and what of it runs in minutes."""

import sys
from dataclasses import dataclass

PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One kind of evidence; a command is what follows `python`."""

    id: str
    title: str
    shows: str
    full: tuple[str, ...] = ()
    """By hand, since it takes longer; empty: the short run is all there is."""
    short: tuple[str, ...] = ()
    """What `make evidence` runs; empty: nothing of it ends in minutes."""
    seconds: int = 240
    """The longest that the short run may take; then it is stopped, and the earlier figure stays."""
    told_in: str = ""
    """The page with the whole of it."""
    writes: bool = False
    """The command takes `--write` and tells its own figures; of another, pytest's last line is read."""


MEASURES = (
    Measure(
        id="accuracy",
        title="Accuracy by kind of mess",
        shows="Invented patients whose course is known, written as charts in 29 kinds of mess: what the service says "
        "of their trials, beside what is right.",
        full=("-m", "tests.truth"),
        short=(*PYTEST, "tests/truth/test_accuracy.py"),
        told_in="accuracy.md",
    ),
    Measure(
        id="vignettes",
        title="Vignettes and worked cases",
        shows="Each patient of the specification, with the answer that is due; every threshold from both sides.",
        short=(
            *PYTEST,
            *("tests/test_vignettes.py", "tests/test_nextsteps_vignettes.py", "tests/test_threshold_vignettes.py"),
        ),
        told_in="worked-cases.md",
    ),
    Measure(
        id="hazards",
        title="Controls of the hazard log",
        shows="Every test that the hazard log names as proof of a control.",
        short=("-m", "scripts.proofs", "hazards"),
        seconds=600,
        told_in="safety/hazards.md",
    ),
    Measure(
        id="broken",
        title="Controls broken on purpose",
        shows="Controls of the gravest hazards taken away by one change each: whether a test that the hazard log names "
        "fails then. A proof that can't fail proves nothing.",
        full=("-m", "scripts.broken", "--write", "docs/evidence.json"),
        told_in="safety/broken.toml",
        writes=True,
    ),
    Measure(
        id="mutants",
        title="Mutation score",
        shows="The clinical core with one small change in it, such as `<` for `<=`: how many of such changes some test "
        "notices. A survivor is a change that nobody would have noticed, or one that changes nothing.",
        full=("-m", "scripts.mutants", "--count", "100", "--seed", "1", "--write", "docs/evidence.json"),
        writes=True,
    ),
    Measure(
        id="conformance",
        title="Protocol conformance",
        shows="What CDS Hooks demands of a service, row by row, each with its test.",
        short=("-m", "scripts.proofs", "conformance"),
        seconds=600,
        told_in="conformance.md",
    ),
    Measure(
        id="fuzz",
        title="Mutated requests (fuzz)",
        shows="Requests bent in shape, value and bytes: no 5xx, no hang, no word of a record in the log or an error.",
        full=("-m", "scripts.fuzz", "--count", "100000", "--seed", "1", "--write", "docs/evidence.json"),
        short=("-m", "scripts.fuzz", "--count", "2000", "--seed", "20261125"),
        writes=True,
    ),
    Measure(
        id="described",
        title="The OpenAPI description (schemathesis)",
        shows="Requests that the description allows, and others: what it says is what the service does.",
        full=("-m", "scripts.described", "--examples", "200", "--seed", "1", "--write", "docs/evidence.json"),
        short=("-m", "scripts.described", "--examples", "5", "--seed", "1"),
        writes=True,
    ),
    Measure(
        id="load",
        title="Load and faults",
        shows="A served service under a stream of signed calls, and with its EHR, store, clock and workers broken one "
        "after the other: what clients see, and whether what was acknowledged is on disk.",
        full=("-m", "bench.soak", "--minutes", "30", "--workers", "2", "--store", "sqlite"),
        short=(*PYTEST, "tests/bench/test_soak.py"),
        told_in="operators/load.md",
    ),
    Measure(
        id="pages",
        title="Pages (axe)",
        shows="Each page in Chromium by axe-core: WCAG 2.2 AA, every width, light and dark, forced colours, paper.",
        full=(*PYTEST, "tests/browser"),
        short=(*PYTEST, "tests/browser/test_pages.py"),
        seconds=300,
        told_in="safety/accessibility.md",
    ),
    Measure(
        id="cohort",
        title="A cohort is the same judgement",
        shows="The result for a patient of a bulk export is that of one evaluation, byte for byte, however the export "
        "was cut, zipped, mixed or interrupted.",
        short=(*PYTEST, "tests/app/cohort"),
        told_in="cohort.md",
    ),
    Measure(
        id="equity",
        title="Equity",
        shows="What a gap in the record does to whom, and what sex and age alone change.",
        full=("-m", "tests.truth.equity"),
        short=(*PYTEST, "tests/truth/test_equity.py"),
        told_in="safety/equity.md",
    ),
    Measure(
        id="tests",
        title="All tests",
        shows="Everything, as `make test` runs it.",
        full=(*PYTEST, "-n", "auto", "--dist", "loadgroup"),
    ),
)


def command_line(command: tuple[str, ...]) -> str:
    """As somebody types it; of pytest without what only keeps it quiet."""
    shown = " ".join(part for part in command if part not in ("-q", "-p", "no:cacheprovider"))
    return f"python {shown}"


def argv(command: tuple[str, ...]) -> list[str]:
    """As it is started."""
    return [sys.executable, *command]


def measure(name: str) -> Measure:
    """By its id."""
    return next(each for each in MEASURES if each.id == name)
