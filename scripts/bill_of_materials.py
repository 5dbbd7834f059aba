"""The bill of materials of a release (CycloneDX 1.6): what the lock installs, what is vendored, hashes, licences.

The lock says versions, hashes and who needs whom; licences are those that the installed packages state. The same
commit gives the same bytes: SOURCE_DATE_EPOCH is the time, and the serial number is made of the lock.
"""

import os
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
VENDORED = Path("app/pages/static/vendor")
OURS = "trd-cds (pyproject.toml)"
ENTRY = re.compile(
    r"(?m)^(?P<name>[a-z0-9-]+)(?:\[[^]]*\])?==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+))?"
    r"(?P<rest>(?:.*\n(?=[ ]))*.*)"
)
LONGEST_NAME = 60
"""A licence's name; what is longer is its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package as the lock has it."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


def read_lock(text: str) -> dict[str, Locked]:
    """Every package that the lock installs, but for what only building needs."""
    found = {entry["name"]: _locked(entry) for entry in ENTRY.finditer(text)}
    running: set[str] = set()
    while more := {
        name
        for name, one in found.items()
        if name not in running and (OURS in one.needed_by or running & set(one.needed_by))
    }:
        running |= more
    return {name: one for name, one in found.items() if name in running}


def _locked(entry: re.Match[str]) -> Locked:
    _, _, via = entry["rest"].partition("# via")
    return Locked(
        name=entry["name"],
        version=entry["version"],
        marker=entry["marker"] and entry["marker"].strip(),
        hashes=tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry["rest"])),
        needed_by=tuple(line.strip(" #") for line in via.splitlines() if line.strip(" #")),
    )


def licence_of(one: Locked) -> str | None:
    """The licence that the installed package states; `None`: not installed here, or it states none."""
    try:
        told = metadata(one.name).json
    except PackageNotFoundError:
        return None
    if told["version"] != one.version:
        raise SystemExit(f"{one.name} {told['version']} is installed, and the lock has {one.version}: make setup")
    stated = str(told.get("license_expression") or told.get("license") or "")
    if stated and len(stated) <= LONGEST_NAME:
        return stated
    classified = [line.rpartition(" :: ")[2] for line in told.get("classifier", ()) if line.startswith("License ::")]
    return " AND ".join(classified) or None


def components(lock: Mapping[str, Locked], optional: Iterable[str]) -> dict[str, Component]:
    """Each locked package; one that only an extra brings is optional."""
    return {
        name: Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=one.version,
            bom_ref=f"{name}=={one.version}",
            purl=PackageURL(type="pypi", name=name, version=one.version),
            scope=ComponentScope.OPTIONAL if name in optional else ComponentScope.REQUIRED,
            licenses=_licences(licence_of(one)),
            external_references=[
                ExternalReference(
                    type=ExternalReferenceType.DISTRIBUTION,
                    url=XsUri(f"https://pypi.org/project/{name}/{one.version}/"),
                    hashes=[HashType(alg=HashAlgorithm.SHA_256, content=told) for told in one.hashes],
                )
            ],
            properties=[Property(name="trd-cds:marker", value=one.marker)] if one.marker else (),
        )
        for name, one in lock.items()
    }


def _licences(stated: str | None) -> tuple[Any, ...]:
    if stated is None:
        return ()
    return (LicenseFactory().make_from_string(stated, license_acknowledgement=LicenseAcknowledgement.DECLARED),)


def vendored() -> Iterator[Component]:
    """The libraries that lie in the packages as files (scripts/vendor.sh)."""
    hashes = {
        name: told
        for told, name in (line.split() for line in (ROOT / VENDORED / "SHA256SUMS").read_text().splitlines())
    }
    for path in sorted((ROOT / VENDORED).glob("*.min.js")):
        name, _, version = path.name.removesuffix(".min.js").rpartition("-")
        group, package = ("@observablehq", name) if name == "plot" else (None, name)
        yield Component(
            type=ComponentType.LIBRARY,
            name=package,
            group=group,
            version=version,
            bom_ref=f"{VENDORED.as_posix()}/{path.name}",
            purl=PackageURL(type="npm", namespace=group, name=package, version=version),
            licenses=_licences("ISC"),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hashes[path.name])],
        )


def bill(*, made: datetime) -> Bom:
    """The whole bill of this tree."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {re.split(r"[<>=\[]", one)[0] for those in project["optional-dependencies"].values() for one in those}
    direct = {re.split(r"[<>=\[]", one)[0].replace(".", "-") for one in project["dependencies"]}
    lock = read_lock(text)
    locked = components(lock, extras - direct)
    root = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        bom_ref=project["name"],
        description=project["description"],
        purl=PackageURL(type="pypi", name=project["name"], version=project["version"]),
        licenses=_licences(project["license"]),
    )
    beside = list(vendored())
    told = Bom(components=[*locked.values(), *beside], serial_number=uuid.uuid5(uuid.NAMESPACE_URL, text))
    told.metadata.component, told.metadata.timestamp = root, made
    told.metadata.supplier = OrganizationalEntity(name=project["authors"][0]["name"])
    told.register_dependency(root, [*(locked[name] for name, one in lock.items() if OURS in one.needed_by), *beside])
    for name, component in locked.items():
        told.register_dependency(component, [locked[needed] for needed, one in lock.items() if name in one.needed_by])
    return told


def written(told: Bom) -> str:
    """The bill as JSON, checked against CycloneDX's schema."""
    text: str = JsonV1Dot6(told).output_as_string(indent=2)
    if faults := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"The bill of materials is not CycloneDX: {faults}")
    return text + "\n"


if __name__ == "__main__":
    sys.stdout.write(written(bill(made=datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC))))
