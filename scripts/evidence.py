"""Evidence: `python -m scripts.evidence` (`make evidence`) measures what ends in minutes, and keeps what came out.

`python -m scripts.evidence ID …` only those; `record ID --command … NAME=VALUE …` keeps a figure that was measured in
another way, with its day and commit. The page docs/evidence.md follows docs/evidence.json.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.evidence_data import DATA, FULL, ROOT, SHORT, Run, keep, runs, stamped
from scripts.evidence_measures import MEASURES, Measure, argv, command_line, measure

ENDED = re.compile(r" in [\d.]+s\b")
COUNTED = re.compile(r"(\d+) (passed|failed|skipped|errors?|deselected|xfailed)")


def run_short(one: Measure) -> Run | None:
    """The short run of one measure; `None` when it was stopped or told no figure."""
    began = time.perf_counter()
    with TemporaryDirectory(prefix="evidence-") as folder:
        written = Path(folder) / "evidence.json"
        command = [*argv(one.short), *(["--write", str(written)] if one.writes else [])]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=one.seconds, check=False)
        except subprocess.TimeoutExpired:
            print(f"{one.id}: stopped after {one.seconds} s; the earlier figure stays", flush=True)
            return None
        told = runs(written)[FULL].get(one.id) if one.writes else None
        figures = told.figures if told else counted(done.stdout)
    if not figures:
        print(f"{one.id}: no figure came out of it\n{done.stdout[-800:]}{done.stderr[-800:]}", flush=True)
        return None
    seconds, held = time.perf_counter() - began, done.returncode == 0
    if not held:
        print(f"{one.id}: FAILED\n{done.stdout[-2000:]}", flush=True)
    return stamped(command_line(one.short), seconds=seconds, held=held, figures=figures)


def counted(told: str) -> Mapping[str, str]:
    """The figures of pytest's last line: `120 passed, 2 skipped in 3.10s`."""
    last = next((line for line in reversed(told.splitlines()) if ENDED.search(line)), "")
    return {word: f"{int(number):,}" for number, word in COUNTED.findall(last)}


def measured(names: Iterable[str]) -> int:
    """Run what can be run in minutes and keep it; 1 when something did not hold."""
    wanted, held = list(names), True
    for one in MEASURES:
        if not one.short or (wanted and one.id not in wanted):
            continue
        print(f"{one.id}: {command_line(one.short)}", flush=True)
        found = run_short(one)
        if found is not None:
            keep(one.id, found, size=SHORT)
            held &= found.held
            print(f"  {'; '.join(f'{name} {value}' for name, value in found.figures.items())}; {found.seconds:.0f} s")
    for one in MEASURES:
        if one.full and not wanted:
            print(f"not run, takes longer: {command_line(one.full)}")
    return 0 if held else 1


def record(arguments: list[str]) -> int:
    """Keep a figure of a full run that was made by hand."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evidence record")
    parser.add_argument("id", choices=[one.id for one in MEASURES])
    parser.add_argument("figures", nargs="+", help="NAME=VALUE", metavar="NAME=VALUE")
    parser.add_argument("--command", help="that made it; default the full command of this measure")
    parser.add_argument("--made", help="the day, 2026-11-25; default today")
    parser.add_argument("--commit", help="that was measured; default the present one")
    parser.add_argument("--machine", help="on which, and how busy it was; default this one as it is now")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--failed", action="store_true", help="something was not as it should be")
    chosen = parser.parse_args(arguments)
    figures = dict(each.split("=", 1) for each in chosen.figures)
    command = chosen.command or command_line(measure(chosen.id).full or measure(chosen.id).short)
    run = stamped(command, seconds=chosen.seconds, held=not chosen.failed, figures=figures)
    given = {name: getattr(chosen, name) for name in ("made", "commit", "machine") if getattr(chosen, name)}
    keep(chosen.id, replace(run, **given))
    print(f"kept in {DATA.relative_to(ROOT)}")
    return 0


def main(arguments: list[str]) -> int:
    """The command."""
    return record(arguments[1:]) if arguments[:1] == ["record"] else measured(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
