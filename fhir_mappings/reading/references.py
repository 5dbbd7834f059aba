"""References in every spelling -> `Type/id`.

https://hl7.org/fhir/R4/references.html
"""

import re

from fhir_mappings.reading.resource import Resource

_LOCAL = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([^/?#|]+)(?:/_history/[^/?#]+)?/?$")


def local(reference: str) -> str:
    """`https://ehr/fhir/Patient/1/_history/2` -> `Patient/1`; what is no such reference stays as it is."""
    found = _LOCAL.search(reference.strip())
    return f"{found[1]}/{found[2]}" if found else reference.strip()


def bare_id(reference: str) -> str:
    """`Patient/1` -> `1`, `urn:uuid:x` -> `x`."""
    return local(reference).rpartition("/")[2].rpartition(":")[2]


def addresses(resource: Resource, full_url: str | None) -> dict[str, str]:
    """The address by which siblings in a Bundle may mean this resource."""
    return {full_url.strip(): resource.evidence} if full_url and local(full_url) != resource.evidence else {}
