"""May this call be completed at all, from which server, and with which token? (contract §1.1, §2)"""

from collections.abc import Iterable

from app.fetching.addresses import Place, place_of, trusted_server
from app.fetching.questions import is_bearer
from app.fetching.reasons import Reason
from cds_hooks.requests import FhirAuthorization, HookRequest
from fhir_mappings.reading.references import bare_id


def server_for(request: HookRequest, listed: Iterable[str], *, demo_port: int | None = None) -> Place | Reason:
    """The trusted server of a call, or why it is not asked: a token that is over or another patient's is not used."""
    if request.fhir_server is None:
        return Reason.NO_SERVER
    server = trusted_server(request.fhir_server, listed, demo_port=demo_port)
    if server is None:
        return Reason.UNTRUSTED
    authorization = request.authorization
    if authorization is not None and authorization.expires_in is not None and authorization.expires_in <= 0:
        return Reason.TOKEN_EXPIRED
    if authorization is not None and authorization.patient and bare_id(authorization.patient) != request.patient_id:
        return Reason.OTHER_PATIENT
    return server


def token_of(authorization: FhirAuthorization | None) -> str | None:
    """The bearer to send: nothing of another type, nothing that could break out of its header."""
    if authorization is None or authorization.token_type.lower() != "bearer":
        return None
    return authorization.access_token if is_bearer(authorization.access_token) else None


def hosts_of(listed: Iterable[str]) -> frozenset[str]:
    """The hosts that an entry lists; an address among them may be connected to, whatever range it is of."""
    places = (place_of(server) for server in listed)
    return frozenset(place.host for place in places if place is not None)
