"""Unknown is not empty: what an EHR sent under a key, and whether that is an answer."""

from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fetching.searches import KINDS
from app.fetching.states import SMALL, State, names_in, sent_in, state_of
from tests.app.fetching.conftest import bundle, condition, outcome, raw

MORE = "https://ehr.example.org/fhir/R4/Condition?page=2"


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, State.NULL),
        ({}, State.HOLLOW),
        (bundle(), State.EMPTY),
        (bundle(total=0), State.EMPTY),
        (bundle(outcome("warning")), State.VALUE),
        (bundle(outcome("error")), State.OUTCOME),
        (outcome("error"), State.OUTCOME),
        (outcome("warning"), State.VALUE),
        ({"resourceType": "OperationOutcome"}, State.OUTCOME),
        (bundle(condition("1"), outcome("error")), State.VALUE),
        (bundle(condition("1"), following=MORE), State.BEGUN),
        (bundle(condition("1")), State.VALUE),
        (condition("1"), State.VALUE),
        ([condition("1")], State.VALUE),
        ("text", State.VALUE),
        ({"resourceType": "Bundle", "entry": "wrong"}, State.EMPTY),
    ],
)
def test_state(value: Any, state: State) -> None:
    assert state_of(raw(value)) is state


def test_an_absent_key_is_absent() -> None:
    assert state_of(None) is State.ABSENT


@pytest.mark.parametrize(("following", "state"), [(MORE, State.BEGUN), (None, State.VALUE)])
def test_a_large_bundle_is_judged_by_its_links_alone(following: str | None, state: State) -> None:
    large = bundle(*[condition(str(number)) for number in range(200)], following=following)
    assert len(orjson.dumps(large)) > SMALL
    assert state_of(raw(large)) is state


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["resourceType", "entry", "link", "issue", "resource", "x"]), inner)
    ),
    max_leaves=12,
)


@given(value=JSON)
def test_any_value_has_a_state_and_only_null_is_null(value: Any) -> None:
    assert (state_of(raw(value)) is State.NULL) is (value is None)


@given(data=st.binary(max_size=40))
def test_bytes_that_are_no_json_are_left_to_the_reader(data: bytes) -> None:
    assert isinstance(state_of(msgspec.Raw(data)), State)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Condition", "conditions"),
        ("problems", "conditions"),
        ("MedicationOrder", "medicationRequests"),
        ("medication-requests", "medicationRequests"),
        ("Allergy", "allergies"),
        ("anything at all", "conditions"),
    ],
)
def test_analysts_name_keys_as_they_like(name: str, key: str) -> None:
    assert names_in({name: raw(bundle(condition("1")))})[key] == name


def test_nothing_sent_is_everything_absent() -> None:
    assert {one.state for one in sent_in({}).values()} == {State.ABSENT}
    assert sent_in({}).keys() == KINDS.keys()
