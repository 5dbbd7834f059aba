"""The wire of CDS Hooks 2.0.1: requests read, answers and discovery written. https://cds-hooks.hl7.org/2.0/"""

from cds_hooks.discovery import discovery
from cds_hooks.envelope import RequestError
from cds_hooks.requests import FhirAuthorization, HookRequest, read_request
from cds_hooks.responses import (
    Action,
    Card,
    Coding,
    HookResponse,
    Link,
    Source,
    Suggestion,
    json_bytes,
    write_response,
)

__all__ = [
    "Action",
    "Card",
    "Coding",
    "FhirAuthorization",
    "HookRequest",
    "HookResponse",
    "Link",
    "RequestError",
    "Source",
    "Suggestion",
    "discovery",
    "json_bytes",
    "read_request",
    "write_response",
]
