"""Whom the knowledge is tried on: the sample patients, and the worked cases where the source tree is there."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path

from app.clients import UNNAMED
from app.demo import REFERENCE_DAY, TELLS, hook_request
from app.demo.orders import CALLS
from app.judging import judge
from app.review.answers import Answer, answer_of
from app.settings import Settings
from app.shell import Shell
from cds_hooks.messages import json_bytes
from trd.assessment import Assessment
from trd.knowledge.types import Knowledge
from trd.options import Recommendations

Judge = Callable[[Knowledge], tuple[Assessment, Recommendations]]

ROOT = Path(__file__).parents[2]
VIGNETTES = ("tests", "vignette_patients")
"""The one module of the source tree that the packs know: it gives every worked case with how it is judged."""


@dataclass(frozen=True)
class Patient:
    """An invented patient, judged anew under any knowledge."""

    name: str
    title: str
    sample: bool
    judged: Judge = field(repr=False)

    def answer(self, knowledge: Knowledge) -> Answer:
        """What is concluded of this patient under this knowledge."""
        return answer_of(*self.judged(knowledge))


@dataclass(frozen=True)
class Patients:
    """All of them, and which could not be had."""

    every: tuple[Patient, ...]
    missing: str | None = None
    """Why there are no worked cases."""

    @cached_property
    def told(self) -> str:
        """Who was tried, in one clause."""
        samples = sum(patient.sample for patient in self.every)
        vignettes = len(self.every) - samples
        if self.missing is not None:
            return f"{samples} sample patients; no vignettes: {self.missing}"
        return f"{samples} sample patients and {vignettes} vignettes"


def patients(*, vignettes: bool = True) -> Patients:
    """The sample patients always; the worked cases when the source tree is there and they are wanted."""
    samples = tuple(sample_patients())
    if not vignettes:
        return Patients(samples, "they were not asked for")
    cases, missing = _vignettes()
    return Patients((*samples, *cases), missing)


def sample_patients() -> Iterator[Patient]:
    """Each sample, and each order that the demonstration signs, by their own requests."""
    tells = {**TELLS, **{name: call.tells for name, call in CALLS.items()}}
    for name, title in tells.items():
        yield Patient(name, title, True, _judge(json_bytes(hook_request(name, REFERENCE_DAY))))


def _judge(body: bytes) -> Judge:
    def judged(knowledge: Knowledge) -> tuple[Assessment, Recommendations]:
        shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"review", demo=True)
        found = judge(shell, body, as_of=REFERENCE_DAY, client=UNNAMED)
        return found.assessment, found.recommendations

    return judged


def _vignettes() -> tuple[tuple[Patient, ...], str | None]:
    """Worked cases are no part of the package: they come from a checkout, with what tests need installed."""
    folder, module = VIGNETTES
    if not (ROOT / folder / f"{module}.py").is_file():
        return (), "this is an installed package, the worked cases stand in the source tree"
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    try:
        found = import_module(f"{folder}.{module}")
    except ImportError as error:
        return (), f"the source tree is there, {error.name} is not installed"
    return tuple(Patient(name, title, False, judged) for name, title, judged in found.cases()), None
