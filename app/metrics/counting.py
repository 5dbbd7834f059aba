"""What adds to the series: a few microseconds a call, never an exception, and never a value that came from outside."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from app.logs import log
from app.metrics import series
from app.outcomes import MissingData
from cds_hooks.service import Answer
from trd.terms import GapCode, Topic

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
INDICATORS: Final = frozenset({"info", "warning", "critical"})
TOPICS: Final = frozenset(topic.value for topic in Topic)
GAP_CODES: Final = frozenset(code.value for code in GapCode)
GATE: Final = re.compile(r"G\d{1,2}[a-z]?")
WHY_SILENT: Final = frozenset({"silent", "nothing to say", "no drug chosen"})


def method_of(sent: str) -> str:
    """The method as a label and a log line may hold it: a caller may send any word."""
    return sent if sent in METHODS else "_OTHER"


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """One request of any address."""
    series.REQUEST_SECONDS.labels(method, route, str(status) if status else "none").observe(seconds)


class HookCount:
    """One call of a service; it is an error until it is answered."""

    __slots__ = ("answer", "stages")

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.stages: Mapping[str, float] = {}

    def answered(self, answer: Answer, stages: Mapping[str, float]) -> None:
        """What was found, and how long each stage took."""
        self.answer, self.stages = answer, stages


@contextmanager
def counting_hook(service: str, client: str) -> Iterator[HookCount]:
    """Count one admitted call by how it ends."""
    started = time.perf_counter()
    one = HookCount()
    try:
        yield one
    except MissingData:
        series.HOOKS.labels(service, client, "precondition_failed").inc()
        raise
    except Exception:
        series.HOOKS.labels(service, client, "error").inc()
        raise
    if one.answer is not None:
        _count_answer(service, client, one.answer)
        series.HOOK_SECONDS.labels(service).observe(time.perf_counter() - started)
        for stage, seconds in one.stages.items():
            series.STAGE_SECONDS_TAKEN.labels(service, stage).observe(seconds)


def _count_answer(service: str, client: str, answer: Answer) -> None:
    series.HOOKS.labels(service, client, "cards" if answer.cards else "empty").inc()
    if answer.cards:
        for topic, indicator in zip(answer.topics, answer.indicators, strict=False):
            if topic in TOPICS and indicator in INDICATORS:
                series.CARDS.labels(service, topic, indicator).inc()
    else:
        series.SILENT.labels(service, reason_of(answer.silent_because)).inc()
    _count_english(answer.language, answer.fell_back)
    if answer.failed:
        series.RISK_ALONE.labels(service).inc()
    for code, number in gaps_in(answer.counts).items():
        series.GAPS.labels(code).inc(number)


def _count_english(language: str, groups: Iterable[str]) -> None:
    """What had no words in the language of the answer; the log says it once a group, the series each time."""
    for group in groups:
        series.IN_ENGLISH.labels(language, group).inc()
        if (language, group) not in _TOLD:
            _TOLD.add((language, group))
            log.warning("sentences are said in English: the translation lacks them", language=language, group=group)


_TOLD: Final[set[tuple[str, str]]] = set()


def gaps_in(counts: Mapping[str, int]) -> dict[str, int]:
    """Gap code -> how many, of the counts of an answer."""
    named = ((name.removeprefix("gap."), number) for name, number in counts.items() if name.startswith("gap."))
    return {code: number for code, number in named if code in GAP_CODES}


def reason_of(why: str | None) -> str:
    """Why nothing was shown, as a label."""
    if why in WHY_SILENT or (why is not None and GATE.fullmatch(why)):
        return why.replace(" ", "-")
    return "other"


def count_feedback(told: Iterable[tuple[str | None, str]]) -> None:
    """Feedback on disk: the topic of each card, where it is known, and the outcome."""
    for (topic, outcome), number in Counter(told).items():
        series.FEEDBACK.labels(topic if topic in TOPICS else "unknown", outcome).inc(number)


def describe(*, package: str, revision: str, knowledge: str, draft: bool) -> None:
    """What runs here, once at the start."""
    series.BUILD.labels(package, revision[:12]).set(1)
    series.KNOWLEDGE.labels(knowledge, "draft" if draft else "signed").set(1)
