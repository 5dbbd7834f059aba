"""The request of a hook: its envelope is read and checked, its resources stay bytes.

https://cds-hooks.hl7.org/2.0/#http-request_1
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import msgspec

from cds_hooks import dialects
from cds_hooks.configuration import Requested, read_requested
from cds_hooks.envelope import (
    MalformedRequest,
    Members,
    MissingElement,
    WrongValue,
    is_null,
    read_body,
    read_members,
    read_text,
    read_value,
)
from cds_hooks.order_context import OrderContext, ignores_details, read_orders

REFERENCE = re.compile(
    r"(?:(?:https?://[^\s?#]+/)?[A-Z][A-Za-z]+/)?"
    r"(?P<id>(?!\.+(?:/|$))[A-Za-z0-9._\-]{1,128})"
    r"(?:/_history/[A-Za-z0-9._\-]+)?"
)
"""FHIR's ids, and the longer ones and underscores of real servers, bare or in a reference; none leaves a path."""


class Offered(Protocol):
    """What reading needs to know of a service."""

    @property
    def id(self) -> str: ...
    @property
    def hook(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirAuthorization:
    """The token for the EHR's FHIR server; transient: never logged, never stored."""

    access_token: str = field(repr=False)
    token_type: str = "Bearer"
    expires_in: int | None = None
    scope: str = ""
    subject: str | None = None
    patient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRequest:
    """One call of a service; every dialect already in the specification's form."""

    service_id: str
    hook: str
    hook_instance: str | None
    patient_id: str = field(repr=False)
    user_id: str | None = field(default=None, repr=False)
    encounter_id: str | None = field(default=None, repr=False)
    fhir_server: str | None = None
    authorization: FhirAuthorization | None = None
    fhir_version: str | None = None
    """`R4`, `R5`, `STU3`, `DSTU2`, where the client says so."""
    context: Members = field(default_factory=dict, repr=False)
    prefetch: Mapping[str, msgspec.Raw] = field(default_factory=dict, repr=False)
    """As sent: an absent key was not asked for, `null` is the answer "none on file"."""
    ordered: OrderContext | None = None
    """The drafts of an order hook; `None` for another hook."""
    details_ignored: bool = False
    """The client takes the details of an order from its own record (R-F21)."""
    requested: Requested = field(default_factory=Requested)
    notes: tuple[str, ...] = ()
    """Deviations from the specification that were served; for the log, without data of the patient."""


def read_request(body: bytes, service: Offered) -> HookRequest:
    """Read a call of `service`; raises a `RequestError` where patient, context or hook can't be known."""
    root = read_body(body)
    notes: list[str] = []
    _check_hook(root, service)
    context = dialects.read_context(root, notes)
    extension = _read_extension(root, notes)
    return HookRequest(
        service_id=service.id,
        hook=service.hook,
        hook_instance=_hook_instance(root, notes),
        patient_id=_patient_id(root, context, notes),
        user_id=dialects.read_user(root, context, notes),
        encounter_id=_encounter_id(context, notes),
        fhir_server=_fhir_server(root, notes),
        authorization=_authorization(root, notes),
        fhir_version=dialects.read_fhir_version(root, extension),
        context=context,
        prefetch=_prefetch(root, notes),
        ordered=read_orders(service.hook, context, notes),
        details_ignored=ignores_details(extension),
        requested=read_requested(extension, notes),
        notes=tuple(notes),
    )


def _check_hook(root: Members, service: Offered) -> None:
    hook = read_text(root, "hook")
    if hook is None:
        raise MissingElement("The request names no hook.")
    if hook != service.hook:
        raise WrongValue(f"The service {service.id} answers the hook {service.hook}, and the request names another.")


def _hook_instance(root: Members, notes: list[str]) -> str | None:
    instance = read_text(root, "hookInstance")
    if instance is None:
        notes.append("hookInstance is missing")
        return None
    try:
        UUID(instance)
    except ValueError:
        notes.append("hookInstance is no UUID")
    return instance


def _patient_id(root: Members, context: Members, notes: list[str]) -> str:
    given = dialects.read_patient(root, context, notes)
    if given is None:
        raise MissingElement("The context names no patientId.")
    found = _bare_id(given)
    if found is None:
        raise WrongValue("The patientId of the context is no FHIR id.")
    if found != given:
        notes.append("patientId is a reference")
    return found


def _encounter_id(context: Members, notes: list[str]) -> str | None:
    given = read_text(context, "encounterId")
    found = _bare_id(given) if given else None
    if given and found is None:
        notes.append("encounterId is no FHIR id")
    elif found != given:
        notes.append("encounterId is a reference")
    return found


def _bare_id(reference: str) -> str | None:
    """`123` of `123`, `Patient/123`, `Patient/123/_history/4` or an absolute address of one."""
    found = REFERENCE.fullmatch(reference)
    return found["id"] if found else None


def _fhir_server(root: Members, notes: list[str]) -> str | None:
    server = read_text(root, "fhirServer")
    if server is not None and not server.lower().startswith(("https://", "http://")):
        notes.append("fhirServer is no web address")
        return None
    return server


def _authorization(root: Members, notes: list[str]) -> FhirAuthorization | None:
    raw = root.get("fhirAuthorization")
    if is_null(raw):
        if raw is not None:
            notes.append("fhirAuthorization is null")
        return None
    given = _readable(raw)
    if not isinstance(given, dict) or not isinstance(given.get("access_token"), str) or not given["access_token"]:
        notes.append("fhirAuthorization holds no access_token")
        return None
    if "fhirServer" not in root:
        notes.append("fhirAuthorization without fhirServer")
    expires = given.get("expires_in")
    return FhirAuthorization(
        access_token=given["access_token"],
        token_type=_text(given.get("token_type")) or "Bearer",
        expires_in=expires if isinstance(expires, int) and not isinstance(expires, bool) else None,
        scope=_text(given.get("scope")) or "",
        subject=_text(given.get("subject")),
        patient=_text(given.get("patient")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _prefetch(root: Members, notes: list[str]) -> Mapping[str, msgspec.Raw]:
    raw = root.get("prefetch")
    if raw is None:
        return {}
    if is_null(raw):
        notes.append("prefetch is null")
        return {}
    return read_members(raw, "prefetch")


def _read_extension(root: Members, notes: list[str]) -> dict[str, Any]:
    """Each member by itself: one of somebody else that can't be read, such as a number too large, costs nothing."""
    raw = root.get("extension")
    if raw is None or is_null(raw):
        return {}
    try:
        given = read_members(raw, "extension")
    except MalformedRequest:
        notes.append("extension is no object")
        return {}
    found = {name: _readable(value) for name, value in given.items()}
    if any(value is None and not is_null(given[name]) for name, value in found.items()):
        notes.append("a member of the extension can't be read")
    return found


def _readable(raw: msgspec.Raw | None) -> Any:
    """The value, or `None` for one that is well-formed and beyond all bounds."""
    try:
        return read_value(raw, "value")
    except MalformedRequest:
        return None
