"""What a token covers, where its scopes say so: SMART's scopes of both versions; any other words say nothing.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

import re

RESOURCE = re.compile(
    r"(?:patient|user|system)/(?P<type>\*|[A-Z][A-Za-z]*)\.(?P<may>read|write|\*|c?r?u?d?s?)(?:\?.*)?"
)
OTHER = re.compile(r"launch(/.*)?|openid|fhirUser|profile|email|offline_access|online_access|smart/.*")


def covers(scope: str, kind: str, *, search: bool = True) -> bool:
    """May this type be searched (or read)? Unknown words (an EHR's own names of its interfaces) may mean anything."""
    granted = [word for word in scope.split() if not OTHER.fullmatch(word)]
    matches = [RESOURCE.fullmatch(word) for word in granted]
    if not granted or not all(matches):
        return True
    wanted = "s" if search else "r"
    return any(
        match["type"] in (kind, "*") and (match["may"] in ("read", "*") or wanted in match["may"].replace("write", ""))
        for match in matches
        if match is not None
    )
