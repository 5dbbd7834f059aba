"""What every draft shares: for whom, for which diagnosis, on which records it rests (R-F8)."""

from dataclasses import replace

from cds_hooks.drafting import Recipient, can_be_drafted, subject_of, suggestion, supporting
from fhir_mappings.writing.drafts import DraftReferral
from tests.cds_hooks.patient_a import assessment, augmentation, telling
from trd.diagnosis import Diagnosis
from trd.options import Option
from trd.terms import DiagnosisStatus, Topic

P1 = Recipient(patient_id="p1", encounter_id="e1")


def test_the_diagnosis_that_made_it_active_is_the_reason_and_none_is_invented() -> None:
    assert subject_of(telling(), P1) == {"patient": "p1", "encounter": "e1", "condition": "Condition/1"}
    bare = Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, evidence=("Observation/4",))
    assert subject_of(telling(assessment(diagnosis=bare)), P1)["condition"] is None


def test_a_draft_needs_a_patient_and_a_version_that_can_be_written() -> None:
    assert can_be_drafted(telling(), P1)
    assert not can_be_drafted(telling(fhir_version="DSTU2"), P1)
    assert not can_be_drafted(telling(), Recipient(patient_id=""))


def test_the_rules_own_evidence_wins_and_at_most_five_records_are_named() -> None:
    many = tuple(f"MedicationRequest/{number}" for number in range(9))
    assert supporting(augmentation(supporting=many), telling()) == many[:5]
    referral = Option(topic=Topic.ECT_REFERRAL, supporting=many)
    assert supporting(referral, telling()) == (*many[:4], "Observation/9")
    assert supporting(augmentation(), telling()) == (
        "MedicationStatement/venlafaxine",
        "MedicationStatement/sertraline",
    )


def test_label_and_description_stand_alone_within_their_limits() -> None:
    draft = DraftReferral(kind="ect", **subject_of(telling(), P1))
    made = suggestion("Refer " + "far " * 40, "Referral: " + "x, " * 200, draft, telling())
    assert len(made.label) <= 80
    assert len(made.actions[0].description or "") <= 200
    assert made.uuid is None
    american = replace(telling(country="US"))
    assert suggestion("behavioural", None, draft, american).label == "behavioral"
