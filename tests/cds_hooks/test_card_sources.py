"""Where a card comes from, by topic and country; links without a patient; one set of override reasons (§7.4, §7.5)."""

import pytest

from cds_hooks import card_sources
from cds_hooks.card_sources import Governing
from cds_hooks.responses import Coding
from tests.cds_hooks.patient_a import assessment, configuration
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from tests.cds_hooks.wording.test_safety import danger, row
from tests.cds_hooks.wording.test_suicide_risk import code, finding
from trd.options import Option, RunningDanger
from trd.safety import RowResult
from trd.suicide_risk import SuicideRisk
from trd.terms import RiskLevel, Topic, Verdict

CANMAT = "https://doi.org/10.1177/07067437241245384"


@pytest.mark.parametrize(
    ("topic", "kind", "country", "label", "url"),
    [
        (Topic.AUGMENTATION, None, "US", "CANMAT 2023 depression guideline", CANMAT),
        (Topic.ECT_REFERRAL, "ect", "CA", "CANMAT 2023 depression guideline", CANMAT),
        (Topic.AUGMENTATION, None, "GB", "NICE NG222", "https://www.nice.org.uk/guidance/ng222"),
        (Topic.DIAGNOSTIC_REVIEW, None, "GB", "NICE NG222", "https://www.nice.org.uk/guidance/ng222"),
        (
            Topic.KETAMINE_REFERRAL,
            "esketamine",
            "US",
            "Esketamine label",
            "https://dailymed.nlm.nih.gov/dailymed/search.cfm?query=spravato",
        ),
        (
            Topic.KETAMINE_REFERRAL,
            "esketamine",
            "de",
            "Esketamine label",
            "https://www.ema.europa.eu/en/medicines/human/EPAR/spravato",
        ),
        (Topic.KETAMINE_REFERRAL, "esketamine", "GB", "NICE TA854", "https://www.nice.org.uk/guidance/ta854"),
        (Topic.KETAMINE_REFERRAL, "esketamine", "AU", "CANMAT 2023 depression guideline", CANMAT),
        (Topic.KETAMINE_REFERRAL, "iv-ketamine", "US", "CANMAT 2023 depression guideline", CANMAT),
    ],
)
def test_the_source_is_that_of_topic_and_country(topic: Topic, kind: str, country: str, label: str, url: str) -> None:
    found = card_sources.option_source(Option(topic=topic, kind=kind), configuration(country=country))
    assert (found.label, found.url) == (label, url)


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (finding(), "PHQ-9"),
        (finding("screen", "c-ssrs", None, None), "Columbia screen"),
        (code("attempt", 3, RiskLevel.HIGH), "Health record"),
        (finding(instrument="madrs"), "Health record"),
    ],
)
def test_the_source_of_a_risk_is_what_set_its_level(found: object, label: str) -> None:
    risk = SuicideRisk(level=RiskLevel.HIGH, findings=(found,))  # type: ignore[arg-type]
    source = card_sources.suicide_risk_source(assessment(suicide_risk=risk), configuration(base_url="https://cds.test"))
    assert source.label == label
    if label == "Health record":
        assert source.url == "https://cds.test/knowledge"


def test_a_risk_without_a_finding_comes_from_the_record() -> None:
    risk = SuicideRisk(level=RiskLevel.HIGH)
    source = card_sources.suicide_risk_source(assessment(suicide_risk=risk), configuration())
    assert (source.label, source.url) == ("Health record", None)


def test_the_source_of_a_danger_is_that_of_its_row() -> None:
    found = card_sources.danger_source(danger("S020", "x"), KNOWLEDGE, configuration())
    assert (found.label, found.url) == ("A guideline", CANMAT)


def test_a_row_whose_source_is_not_published_is_told_as_our_own() -> None:
    unknown = RunningDanger(result=RowResult(row=row("S020", "NOBODY"), verdict=Verdict.HIT), message="x")
    found = card_sources.danger_source(unknown, KNOWLEDGE, configuration(base_url="https://cds.test"))
    assert (found.label, found.url) == ("Safety knowledge of this service", "https://cds.test/knowledge")


def test_the_topic_is_a_coding_or_for_some_clients_a_bare_code() -> None:
    governing = Governing(label="A guideline")
    source = card_sources.write_source(governing, Topic.ECT_REFERRAL, configuration())
    assert source.topic == Coding(
        code="ectReferral",
        system="https://trd-cds.org/fhir/CodeSystem/card-topic",
        display="Electroconvulsive therapy",
    )
    bare = card_sources.write_source(governing, Topic.ECT_REFERRAL, configuration(topic_as_string=True))
    assert bare.topic == "ectReferral"
    assert source.icon is None


def test_every_topic_has_an_alphanumeric_code_and_a_meaning_in_words() -> None:
    for topic in Topic:
        source = card_sources.write_source(Governing(label="x"), topic, configuration())
        assert isinstance(source.topic, Coding)
        assert source.topic.code.isalnum()
        assert source.topic.display


def test_links_are_at_most_two_and_carry_no_patient() -> None:
    governing = Governing(label="CANMAT 2023 depression guideline", url=CANMAT, id="CANMAT-2023")
    both = card_sources.write_links(governing, configuration(base_url="https://cds.test", smart_link=True))
    assert [(link.label, link.url, link.type) for link in both] == [
        ("Treatment timeline", "https://cds.test/smart/launch", "smart"),
        ("Why: CANMAT 2023 depression guideline", "https://cds.test/knowledge#CANMAT-2023", "absolute"),
    ]
    assert [link.app_context for link in both] == ["definition=default", None], "it judges as the card did"
    assert all(link.autolaunchable is None for link in both)


def test_a_client_without_a_smart_entry_gets_no_timeline_and_without_an_address_no_link_is_made() -> None:
    governing = Governing(label="CANMAT", url=CANMAT, id="CANMAT-2023")
    (why,) = card_sources.write_links(governing, configuration(base_url="https://cds.test"))
    assert why.type == "absolute"
    (plain,) = card_sources.write_links(governing, configuration(smart_link=True))
    assert plain.url == CANMAT
    assert card_sources.write_links(Governing(label="x"), configuration()) == ()


def test_override_reasons_are_the_published_eight_in_their_order_each_with_words() -> None:
    assert [reason.code for reason in card_sources.OVERRIDE_REASONS] == [
        "patient-declined",
        "already-tried",
        "not-indicated",
        "clinically-inappropriate",
        "will-monitor",
        "not-available",
        "incorrect-data",
        "other",
    ]
    assert all(reason.display for reason in card_sources.OVERRIDE_REASONS)
    assert {reason.system for reason in card_sources.OVERRIDE_REASONS} == {
        "https://trd-cds.org/fhir/CodeSystem/override-reason"
    }
