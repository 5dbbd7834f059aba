"""Every series of `/metrics`: names that stay, and labels whose values come from closed lists or the clients' file.

https://prometheus.io/docs/practices/naming/ and
https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY: Final = CollectorRegistry(auto_describe=True)
"""Ours alone: a library that counts something of its own does not add to the page."""

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "method": "HTTP method; `_OTHER` for one that no address takes",
        "route": "the address as it is described (`/cds-services/{service_id}`), `unknown` where there is none",
        "status": "HTTP status; of a FHIR server its class (`2xx`), `none` without an answer; of the knowledge "
        "`draft` or `signed`",
        "service": "id of a service",
        "client": "`id` of the clients' file, `unnamed`, or `operator`",
        "language": "of the cards",
        "group": "sentences that belong together: a part of the catalogue (`suicide_risk`), or of what the knowledge "
        "says `rules`, `safety`, `gaps`, `names`, `orders`, `crisis`",
        "stage": "`parse`, `fetch`, `read`, `assess`, `write`",
        "outcome": "of a call `cards`, `empty`, `precondition_failed`, `error`; of a card `accepted`, `overridden`; "
        "of fetching `not-needed`, `complete`, `part`, `failed`, `not-asked`; of the clients' file `read`, `wrong`",
        "topic": "topic of a card; `unknown` for feedback on a card of which there is no record",
        "indicator": "`info`, `warning`, `critical`",
        "code": "code of a gap, the published list",
        "reason": "why: of a refusal, of an answer without cards (`G…` is a gate), or of data that were not had",
        "key": "prefetch key",
        "source": "`prefetch`, `fetched`, `failed`, `absent`",
        "resource_type": "FHIR resource type that we ask for, `metadata`, `page` (a further one), `other`",
        "what": "`open`, `records`, `reading`",
        "version": "of the knowledge, or of the package",
        "revision": "first characters of the digest of the code that judges, as in the decision records",
    }
)
"""What the values of a label are."""

HTTP_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
STAGE_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

ALL: Final[list[Counter | Gauge | Histogram]] = []
"""In the order in which they are described."""


def _counter(name: str, told: str, *labels: str) -> Counter:
    made = Counter(name, told, _known(labels), registry=REGISTRY)
    ALL.append(made)
    return made


def _histogram(name: str, told: str, *labels: str, buckets: tuple[float, ...] = HTTP_SECONDS) -> Histogram:
    made = Histogram(name, told, _known(labels), registry=REGISTRY, buckets=buckets)
    ALL.append(made)
    return made


def _gauge(name: str, told: str, *labels: str, mode: Literal["livesum", "livemax"]) -> Gauge:
    made = Gauge(name, told, _known(labels), registry=REGISTRY, multiprocess_mode=mode)
    ALL.append(made)
    return made


def _known(labels: tuple[str, ...]) -> tuple[str, ...]:
    if strange := [label for label in labels if label not in LABELS]:
        raise ValueError(f"{strange[0]} is a label without a description")
    return labels


REQUEST_SECONDS = _histogram(
    "http_server_request_duration_seconds",
    "Every request, from its first byte to its answer.",
    "method",
    "route",
    "status",
)
HOOK_SECONDS = _histogram(
    "trd_hook_duration_seconds", "Calls of a service that were answered, fetching included.", "service"
)
STAGE_SECONDS_TAKEN = _histogram(
    "trd_hook_stage_seconds", "Where the time of an answered call went.", "service", "stage", buckets=STAGE_SECONDS
)
HOOKS = _counter(
    "trd_hooks_total", "Calls of a service by admitted callers, by what they got.", "service", "client", "outcome"
)
CARDS = _counter("trd_cards_total", "Cards that were shown.", "service", "topic", "indicator")
SILENT = _counter("trd_silent_total", "Answers without a card, by why nothing was shown.", "service", "reason")
RISK_ALONE = _counter(
    "trd_risk_alone_total",
    "Judging failed, and the suicide risk card alone was shown; the log names the fault.",
    "service",
)
GAPS = _counter("trd_gaps_total", "What was missing, contradictory or unreadable in the records of calls.", "code")
IN_ENGLISH = _counter(
    "trd_said_in_english_total",
    "Answers in another language in which sentences of this group had to be said in English.",
    "language",
    "group",
)
FEEDBACK = _counter("trd_feedback_total", "Feedback that was stored for the first time.", "topic", "outcome")

FETCHES = _counter("trd_fetches_total", "Calls by what came of fetching what was not sent along.", "client", "outcome")
FETCH_REFUSALS = _counter(
    "trd_fetch_failures_total",
    "Keys, or whole calls, whose data were not had from the FHIR server, by why.",
    "client",
    "reason",
)
PREFETCH_KEYS = _counter("trd_prefetch_keys_total", "Where the data of each key came from.", "key", "source")
FHIR_REQUESTS = _counter(
    "trd_fhir_requests_total", "Questions to FHIR servers, each attempt.", "client", "resource_type", "status"
)
FHIR_SECONDS = _histogram(
    "trd_fhir_request_duration_seconds",
    "The same by how long the answer took, its body included.",
    "client",
    "resource_type",
    "status",
)
CIRCUITS_OPENED = _counter(
    "trd_fhir_circuit_opened_total", "A FHIR server failed several calls and is left alone for a while.", "client"
)
CIRCUITS_OPEN = _gauge(
    "trd_fhir_circuits_open",
    "FHIR servers that are left alone, by the client whose call found it out; each worker counts for itself.",
    "client",
    mode="livesum",
)

REJECTIONS = _counter("trd_jwt_rejections_total", "Answers 401, by why; the caller is never told.", "reason")
RATE_LIMITED = _counter("trd_rate_limited_total", "Answers 429.", "client")
CALLS_IN_WORK = _gauge("trd_calls_in_work", "Calls that are worked on or wait, of all workers.", mode="livesum")
CALLS_REFUSED = _counter(
    "trd_calls_refused_total", "Answers 503 because every place of a worker (TRD_MAX_CALLS) was taken.", "client"
)
RELOADS = _counter(
    "trd_clients_reloads_total", "The clients' file read again; each worker counts for itself.", "outcome"
)

RECORDS_WRITTEN = _counter("trd_store_records_written_total", "Decision records on disk.")
RECORDS_LOST = _counter("trd_store_records_lost_total", "Decision records that the store did not take.")
RECORDS_WAITING = _gauge(
    "trd_store_records_waiting", "Decision records that wait to be written, of all workers.", mode="livesum"
)
STORE_FAILING = _gauge(
    "trd_store_failing", "1 while a part of the store does not work in some worker.", "what", mode="livemax"
)

KNOWLEDGE = _gauge("trd_knowledge_info", "1; the clinical knowledge in force.", "version", "status", mode="livemax")
BUILD = _gauge("trd_build_info", "1; the package that runs.", "version", "revision", mode="livemax")
