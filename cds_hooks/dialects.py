"""What real clients send instead -> the specification's form; what was bent is noted for the log.

Pre-1.0 clients put `user` and `patient` at the root and sent an array as context; some open EHRs still do.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from cds_hooks.envelope import MalformedRequest, Members, MissingElement, is_null, read_members, read_text, read_value

EPIC_FHIR_VERSION = "com.epic.cdshooks.request.fhir-version"

FHIR_VERSIONS = {"1": "DSTU2", "3": "STU3", "4": "R4", "5": "R5"}
"""First figure of a FHIR version number -> the release's name."""


def read_context(root: Members, notes: list[str]) -> Members:
    """The context as an object; the array of pre-1.0 clients holds their orders and is kept as `draftOrders`."""
    raw = root.get("context")
    if raw is None or is_null(raw):
        raise MissingElement("The request has no context.")
    match bytes(memoryview(raw)[:1]):
        case b"{":
            return read_members(raw, "context")
        case b"[":
            notes.append("context is a pre-1.0 array")
            return {"draftOrders": raw}
        case _:
            raise MalformedRequest("The context is not a JSON object.")


def read_patient(root: Members, context: Members, notes: list[str]) -> str | None:
    """`context.patientId`, or the `patient` that pre-1.0 clients put in the context or at the root."""
    if found := read_text(context, "patientId"):
        return found
    found = read_text(context, "patient") or read_text(root, "patient")
    if found:
        notes.append("patient as before 1.0")
    return found


def read_user(root: Members, context: Members, notes: list[str]) -> str | None:
    """Nothing in the answer depends on the user, so a missing one is served."""
    if found := read_text(context, "userId"):
        return found
    found = read_text(context, "user") or read_text(root, "user")
    notes.append("user as before 1.0" if found else "userId is missing")
    return found


def read_fhir_version(root: Members, extension: Mapping[str, Any]) -> str | None:
    """The FHIR version that the client speaks, by Epic's extension or a `fhirVersion` (R-F11)."""
    for value in (extension.get(EPIC_FHIR_VERSION), _value(root, "fhirVersion"), extension.get("fhirVersion")):
        if isinstance(value, str) and (found := _release(value)):
            return found
    return None


def _value(members: Members, name: str) -> Any:
    raw: msgspec.Raw | None = members.get(name)
    return read_value(raw, name)


def _release(value: str) -> str | None:
    name = value.strip().upper().removesuffix("B")
    if name in ("DSTU2", "STU3", "R4", "R5"):
        return name
    if name == "R3":
        return "STU3"
    return FHIR_VERSIONS.get(name[:1]) if name[1:2] in ("", ".") else None
