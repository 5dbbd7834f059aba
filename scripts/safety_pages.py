"""What the pages for a safety board take from /about, so that it is written once."""

from app.pages.about import source_attributes, types_read
from app.pages.attributes import about_words
from trd.knowledge.loading import load


def intended_block() -> str:
    """What it is for, for whom, and what it must not be used for."""
    words = about_words()
    told = (
        ("For", words["intended"]["use"]),
        ("Users", words["intended"]["users"]),
        ("Patients", words["intended"]["patients"]),
        ("Where", words["intended"]["where"]),
        ("Role", words["intended"]["role"]),
    )
    lines = [f"- **{name}**: {answer}" for name, answer in told]
    return "\n".join([*lines, "", "**Not for**:", "", *_listed(words["not_for"]["list"])]) + "\n"


def criteria_block() -> str:
    """The four criteria of FDA for decision support that is no device."""
    lines = ["| | criterion | answer | shown by |", "| --- | --- | --- | --- |"]
    for number, one in enumerate(about_words()["fda"], start=1):
        shown = " ".join(f"`{test}`" for test in one["shown_by"])
        lines.append(f"| {number} | {one['criterion']} | {one['answer']} | {shown} |")
    return "\n".join(lines) + "\n"


def attributes_block() -> str:
    """The thirteen source attributes; the rules that use them are counted here and listed on /about."""
    lines = ["| | attribute | answer | rules that use it |", "| --- | --- | --- | --- |"]
    for attribute in source_attributes(load()):
        uses = str(len(attribute.uses)) if attribute.uses else ""
        lines.append(f"| {attribute.number} | {attribute.name} | {attribute.answer} | {uses} |")
    return "\n".join(lines) + "\n"


def types_block() -> str:
    """The FHIR types that are asked for."""
    return " ".join(f"`{name}`" for name in types_read()) + "\n"


def accessibility_block() -> str:
    """What was tried on the pages, and what was not."""
    words = about_words()["accessibility"]
    tried, untried = _listed(words["tried"]), _listed(words["not_tried"])
    return "\n".join([words["goal"], "", "**Tried**:", "", *tried, "", "**Not tried**:", "", *untried]) + "\n"


def _listed(sentences: list[str]) -> list[str]:
    return [f"- {sentence}" for sentence in sentences]
