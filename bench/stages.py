"""Where the time of one call goes, room by room, in this process: the line that names the room that grew."""

import cProfile
import pstats
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.answering import configuration_for
from app.main import spare_the_collector, start
from app.settings import read_settings
from cds_hooks.cards import write_cards
from cds_hooks.catalog import SERVICES
from cds_hooks.messages import read_request, write_response
from fhir_mappings.history import read_history
from fhir_mappings.reading.reader import read_prefetch
from trd.assessment import assess
from trd.recommendations import recommend

ROUNDS = 15
TOLD = 15
"""Functions of the profile that are named."""
ROOT = Path(__file__).parents[1]


Taken = dict[str, list[float]]


def stages(body: bytes, today: date) -> dict[str, float]:
    """Median milliseconds of processor time that each stage of a patient-view takes; other processes do not count."""
    answer = prepared(body, today)
    taken: Taken = {}
    for _ in range(ROUNDS):
        answer(taken)
    return {name: statistics.median(times) for name, times in taken.items()}


def prepared(body: bytes, today: date) -> Callable[[Taken], None]:
    """The service in this process, ready to answer one call and to note what each stage took."""
    shell = start(read_settings(), demo=True)
    spare_the_collector()
    knowledge, service = shell.knowledge, SERVICES["trd-patient-view"]

    def answer(taken: Taken) -> None:
        def timed(name: str, work: Callable[[], Any]) -> Any:
            started = time.process_time()
            done = work()
            taken.setdefault(name, []).append((time.process_time() - started) * 1000)
            return done

        request = timed("request", lambda: read_request(body, service))
        configuration = configuration_for(shell, request.requested)
        choices, patient = configuration.choices, request.patient_id
        resources = timed("decode", lambda: read_prefetch(request.prefetch, patient_id=patient))
        history = timed("facts", lambda: read_history(resources, knowledge))
        assessment = timed("assess", lambda: assess(history, knowledge, choices, as_of=today))
        advice = timed("recommend", lambda: recommend(assessment, knowledge, choices))
        cards = timed("cards", lambda: write_cards(assessment, advice, knowledge, configuration, patient_id=patient))
        timed("write", lambda: write_response(cards))

    return answer


def costliest(body: bytes, today: date) -> list[dict[str, Any]]:
    """The functions with the most processor time of their own, in shares of all: where the next gain would be."""
    answer = prepared(body, today)
    answer({})
    profile = cProfile.Profile(time.process_time)
    for _ in range(ROUNDS):
        profile.runcall(answer, {})
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in found.values())
    most = sorted(found.items(), key=lambda each: each[1][2], reverse=True)[:TOLD]
    return [
        {"function": f"{_place(file)} {name}".strip(), "calls": called // ROUNDS, "share": own / whole}
        for (file, _, name), (_, called, own, _, _) in most
    ]


def _place(file: str) -> str:
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name.removeprefix("~")
