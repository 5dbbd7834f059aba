"""Where a card comes from: its guideline or label, its topic, its links, and the one set of override reasons (§7.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cds_hooks.configuration import Configuration
from cds_hooks.responses import Coding, Link, Source
from cds_hooks.wording.catalogue import ENGLISH, WORDS, catalogue, shortened
from trd.assessment import Assessment
from trd.knowledge.types import Knowledge
from trd.options import Option, OrderFinding, RunningDanger
from trd.terms import Topic

TOPIC_SYSTEM = "https://trd-cds.org/fhir/CodeSystem/card-topic"
OVERRIDE_SYSTEM = "https://trd-cds.org/fhir/CodeSystem/override-reason"

EU_STATES = frozenset({"EU", "IE", "DE", "FR"})
LONGEST_LABEL = 80


@cache
def override_reasons(language: str) -> tuple[Coding, ...]:
    """One set on every card, in the order of §7.5."""
    words = catalogue(language).table("override_reasons")
    return tuple(Coding(code=code, system=OVERRIDE_SYSTEM, display=display) for code, display in words.items())


OVERRIDE_REASONS = override_reasons(ENGLISH)
"""The codes and their English words, as they are published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """The publication that governs a card."""

    label: str
    url: str | None = None
    id: str = ""
    """Its anchor on the knowledge page; empty: none."""


def option_source(option: Option, configuration: Configuration) -> Governing:
    """The guideline of the country; of esketamine its label (§7.4)."""
    country = configuration.choices.country.upper()
    if option.topic is Topic.KETAMINE_REFERRAL and option.kind != "iv-ketamine":
        region = "EU" if country in EU_STATES else country
        if found := WORDS.table(f"sources.esketamine_{region}"):
            return _governing(found)
    return guideline(configuration)


def guideline(configuration: Configuration) -> Governing:
    """CANMAT, in Great Britain NICE."""
    country = configuration.choices.country.upper()
    return _governing(WORDS.table(f"sources.guideline_{country}") or WORDS.table("sources.guideline"))


def suicide_risk_source(assessment: Assessment, configuration: Configuration) -> Governing:
    """What set the level: the questionnaire, the screen, or the record's own codes."""
    findings = assessment.suicide_risk.findings
    found = WORDS.table(f"sources.{findings[0].instrument}") if findings and findings[0].instrument else None
    return _with_page(_governing(found or WORDS.table("sources.record")), configuration)


def danger_source(danger: RunningDanger, knowledge: Knowledge, configuration: Configuration) -> Governing:
    """The label or interaction source of the row."""
    return _row_source(danger.result.row.source, knowledge, configuration)


def finding_source(finding: OrderFinding, knowledge: Knowledge, configuration: Configuration) -> Governing:
    """The label or interaction source of the row; of a check without one the guideline (§7.4)."""
    row = next((row for row in knowledge.safety if row.id == finding.row), None)
    return guideline(configuration) if row is None else _row_source(row.source, knowledge, configuration)


def _row_source(named: str, knowledge: Knowledge, configuration: Configuration) -> Governing:
    for name in named.replace(",", ";").split(";"):
        source = knowledge.sources.get(name.strip()) or knowledge.sources.get(name.strip().lower())
        if source is not None:
            label = shortened(source.citation.rstrip("."), LONGEST_LABEL)
            return _with_page(Governing(label=label, url=source.url, id=source.id), configuration)
    return _with_page(_governing(WORDS.table("sources.safety")), configuration)


def _governing(entry: Mapping[str, str]) -> Governing:
    return Governing(label=entry["label"], url=entry.get("url"), id=entry.get("id", ""))


def _with_page(governing: Governing, configuration: Configuration) -> Governing:
    """What has no address of its own is told on the knowledge page."""
    if governing.url or not configuration.base_url:
        return governing
    return Governing(label=governing.label, url=f"{configuration.base_url}/knowledge", id=governing.id)


def write_source(governing: Governing, topic: Topic, configuration: Configuration) -> Source:
    """The card's `source`; the topic as a Coding, or as a bare code for clients that choke on one."""
    coding = Coding(code=topic.value, system=TOPIC_SYSTEM, display=WORDS.word("topics", topic.value))
    return Source(
        label=governing.label, url=governing.url, topic=topic.value if configuration.topic_as_string else coding
    )


def app_context(configuration: Configuration) -> str:
    """By which definition the card judged, so that the timeline that it opens judges by the same; nothing else."""
    return f"definition={configuration.choices.definition}"


def write_links(governing: Governing, configuration: Configuration) -> tuple[Link, ...]:
    """The timeline where it can be opened, and the reason where it is told; no link carries a patient (§7.4)."""
    links = []
    if configuration.smart_link and configuration.base_url:
        launch = f"{configuration.base_url}/smart/launch"
        label = WORDS.word("links", "timeline") or ""
        links.append(Link(label=label, url=launch, type="smart", app_context=app_context(configuration)))
    address = governing.url
    if configuration.base_url and governing.id:
        address = f"{configuration.base_url}/knowledge#{governing.id}"
    if address:
        label = WORDS.say("links.why", source=governing.label) or governing.label
        links.append(Link(label=label, url=address, type="absolute"))
    return tuple(links)
