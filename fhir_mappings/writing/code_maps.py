"""A site's own codes in the place of ours (R-F60 … R-F63): the last step before a draft is sent."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from fhir_mappings.writing.drafts import Coded

CodeMaps = Mapping[str, Mapping[str, str]]
"""`system|code` of ours -> `{"system": …, "code": …}` of the site; `system|*` is for every other code of the system.

A target without a code keeps ours: the same code system under another name, such as an OID.
"""

DETAILS_IGNORED: Final = "urn:com.epic.cdshooks.action.code.system."
"""Items of an order set or a preference list: the EHR takes every detail from its own record."""

KEPT_THERE: Final = ("resourceType", "status", "intent", "subject", "code", "medicationCodeableConcept")
ORDERED: Final = ("medicationCodeableConcept", "code")


def apply_code_maps(resource: dict[str, Any], code_maps: CodeMaps) -> dict[str, Any]:
    """Replace each coding that the site maps; display and text stay, dose and topic are never touched."""
    if not code_maps:
        return resource
    for coding in _codings(resource):
        target = target_of(coding["system"], coding["code"], code_maps)
        if target is not None:
            coding["system"], coding["code"] = target["system"], target.get("code", coding["code"])
    ordered = [coding for name in ORDERED for coding in resource.get(name, {}).get("coding", ())]
    if any(coding["system"].startswith(DETAILS_IGNORED) for coding in ordered):
        return {name: value for name, value in resource.items() if name in KEPT_THERE}
    return resource


def target_of(system: str, code: str, code_maps: CodeMaps) -> Mapping[str, str] | None:
    """The exact entry, else that of the whole system; `None`: sent as it is."""
    return code_maps.get(f"{system}|{code}") or code_maps.get(f"{system}|*")


def told_for_analysts(emitted: Iterable[Coded], code_maps: CodeMaps) -> Iterator[tuple[Coded, str | None]]:
    """Each code that may be sent with what the map makes of it; `None`: as it is (R-F62, R-F63)."""
    for coded in emitted:
        target = target_of(coded.system, coded.code, code_maps)
        yield coded, None if target is None else f"{target['system']}|{target.get('code', coded.code)}"


def _codings(value: Any) -> Iterator[dict[str, Any]]:
    """Every coding of a resource; a quantity has a system and a code too, and is none: UCUM stays UCUM."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "coding":
                yield from part
            else:
                yield from _codings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _codings(part)
