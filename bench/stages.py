"""Where the time of one call goes, room by room, in this process: the line that names the room that grew."""

import statistics
import time
from collections.abc import Callable
from datetime import date
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


def stages(body: bytes, today: date) -> dict[str, float]:
    """Median milliseconds of processor time that each stage of a patient-view takes; other processes do not count."""
    shell = start(read_settings(), demo=True)
    spare_the_collector()
    knowledge, service = shell.knowledge, SERVICES["trd-patient-view"]
    taken: dict[str, list[float]] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        done = work()
        taken.setdefault(name, []).append((time.process_time() - started) * 1000)
        return done

    for _ in range(ROUNDS):
        request = timed("request", lambda: read_request(body, service))
        configuration = configuration_for(shell, request.requested)
        choices, patient = configuration.choices, request.patient_id
        resources = timed("decode", lambda: read_prefetch(request.prefetch, patient_id=patient))  # noqa: B023
        history = timed("facts", lambda: read_history(resources, knowledge))  # noqa: B023
        assessment = timed("assess", lambda: assess(history, knowledge, choices, as_of=today))  # noqa: B023
        advice = timed("recommend", lambda: recommend(assessment, knowledge, choices))  # noqa: B023
        cards = timed(
            "cards",
            lambda: write_cards(assessment, advice, knowledge, configuration, patient_id=patient),  # noqa: B023
        )
        timed("write", lambda: write_response(cards))  # noqa: B023
    return {name: statistics.median(times) for name, times in taken.items()}
