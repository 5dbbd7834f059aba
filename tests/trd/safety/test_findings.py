"""Hit, clear and unknown, and how they combine: an unknown is never passed, a hit never lost (R-Z1)."""

import pytest

from trd.safety.findings import CLEAR, Finding, all_of, any_of, exactly, hit, unknown
from trd.terms import FactList, Verdict

H, C, U = Verdict.HIT, Verdict.CLEAR, Verdict.UNKNOWN


def of(*verdicts: Verdict) -> list[Finding]:
    return [Finding(verdict=verdict) for verdict in verdicts]


@pytest.mark.parametrize(
    ("parts", "together", "either"),
    [
        ((H,), H, H),
        ((C,), C, C),
        ((U,), U, U),
        ((H, H), H, H),
        ((H, C), C, H),
        ((H, U), U, H),
        ((C, U), C, U),
        ((C, C), C, C),
        ((U, U), U, U),
        ((H, C, U), C, H),
    ],
)
def test_all_need_every_part_and_any_needs_one(parts: tuple[Verdict, ...], together: Verdict, either: Verdict) -> None:
    for order in (parts, parts[::-1]):
        assert all_of(of(*order)).verdict is together
        assert any_of(of(*order)).verdict is either


def test_nothing_to_look_for_is_clear() -> None:
    assert any_of([]) == CLEAR


def test_a_hit_of_several_parts_has_all_their_records_each_once_and_the_first_value() -> None:
    parts = [hit("A/1"), hit("A/2", "A/1", value="eGFR 20"), hit("A/3", value="age 70")]
    for joined in (all_of(parts), any_of(parts)):
        assert (joined.evidence, joined.value) == (("A/1", "A/2", "A/3"), "eGFR 20")
    assert any_of([*parts, unknown("sodium"), CLEAR]).evidence == ("A/1", "A/2", "A/3")


def test_one_unconfirmed_part_makes_all_unconfirmed_and_of_alternatives_a_sure_one_is_enough() -> None:
    sure, doubted = hit("A/1"), hit("A/2", unconfirmed=True)
    assert all_of([sure, doubted]).unconfirmed
    assert not any_of([sure, doubted]).unconfirmed
    assert any_of([doubted, doubted]).unconfirmed
    assert not all_of([sure, sure]).unconfirmed


def test_a_drug_that_may_be_taken_is_asked_first_and_a_list_that_never_came_last() -> None:
    never, value, drug = (
        unknown("conditions", not_sent=FactList.CONDITIONS),
        unknown("kidney function"),
        unknown("may still be taking lithium", possible_drug=True),
    )
    for combine in (all_of, any_of):
        assert combine([never, value, drug]) == drug
        assert combine([never, value]) == value
        assert combine([value, unknown("sodium")]) == value, "else the first"
        assert combine([never]) == never
        assert combine([unknown(), value]) == value, "one with words before one without"


def test_a_fact_that_the_record_decides_has_its_record_only_when_it_is_so() -> None:
    assert exactly(True, "Patient/1") == hit("Patient/1")
    assert exactly(False, "Patient/1") == CLEAR
