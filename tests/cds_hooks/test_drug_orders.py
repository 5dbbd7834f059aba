"""The draft of a drug: its note says what happens to the other drug and what to ask first (R-F9, R-F12)."""

import pytest

from cds_hooks.drafting import Recipient, subject_of
from cds_hooks.drug_orders import DrugOrder, draft_drug
from tests.cds_hooks.patient_a import assessment, augmentation, plan, sertraline, telling
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge
from trd.options import Option
from trd.terms import Topic


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def order(option: Option, knowledge: Knowledge, **changes: object) -> DrugOrder | None:
    told = telling(assessment(**changes), knowledge=knowledge)
    return draft_drug(option, told, subject_of(told, Recipient(patient_id="p1")), ())


def test_what_is_added_says_that_the_other_goes_on_and_what_to_ask_first(knowledge: Knowledge) -> None:
    found = order(augmentation(unknowns=("TSH", "a", "b", "c")), knowledge)
    assert found is not None
    assert found.draft.note == (
        "Added to venlafaxine XR 225 mg/day, which continues. Check first: TSH, a, b. Next dose step: 5 mg once daily "
        "(new prescription)."
    )


def test_a_switch_says_what_it_takes_the_place_of(knowledge: Knowledge) -> None:
    option = Option(
        topic=Topic.SWITCH, agent="mirtazapine", plan=plan("mirtazapine", start="15", base_agent="venlafaxine")
    )
    found = order(option, knowledge)
    assert found is not None
    assert found.draft.note.startswith("In place of venlafaxine XR, which is changed over as the card says.")


def test_where_nothing_runs_nothing_is_replaced(knowledge: Knowledge) -> None:
    option = Option(
        topic=Topic.SWITCH, agent="mirtazapine", plan=plan("mirtazapine", start="15", base_agent="sertraline")
    )
    found = order(option, knowledge, trials=(sertraline(),))
    assert found is not None
    assert found.description == (
        "Mirtazapine 15 mg oral tablet, 1 at night, 28 days, no repeats. "
        "Next step 30 mg at night after 7 days if needed."
    )


def test_an_order_for_a_drug_nobody_knows_is_not_made(knowledge: Knowledge) -> None:
    option = Option(topic=Topic.SWITCH, agent="nobody", plan=None)
    assert order(option, knowledge) is None


def test_waiting_is_no_dose_change(knowledge: Knowledge) -> None:
    told = plan("venlafaxine", current_dose="150", target="225")
    assert order(Option(topic=Topic.DOSE_OPTIMIZATION, case="wait", plan=told), knowledge) is None


def test_a_draft_holds_no_patient_beyond_the_id(knowledge: Knowledge) -> None:
    found = order(augmentation(), knowledge)
    assert found is not None
    assert found.draft.patient == "p1"
    assert found.draft.encounter is None
    assert found.label == "Add aripiprazole 2 mg each morning"


def test_a_dose_at_the_cap_and_a_dose_that_is_lowered_carry_no_step_up(knowledge: Knowledge) -> None:
    at_cap = plan("mirtazapine", start="15", base_agent="sertraline", titrates=False)
    lower = plan("sertraline", current_dose="100", target="50", titrates=False)
    for option in (
        Option(topic=Topic.SWITCH, agent="mirtazapine", plan=at_cap),
        Option(topic=Topic.DOSE_OPTIMIZATION, agent="sertraline", case="lower", plan=lower),
    ):
        found = order(option, knowledge)
        assert found is not None
        assert "ext step" not in found.description
        assert "ext dose step" not in (found.draft.note or "")
