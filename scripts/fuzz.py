"""Send mutated requests to the service and judge each answer: no 5xx, no hang, no word of a record where none belongs.

`python -m scripts.fuzz --count 100000 --seed 1`: in this process, without a socket; 1 when something was found. A
request that was answered wrongly is written to the folder of `--keep`, so that it can be sent again. `--write
docs/evidence.json` keeps the figures for the page on evidence.
"""

import argparse
import asyncio
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.evidence_data import keep, stamped
from scripts.mutations import MARK, Seed, marked, mutated

HANGS_AFTER = 5.0
"""Seconds of processor time (a neighbour is no fault); the longest that a real client was seen to wait."""


@dataclass(slots=True)
class Fault:
    """One answer that is wrong, and the request that brought it."""

    number: int
    seed: str
    what: str
    body: bytes = field(repr=False)


@dataclass(slots=True)
class Run:
    """What a run has seen."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cards: int = 0

    def figures(self) -> dict[str, str]:
        """What the page on evidence says of the run."""
        ordered = sorted(self.seconds) or [0.0]
        return {
            "mutated requests": f"{len(self.seconds):,}",
            "answers": ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items())),
            "cards": f"{self.cards:,}",
            "faults": f"{len(self.faults):,}",
            "slowest answer, processor time": f"{ordered[-1] * 1000:.0f} ms",
        }

    def told(self) -> str:
        """The figures, one line each."""
        ordered = sorted(self.seconds) or [0.0]
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.statuses.items()))
        lines = [
            f"{len(self.seconds):,} mutated requests; {statuses}",
            f"{self.cards:,} cards",
            f"processor time: median {ordered[len(ordered) // 2] * 1000:.1f} ms, "
            f"p99 {ordered[len(ordered) * 99 // 100] * 1000:.1f} ms, slowest {ordered[-1] * 1000:.0f} ms",
            f"{len(self.faults)} faults",
        ]
        return "\n".join(lines + [f"  {fault.number} {fault.seed}: {fault.what}" for fault in self.faults[:20]])


def seeds() -> list[Seed]:
    """Every sample patient and every call of an order hook, a feedback message, and a record to assess."""
    from app.demo import REFERENCE_DAY, TELLS, hook_request, sample
    from app.demo.orders import CALLS

    found = []
    for name in [*TELLS, *CALLS]:
        request = hook_request(name, REFERENCE_DAY)
        found.append(Seed(name, f"/cds-services/trd-{request['hook']}", marked(request) | BESIDE))
    legacy = hook_request("linezolid-with-venlafaxine", REFERENCE_DAY)
    context = {"userId": legacy["context"]["userId"], "patientId": legacy["context"]["patientId"]}
    context["medications"] = legacy["context"]["draftOrders"]
    body = {**legacy, "hook": "medication-prescribe", "context": context}
    found.append(Seed("hook of 1.0", "/cds-services/trd-medication-prescribe", marked(body) | BESIDE))
    found.append(Seed("feedback", "/cds-services/trd-patient-view/feedback", FEEDBACK))
    bundle = sample("two-failed-trials", REFERENCE_DAY).bundle
    found.append(Seed("assessment", "/assessments", marked(bundle)))
    return found


BESIDE: dict[str, Any] = {
    "fhirServer": f"https://ehr.example.org/{MARK}/R4",
    "fhirAuthorization": {
        "access_token": MARK,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/*.read",
        "subject": MARK,
        "patient": MARK,
    },
    "extension": {
        "org.trd-cds.configuration": {
            "maxCards": 3,
            "topics": {"psychotherapy": False},
            "definition": "athf-sf",
            "filterRepeated": True,
            "asOf": "2026-11-23",
        },
        "com.epic.cdshooks.request.fhir-version": "R4",
    },
}
"""What a request may hold beside its data: a server that nobody trusts, its token, and what is to be switched."""

FEEDBACK = {
    "feedback": [
        {
            "card": "9368d37b-283f-44a0-93ea-547cebab93ed",
            "outcome": "overridden",
            "overrideReason": {"reason": {"code": "already-tried", "system": "x"}, "userComment": f"{MARK} said no"},
            "outcomeTimestamp": "2026-11-23T10:05:31Z",
        },
        {"card": "c", "outcome": "accepted", "acceptedSuggestions": [{"id": "e2"}], "outcomeTimestamp": "yesterday"},
    ]
}


async def send(app: Any, path: str, body: bytes, content_type: bytes = b"application/json") -> tuple[int, bytes]:
    """One POST to an ASGI application; status and body."""
    sent, answer, status = False, bytearray(), 0

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def take(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            answer.extend(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"test"), (b"content-type", content_type)],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    await app(scope, receive, take)
    return status, bytes(answer)


def wrong(status: int, answer: bytes, logged: str, seconds: float) -> str | None:
    """What is wrong with an answer; `None`: nothing."""
    if status >= 500 or status < 200:
        return f"{status}: {logged[-600:]}"
    if MARK in logged:
        return f"{status}: the log holds what was sent: {logged[-600:]}"
    if seconds > HANGS_AFTER:
        return f"{status}: {seconds:.1f} s"
    try:
        told = json.loads(answer)
    except ValueError:
        return f"{status}: the answer is no JSON"
    if status != 200:
        outcome = isinstance(told, dict) and told.get("resourceType") == "OperationOutcome" and told.get("issue")
        if not outcome:
            return f"{status}: no OperationOutcome"
        return f"{status}: the error holds what was sent: {answer[:300]!r}" if MARK.encode() in answer else None
    return next(_wrong_cards(told), None)


def _wrong_cards(told: dict[str, Any]) -> Iterator[str]:
    """What the standard forbids of a card, as far as a look tells."""
    for card in told.get("cards", []):
        if not 0 < len(card["summary"]) < 140:
            yield f"a summary of {len(card['summary'])} characters"
        if card["indicator"] not in ("info", "warning", "critical") or not card["source"]["label"]:
            yield "a card without indicator or source"
        if "<script" in card.get("detail", "") or "<script" in card["summary"]:
            yield "markup of the record on a card"
        if card.get("suggestions") and card.get("selectionBehavior") not in ("any", "at-most-one"):
            yield "suggestions without selectionBehavior"


async def fuzz(count: int, seed: int, *, tell_every: int = 0) -> Run:
    """Mutate and send `count` requests to a service of its own; the same seed sends the same bytes."""
    from app import logs
    from app.main import create_app, start
    from app.settings import read_settings

    app = create_app(start(read_settings({"TRD_LEGACY_HOOKS": "true"}), demo=True))
    chance, run, sown = random.Random(seed), Run(), seeds()
    logs.set_up("INFO", "json")
    async with app.router.lifespan_context(app):
        for number in range(count):
            chosen = chance.choice(sown)
            body = mutated(chance, chosen)
            with redirect_stderr(io.StringIO()) as logged:
                began = time.process_time()
                status, answer = await send(app, chosen.path, body)
                seconds = time.process_time() - began
            run.statuses[status] += 1
            run.seconds.append(seconds)
            run.cards += answer.count(b'"indicator":') if status == 200 else 0
            if what := wrong(status, answer, logged.getvalue(), seconds):
                run.faults.append(Fault(number, chosen.name, what, body))
            if tell_every and (number + 1) % tell_every == 0:
                print(f"{number + 1:,}: {len(run.faults)} faults", flush=True)
    return run


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the requests that were answered wrongly")
    parser.add_argument("--write", type=Path, help="keep the figures in this file, as docs/evidence.json has them")
    chosen = parser.parse_args(arguments)
    began = time.perf_counter()
    run = asyncio.run(fuzz(chosen.count, chosen.seed, tell_every=5000))
    if chosen.write is not None:
        command = f"python -m scripts.fuzz --count {chosen.count} --seed {chosen.seed}"
        seconds = time.perf_counter() - began
        keep("fuzz", stamped(command, seconds=seconds, held=not run.faults, figures=run.figures()), path=chosen.write)
    if chosen.keep is not None and run.faults:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        for fault in run.faults:
            (chosen.keep / f"{fault.number}.json").write_bytes(fault.body)
    print(run.told())
    return 1 if run.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
