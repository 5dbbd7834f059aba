"""Transcranial magnetic stimulation: what is always asked (§2.7)."""

from tests.told import offer, option, situation_of
from trd.strategies import tms
from trd.terms import Topic


def test_a_referral_for_tms_always_asks_about_metal_and_seizures() -> None:
    found = option(Topic.TMS_REFERRAL, history="H1")
    assert found.unknowns[:2] == ("metal or implant in the head", "seizure")
    assert len([reference for reference in found.supporting if reference.startswith("MedicationStatement/")]) == 2


def test_an_implant_sets_tms_aside() -> None:
    implant = [{"concept": "cochlear-implant"}]
    proposal = tms.propose(situation_of(history="H1", conditions=implant), offer(Topic.TMS_REFERRAL))
    assert [(entry.kind, entry.row) for entry in proposal.set_aside] == [("tms", "S405")]
