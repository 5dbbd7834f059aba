"""Records that nobody writes and anybody may send: 5,000 of one kind, all at once or all open, one call each (T-14)."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

import orjson

from bench.records import SHAPES, Resource, as_bundle, of_one_drug

SIZES = (500, 5000)
ROUNDS = 3


def overlapping(resources: int, today: date) -> bytes:
    """Statements of one drug that all run to this day, each with another first day and by turns another dose."""
    made = of_one_drug("MedicationStatement", resources - 2, today)
    for number, each in enumerate(made):
        begun = today - timedelta(days=5 + number)
        each["effectivePeriod"] = {"start": begun.isoformat(), "end": today.isoformat()}
    return as_bundle(made, today)


def same_day(resources: int, today: date) -> bytes:
    """Orders of one drug, all written on one day."""
    return as_bundle(_written(of_one_drug("MedicationRequest", resources - 2, today), today), today)


def identical(resources: int, today: date) -> bytes:
    """The same order again and again, under other ids."""
    made = _written(of_one_drug("MedicationRequest", resources - 2, today), today)
    return as_bundle([{**made[0], "id": f"r{number}"} for number in range(len(made))], today)


def distinct_doses(resources: int, today: date) -> bytes:
    """Dispenses of one drug, no two of the same dose."""
    made = of_one_drug("MedicationDispense", resources - 2, today)
    for number, each in enumerate(made):
        each["dosageInstruction"] = [{"text": f"Take {1 + number % 200}.{number // 200:02} mg by mouth daily"}]
    return as_bundle(made, today)


def undated(resources: int, today: date) -> bytes:
    """Orders of one drug without any date."""
    made = of_one_drug("MedicationRequest", resources - 2, today)
    return as_bundle([{name: value for name, value in each.items() if name != "authoredOn"} for each in made], today)


def _written(orders: list[Resource], today: date) -> list[Resource]:
    return [{**each, "authoredOn": (today - timedelta(days=60)).isoformat()} for each in orders]


HOSTILE: Mapping[str, Callable[[int, date], bytes]] = {
    **SHAPES,
    "statements that all run to this day": overlapping,
    "orders of one day": same_day,
    "one order under many ids": identical,
    "dispenses of distinct doses": distinct_doses,
    "orders without a date": undated,
}


def hook(bundle: bytes) -> bytes:
    """A record as the prefetch of a patient-view."""
    return orjson.dumps(
        {
            "hook": "patient-view",
            "hookInstance": str(UUID(int=1, version=4)),
            "context": {"userId": "Practitioner/pr1", "patientId": "p"},
            "prefetch": {"record": orjson.Fragment(bundle)},
        }
    )


def hostile(post: Callable[[bytes], None], today: date) -> Iterator[dict[str, object]]:
    """Milliseconds of one call with each record at both sizes, and how fast it grows between them."""
    for name, shape in HOSTILE.items():
        small, large = (_median(post, hook(shape(size, today))) for size in SIZES)
        exponent = math.log(large / small) / math.log(SIZES[1] / SIZES[0])
        yield {"record": name, "small": small, "large": large, "exponent": exponent}


def _median(post: Callable[[bytes], None], body: bytes) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        post(body)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
