"""JSON Schemas of the messages: what is answered is described strictly, what is accepted as widely as it is served.

https://cds-hooks.hl7.org/2.0/
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cds_hooks.feedback import MOST_ENTRIES
from cds_hooks.order_context import NAMES
from cds_hooks.requests import REFERENCE

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string", "minLength": 1}
ADDRESS: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
UUID: Schema = {"type": "string", "format": "uuid"}
OBJECT: Schema = {"type": "object"}
RESOURCE: Schema = {
    "type": "object",
    "properties": {"resourceType": TEXT},
    "required": ["resourceType"],
    "description": "A FHIR resource, whole.",
}
PATIENT: Schema = {
    "description": "The patient's FHIR id, bare; a reference to the patient is understood too.",
    "anyOf": [
        {"type": "string", "pattern": rf"^\s*(?:{REFERENCE.pattern.replace('(?P<id>', '(?:')})\s*$"},
        {"type": "integer"},
    ],
}
PREFETCH: Schema = {
    "type": ["object", "null"],
    "description": (
        "Each key holds a Bundle, a resource or null (nothing on file); an absent key was not asked for. Resources are "
        "known by their resourceType, whatever the key."
    ),
}


def message_schemas(base_url: str) -> Mapping[str, Schema]:
    """Every schema of a message by its file name; they refer to those of the result beside them."""
    parts = {"coding": _coding(), "source": _source(), "action": _action(), "suggestion": _suggestion()}
    parts |= {"link": _link(), "card": _card()}
    documents = {
        "discovery.json": ("The services that are offered", _discovery(), {}),
        "hook-request.json": ("A call of a service, as widely as it is served", hook_request(), {}),
        "hook-response.json": ("The answer to a call", _response(), parts),
        "feedback.json": ("What became of cards, as widely as it is understood", _feedback(), {}),
        "operation-outcome.json": ("Why a call was not answered", _outcome(), {}),
    }
    return {
        name: {
            "$schema": DRAFT,
            "$id": f"{base_url.rstrip('/')}/schemas/{name}",
            "title": title,
            **schema,
            **({"$defs": defined} if defined else {}),
        }
        for name, (title, schema, defined) in documents.items()
    }


def hook_request(hook: str | None = None) -> Schema:
    """The call of one hook, or of any; a member without a type is passed over where it has another form."""
    return _exactly(
        {
            "hook": {"const": hook} if hook else TEXT,
            "hookInstance": {"description": "A UUID of this very call; missing or another text is served, and logged."},
            "context": _context(hook),
            "prefetch": PREFETCH,
            "fhirServer": {"description": "Where the rest may be fetched, if this client may name that server."},
            "fhirAuthorization": {"description": "The token for it (access_token, …): used, never stored or logged."},
            "extension": {
                "description": "org.trd-cds.configuration holds what the call switches; the services list it.",
            },
        },
        needed=["hook", "context"],
        more=True,
    )


def _context(hook: str | None) -> Schema:
    own: Schema = {
        "patientId": PATIENT,
        "userId": {"description": "Who looks at the chart: Practitioner/…, PractitionerRole/…, Patient/…"},
        "encounterId": {"description": "The encounter's FHIR id."},
    }
    if hook is None or hook not in NAMES:
        return _exactly(own, needed=["patientId"], more=True)
    drafts: Schema = {
        "description": "A Bundle of the orders that are not signed yet; a list of them is understood too.",
        "type": ["object", "array", "null"],
    }
    own |= {name: {"description": f"Read where {NAMES[hook][0]} is not there."} for name in NAMES[hook][1:]}
    if hook == "order-select":
        own["selections"] = {"description": "References to the drafts that were chosen last."}
    told = _exactly(own | {NAMES[hook][0]: drafts}, needed=["patientId"], more=True)
    return {**told, "anyOf": [_first_of(NAMES[hook], place, drafts) for place in range(len(NAMES[hook]))]}


def _first_of(names: Sequence[str], place: int, drafts: Schema) -> Schema:
    """The first name that is there counts, whatever stands under a later one."""
    told: Schema = {"required": [names[place]], "properties": {names[place]: drafts}}
    if place:
        told["not"] = {"anyOf": [{"required": [name]} for name in names[:place]]}
    return told


def _discovery() -> Schema:
    service = _exactly(
        {
            "hook": TEXT,
            "title": TEXT,
            "description": TEXT,
            "id": TEXT,
            "prefetch": {"type": "object", "additionalProperties": TEXT, "minProperties": 1},
            "usageRequirements": TEXT,
            "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
            "hookVersion": {"type": "string", "pattern": r"^\d+\.\d+$"},
            "extension": OBJECT,
        }
    )
    return _exactly({"services": {"type": "array", "items": service}})


def _response() -> Schema:
    return _exactly({"cards": {"type": "array", "items": _defined("card")}})


def _card() -> Schema:
    card = _exactly(
        {
            "uuid": UUID,
            "summary": {"type": "string", "minLength": 1, "maxLength": 139},
            "detail": {**TEXT, "description": "GitHub Flavored Markdown without HTML; it reads as plain text too."},
            "indicator": {"enum": ["info", "warning", "critical"]},
            "source": _defined("source"),
            "suggestions": _some(_defined("suggestion")),
            "selectionBehavior": {"const": "any"},
            "overrideReasons": _some({**_defined("coding"), "required": ["code", "system", "display"]}),
            "links": _some(_defined("link")),
            "extension": _exactly(
                {
                    "org.trd-cds.card": _exactly({"key": TEXT, "knowledgeVersion": TEXT}),
                    "org.trd-cds.assessment": {"$ref": "assessment.json"},
                    "org.trd-cds.recommendation": {"$ref": "recommendation.json"},
                },
                needed=["org.trd-cds.card"],
                more=True,
            ),
        },
        needed=["uuid", "summary", "indicator", "source", "extension"],
    )
    return {**card, "dependentRequired": {"suggestions": ["selectionBehavior"]}}


def _coding() -> Schema:
    return _exactly({"code": TEXT, "system": TEXT, "display": TEXT}, needed=["code", "system"])


def _source() -> Schema:
    topic = {"anyOf": [_defined("coding"), {**TEXT, "description": "For clients that choke on a Coding."}]}
    return _exactly({"label": TEXT, "url": ADDRESS, "icon": ADDRESS, "topic": topic}, needed=["label", "topic"])


def _suggestion() -> Schema:
    actions = {**_some(_defined("action")), "maxItems": 1}
    return _exactly({"label": TEXT, "uuid": UUID, "actions": actions}, needed=["label", "uuid"])


def _action() -> Schema:
    kinds = {"enum": ["create", "update", "delete"]}
    action = _exactly(
        {"type": kinds, "description": TEXT, "resource": RESOURCE, "resourceId": TEXT}, needed=["type", "description"]
    )
    deletes = {"properties": {"type": {"const": "delete"}}, "required": ["resourceId"]}
    writes = {"properties": {"type": {"enum": ["create", "update"]}}, "required": ["resource"]}
    return {**action, "anyOf": [deletes, writes]}


def _link() -> Schema:
    link = _exactly(
        {"label": TEXT, "url": ADDRESS, "type": {"enum": ["absolute", "smart"]}, "appContext": TEXT},
        needed=["label", "url", "type"],
    )
    smart = {"properties": {"type": {"const": "smart"}}}
    return {**link, "anyOf": [smart, {"not": {"required": ["appContext"]}}]}


def _feedback() -> Schema:
    entry = _exactly(
        {
            "card": {"type": "string", "pattern": r"\S", "description": "The card's uuid."},
            "outcome": {"enum": ["accepted", "overridden"]},
            "outcomeTimestamp": {"description": "RFC 3339; one that can't be read is not kept."},
            "acceptedSuggestions": {"description": "A list of objects whose id is a suggestion's uuid."},
            "overrideReason": {"description": "reason (a Coding) or userComment, or both; the comment is not kept."},
            "overrideReasons": {"description": "The same, in the dialect that has a list of them."},
        },
        needed=["card", "outcome"],
        more=True,
    )
    several = {"type": "array", "items": entry, "maxItems": MOST_ENTRIES}
    return _exactly({"feedback": {"anyOf": [several, entry]}}, more=True)


def _outcome() -> Schema:
    issue = _exactly(
        {
            "severity": {"enum": ["fatal", "error", "warning", "information"]},
            "code": TEXT,
            "diagnostics": {**TEXT, "description": "One plain sentence that holds nothing of the patient."},
        }
    )
    return _exactly({"resourceType": {"const": "OperationOutcome"}, "issue": _some(issue)})


def _exactly(properties: Schema, *, needed: Iterable[str] | None = None, more: bool = False) -> Schema:
    """An object with these members, all of them needed unless said otherwise; `more`: others are passed over."""
    described: Schema = {"type": "object", "properties": properties, "required": list(needed or properties)}
    return described if more else {**described, "additionalProperties": False}


def _some(items: Schema) -> Schema:
    """At least one: a list that says nothing is left out."""
    return {"type": "array", "items": items, "minItems": 1}


def _defined(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
