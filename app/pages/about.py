"""/about: what the service is for and what not, answered for those who have to defend its use; a page and JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import Any

from app.pages.attributes import (
    Use,
    about_words,
    uses_of_age,
    uses_of_assessments,
    uses_of_sex,
    uses_of_social_needs,
)
from app.pages.frame import framed
from app.pages.representation import Representation
from app.remembering import code_hash
from app.security.headers import file_headers, page_headers
from app.shell import Shell
from app.versions import package_version
from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.messages import json_bytes
from trd.knowledge.types import Knowledge

STANDARDS: Mapping[str, str] = {
    "CDS Hooks": "2.0.1",
    "FHIR": "R4; STU3, R4B and R5 are read, and written to clients that use them",
    "SMART App Launch": "2.2",
    "JSON Schema": "2020-12, under /schemas/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One source attribute of HTI-1 and its answer."""

    number: int
    name: str
    answer: str
    uses: tuple[Use, ...] = ()


class AboutPage:
    """Both forms, each made when it is first asked for; they hold for one shell."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @cached_property
    def html(self) -> Representation:
        """For people, complete without a script."""
        page = framed(self._shell, "about.html", told=self.told, attributes=source_attributes(self._shell.knowledge))
        return Representation.of(page.encode(), "text/html", page_headers(self._shell.clients.frame_ancestors))

    @cached_property
    def json(self) -> Representation:
        """For programs."""
        return Representation.of(json_bytes(self.told), "application/json", file_headers())

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything the page says, as plain values."""
        words, knowledge = about_words(), self._shell.knowledge
        return {
            "name": "trd-cds",
            "version": package_version(),
            "code": code_hash(),
            "knowledge": {"version": knowledge.version, "hash": knowledge.hash, "draft": knowledge.draft},
            "standards": dict(STANDARDS),
            "intended": words["intended"],
            "notFor": words["not_for"]["list"],
            "data": {**words["data"], "types": list(types_read())},
            "fda": words["fda"],
            "legal": words["legal"],
            "sourceAttributes": [
                {**asdict(attribute), "uses": [use.words for use in attribute.uses]}
                for attribute in source_attributes(knowledge)
            ],
            "accessibility": words["accessibility"],
            "contact": words["contact"]["words"],
        }


@cache
def types_read() -> tuple[str, ...]:
    """The FHIR types that the services ask for."""
    asked = (template for service in ALL_SERVICES.values() for template in service.prefetch.values())
    return tuple(dict.fromkeys(template.partition("?")[0].partition("/")[0] for template in asked))


def source_attributes(knowledge: Knowledge) -> tuple[Attribute, ...]:
    """The thirteen attributes of an evidence-based intervention, in the order of the rule."""
    words = about_words()["attributes"]
    unused, state = words["not_used"], "a draft that no clinician has signed" if knowledge.draft else "signed"
    dates = (
        f"Software {package_version()}; clinical knowledge {knowledge.version} (year and month), {state}. The year of "
        "a publication stands in its citation where it is known; the day on which an entry was signed stands with it."
    )
    answers: Iterable[tuple[str, str, tuple[Use, ...]]] = (
        ("Bibliographic citation of the intervention", words["citation"], ()),
        ("Developer of the intervention", words["developer"], ()),
        ("Funding source of the technical implementation", words["funding"], ()),
        ("Release and revision dates of the intervention or its sources", dates, ()),
        ("Use of race", unused, ()),
        ("Use of ethnicity", unused, ()),
        ("Use of language", unused, ()),
        ("Use of sexual orientation", unused, ()),
        ("Use of gender identity", unused, ()),
        ("Use of sex", words["sex"], uses_of_sex(knowledge)),
        ("Use of date of birth", words["birth"], uses_of_age(knowledge)),
        ("Use of social determinants of health data", words["social"], uses_of_social_needs(knowledge)),
        ("Use of health status assessment data", words["status"], uses_of_assessments(knowledge)),
    )
    return tuple(
        Attribute(number=number, name=name, answer=answer, uses=uses)
        for number, (name, answer, uses) in enumerate(answers, start=1)
    )
