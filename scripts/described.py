"""Check the service against its own OpenAPI description with schemathesis: what it says is what it does.

`python -m scripts.described --examples 200 --seed 1`: in this process, without a socket; 1 when something was found.
`--write docs/evidence.json` keeps the figures for the page on evidence.
"""

import argparse
import io
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.evidence_data import keep, stamped

SERVED = ["2xx", "404", "412"]
"""What a well-formed call may meet: 412 where it holds no record, 404 where a name stands for nothing.

A body of `/assessments` may be a 400 too: its form is FHIR's, which is not ours to describe.
"""


@dataclass(slots=True)
class Checked:
    """How many requests were sent, by phase, and what schemathesis found."""

    requests: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, str]:
        """What the page on evidence says of the run."""
        return {
            "requests": f"{sum(self.requests.values()):,}",
            "by phase": ", ".join(f"{phase}: {count:,}" for phase, count in self.requests.items()),
            "findings": f"{len(self.found):,}",
        }

    def told(self) -> str:
        """The figures, and every finding."""
        sent = ", ".join(f"{phase}: {count:,}" for phase, count in self.requests.items())
        return "\n".join(
            [f"{sum(self.requests.values()):,} requests ({sent}); {len(self.found)} findings", *self.found]
        )


def configuration(examples: int, seed: int) -> Any:
    """Every check is on but those that need what the service has not: resources that are created and deleted."""
    from schemathesis.config import SchemathesisConfig

    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "generation": {"max-examples": examples, "deterministic": True, "no-shrink": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
            "operations": [
                {
                    "include-operation-id": "post-assessments",
                    "checks": {"positive_data_acceptance": {"expected-statuses": [*SERVED, "400"]}},
                },
                *(
                    {
                        "include-operation-id": operation,  # the run holds no operator's token
                        "checks": {
                            "positive_data_acceptance": {"expected-statuses": ["401"]},
                            "negative_data_rejection": {"expected-statuses": ["400", "401"]},
                        },
                    }
                    for operation in ("get-metrics", "get-feedback")
                ),
            ],
            "checks": {
                "positive_data_acceptance": {"expected-statuses": SERVED},
                "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "406", "412", "415"]},
            },
        }
    )


def check(app: Any, *, examples: int, seed: int) -> Checked:
    """Send to every described address what its description allows, and what it does not."""
    import schemathesis
    from schemathesis.engine import events, from_schema

    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=configuration(examples, seed))
    checked = Checked()
    with redirect_stderr(io.StringIO()):  # the service's own log
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                phase = event.phase.value
                checked.requests[phase] = checked.requests.get(phase, 0) + len(event.recorder.cases)
                checked.found += _found(event.recorder)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                checked.found.append(f"{getattr(event, 'label', '')}: {getattr(event, 'value', event)!r}")
    return checked


def _found(recorder: Any) -> Iterator[str]:
    """Each failed check with the request that failed it."""
    for case_id, results in recorder.checks.items():
        for result in results:
            if result.failure_info is not None:
                failure = result.failure_info.failure
                what = f"{result.name}: {failure.title}. {failure.message}"
                yield f"{recorder.label} {what}\n  {_sent(recorder, case_id)}"


def _sent(recorder: Any, case_id: str) -> str:
    made = recorder.cases[case_id].value
    answered = recorder.interactions.get(case_id)
    response = answered.response if answered is not None else None
    told = "none" if response is None else f"{response.status_code} {response.text[:200]}"
    return f"{made.method} {made.path_parameters} {made.query} {str(made.body)[:2000]!r} -> {told}"


def main(arguments: list[str]) -> int:
    """The command."""
    from app import logs
    from app.main import create_app, start
    from app.settings import read_settings

    parser = argparse.ArgumentParser(prog="python -m scripts.described", description=__doc__)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="keep the figures in this file, as docs/evidence.json has them")
    chosen = parser.parse_args(arguments)
    began = time.perf_counter()
    logs.set_up("INFO", "json")
    app = create_app(start(read_settings({"TRD_LEGACY_HOOKS": "true"}), demo=True))
    checked = check(app, examples=chosen.examples, seed=chosen.seed)
    if chosen.write is not None:
        command = f"python -m scripts.described --examples {chosen.examples} --seed {chosen.seed}"
        seconds, held = time.perf_counter() - began, not checked.found
        keep("described", stamped(command, seconds=seconds, held=held, figures=checked.figures()), path=chosen.write)
    print(checked.told())
    return 1 if checked.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
