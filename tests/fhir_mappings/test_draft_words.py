"""What a draft says beside drug and dose."""

import pytest

from tests.fhir_mappings.drafted import Resource, bundle, draft, only
from tests.fhir_mappings.drug_orders import dosage, mg, repeat


@pytest.mark.parametrize(
    ("dosages", "tapers"),
    [
        pytest.param(
            [{"text": "100 mg daily for 7 days, then 50 mg daily for 7 days, then stop"}], True, id="to nothing"
        ),
        pytest.param([{"text": "50 mg daily for 7 days, then 100 mg daily"}], False, id="upwards"),
        pytest.param([{"text": "100 mg daily for 7 days, then 50 mg daily"}], False, id="to a lower dose that goes on"),
        pytest.param([{"text": "taper as directed"}], True, id="in words"),
    ],
)
def test_steps_down_to_an_end_are_a_taper(dosages: list[Resource], tapers: bool) -> None:
    assert only(draft(dosageInstruction=dosages)).tapers is tapers


def test_what_the_words_of_a_draft_say() -> None:
    plain = only(draft())
    assert not plain.combines
    assert not plain.supervised
    assert not plain.specialist
    assert only(draft(reasonCode=[{"text": "Augmentation of venlafaxine"}])).combines
    assert only(draft(reason=[{"concept": {"text": "combination treatment"}}])).combines
    assert only(draft(note=[{"text": "added to venlafaxine on purpose"}])).combines
    assert only(draft(note=[{"text": "Weekly dispensing, blister pack"}])).supervised
    assert only(draft(dosage(mg(50), repeat(), patientInstruction="Taken supervised at the clinic"))).supervised
    assert only(draft(requester={"display": "Dr Who, Psychiatry"})).specialist
    assert not only(draft(requester={"reference": "Practitioner/1", "display": "Dr Who"})).specialist


def test_the_role_of_who_asks_is_found_beside_or_inside_the_draft() -> None:
    role = {"resourceType": "PractitionerRole", "id": "r1", "specialty": [{"text": "Child psychiatry"}]}
    asked = draft(requester={"reference": "PractitionerRole/r1"})
    assert only(bundle(asked, role)).specialist
    assert not only(bundle(asked)).specialist
    assert only(draft(requester={"reference": "#r1"}, contained=[role])).specialist


def test_words_are_looked_for_in_elements_of_any_depth_and_addresses_are_no_words() -> None:
    deep: Resource = {"text": "augmentation"}
    for _ in range(12):
        deep = {"x": deep}
    assert not only(draft(note=[deep])).combines
    assert not only(draft(note=[{"extension": [{"url": "urn:combination"}], "text": "as agreed"}])).combines
    assert only(draft(note="added to venlafaxine")).combines
    assert not only(draft(replaces=["MedicationRequest/8"])).replaces
    assert not only(draft(extension=["odd"])).stops
