"""The truth test: `python -m tests.truth` measures, and writes docs/accuracy.md."""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

from tests.truth.comparing import Case, cases
from tests.truth.page import page
from tests.truth.scoring import differs, row
from trd.knowledge.loading import load

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def main() -> int:
    """Measure, write the page, name the disagreements; 1 when the service mistakenly called a trial failed, surely."""
    parser = argparse.ArgumentParser(prog="python -m tests.truth")
    parser.add_argument("--patients", type=int, default=600)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4], help="the patients are shared out")
    parser.add_argument("--unseen", type=int, default=20261126, help="measured last and apart")
    parser.add_argument("--share", type=int, default=5, help="one patient in so many is written in each kind of mess")
    parser.add_argument("--disagreements", type=int, default=0, help="name so many of them, with what each side says")
    parser.add_argument("--no-page", action="store_true", help="do not write docs/accuracy.md")
    options = parser.parse_args()
    began = time.perf_counter()
    each, knowledge = options.patients // len(options.seeds), load()
    found = [case for seed in options.seeds for case in cases(each, seed, knowledge, share=options.share)]
    unseen = list(cases(each, options.unseen, knowledge, share=options.share))
    seconds = time.perf_counter() - began
    seeds = " ".join(map(str, options.seeds))
    command = f"python -m tests.truth --patients {options.patients} --seeds {seeds} --unseen {options.unseen}"
    today = date.today()  # noqa: TID251 - the day on which it was measured
    text = page(
        found,
        unseen,
        patients=options.patients,
        seeds=options.seeds,
        new=options.unseen,
        share=options.share,
        command=command,
        seconds=seconds,
        on=today,
    )
    sys.stdout.write(text[: text.index("**κ adequacy**")])
    for line in _disagreements(found)[: options.disagreements]:
        sys.stdout.write(f"{line}\n")
    if not options.no_page:
        PAGE.write_text(text, encoding="utf-8")
    return 1 if row([*found, *unseen]).mistaken_at_high else 0


def _disagreements(found: list[Case]) -> list[str]:
    lines = []
    for case in found:
        told = [pair for pair in case.pairs if not case.beyond and differs(pair)]
        name = f"seed {case.seed}, patient {case.life.number}, {case.mess}"
        lines += [f"{name}: right {pair.known}; told {pair.found}" for pair in told]
        if not case.beyond and case.status not in case.known.status:
            lines.append(f"{name}: right {sorted(case.known.status)}; told {case.status}")
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
