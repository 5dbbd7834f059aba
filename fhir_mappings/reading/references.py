"""References in every spelling -> `Type/id`.

https://hl7.org/fhir/R4/references.html
"""

import re
import unicodedata
from hashlib import blake2b

from fhir_mappings.reading.resource import Resource

_LOCAL = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([^/?#|]+)(?:/_history/[^/?#]+)?/?$")

UNNAMED = "unnamed-"
"""How the names begin that are made of a record's content."""
LONGEST_ID = 100
_USUAL_ID = re.compile(r"[A-Za-z0-9\-._]{1,100}")
_DIGEST_LENGTH = 13


def clean_id(given: str) -> str:
    """An id fit to be told: no control or format characters, at most 100; two different ids stay different."""
    if _USUAL_ID.fullmatch(given):
        return given
    given = given.strip()
    clean = "".join(sign for sign in given if unicodedata.category(sign)[0] not in "CZ")
    if clean == given and len(given) <= LONGEST_ID:
        return given
    return f"{clean[: LONGEST_ID - _DIGEST_LENGTH]}-{_digest(given)}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def local(reference: str) -> str:
    """`https://ehr/fhir/Patient/1/_history/2` -> `Patient/1`; what is no such reference stays as it is."""
    found = _LOCAL.search(reference.strip())
    return f"{found[1]}/{clean_id(found[2])}" if found else reference.strip()


def bare_id(reference: str) -> str:
    """`Patient/1` -> `1`, `urn:uuid:x` -> `x`."""
    return local(reference).rpartition("/")[2].rpartition(":")[2]


def addresses(resource: Resource, full_url: str | None) -> dict[str, str]:
    """The address by which siblings in a Bundle may mean this resource, where it is not the one on its server."""
    name = resource.evidence
    if not full_url or (full_url.endswith(f"/{name}") and _USUAL_ID.fullmatch(resource.id or "")):
        return {}  # of nearly every resource, and told without taking the address apart
    return {full_url.strip(): name} if local(full_url) != name else {}
