"""A site's own codes in the place of ours (R-F60, R-F61): the last step before a draft is sent."""

from collections.abc import Mapping
from typing import Any, Final

CodeMaps = Mapping[str, Mapping[str, str]]
"""`system|code` of ours -> `{"system": …, "code": …}` of the site."""

DETAILS_IGNORED: Final = "urn:com.epic.cdshooks.action.code.system."
"""Items of an order set or a preference list: the EHR takes every detail from its own record."""

KEPT_THERE: Final = ("resourceType", "status", "intent", "subject", "code", "medicationCodeableConcept")
CODED: Final = ("medicationCodeableConcept", "code")


def apply_code_maps(resource: dict[str, Any], code_maps: CodeMaps) -> dict[str, Any]:
    """Replace each coding that the site maps; display and text stay, dose and topic are never touched."""
    if not code_maps:
        return resource
    target = ""
    for name in CODED:
        codings = resource.get(name, {}).get("coding", ())
        for coding in codings:
            mapped = code_maps.get(f"{coding['system']}|{coding['code']}")
            if mapped:
                coding["system"], coding["code"] = mapped["system"], mapped["code"]
                target = mapped["system"]
    if target.startswith(DETAILS_IGNORED):
        return {name: value for name, value in resource.items() if name in KEPT_THERE}
    return resource
