"""Discovery: which services we offer, what each needs, and what a request may switch.

https://cds-hooks.hl7.org/2.0/#discovery
"""

from collections.abc import Collection, Iterable
from typing import Any

from cds_hooks.configuration import NEVER_OFF
from cds_hooks.responses import json_bytes
from cds_hooks.service import HOOK_VERSION, SPECIFICATION, Service
from trd.terms import Topic

OPTIONS_EXTENSION = "org.trd-cds.configuration-options"


def discovery(services: Iterable[Service], *, definitions: Collection[str] = ()) -> bytes:
    """Write the list of services; `definitions` are the ids that a request may choose between."""
    options = configuration_options(definitions)
    return json_bytes({"services": [_entry(service, options) for service in services]})


def configuration_options(definitions: Collection[str] = ()) -> list[dict[str, Any]]:
    """What `extension["org.trd-cds.configuration"]` of a request may hold (contract §1.2)."""
    topics = [topic.value for topic in Topic if topic not in NEVER_OFF]
    definition: dict[str, Any] = {
        "code": "definition",
        "type": "string",
        "name": "Definition",
        "description": "Which published definition of a failed trial and of resistance decides.",
    }
    if definitions:
        definition["values"] = list(definitions)
    return [
        {
            "code": "maxCards",
            "type": "integer",
            "name": "Most cards",
            "description": "Most cards in an answer. Safety cards count, and are never left out.",
        },
        {
            "code": "topics",
            "type": "object",
            "name": "Topics",
            "description": "Topic code to true or false: false leaves the cards of that topic out.",
            "values": topics,
        },
        definition,
        {
            "code": "filterRepeated",
            "type": "boolean",
            "name": "Filter repeats",
            "description": "Leave out what was already shown and has not changed. Urgent safety cards stay.",
        },
        {
            "code": "asOf",
            "type": "date",
            "name": "Day of the answer",
            "description": "The day for which to answer, where the site allows it; else it is ignored.",
        },
    ]


def _entry(service: Service, options: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "hook": service.hook,
        "title": service.title,
        "description": service.description,
        "id": service.id,
        "prefetch": dict(service.prefetch),
        "usageRequirements": service.usage_requirements,
        "version": SPECIFICATION,
        "hookVersion": HOOK_VERSION,
        "extension": {OPTIONS_EXTENSION: options},
    }
