"""The table of first orders: every product is in the code tables, is one of its agent, and was looked up (§5.1)."""

import pytest

from fhir_mappings.writing.drafts import NEVER_DRAFTED
from fhir_mappings.writing.products_ordered import ATC, ORDERED, SAME_ORDER
from trd.codes import Code, CodeSystem
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


@pytest.mark.parametrize("agent", sorted(ORDERED))
def test_every_product_is_one_of_its_agent_in_one_form(agent: str, knowledge: Knowledge) -> None:
    ordered = ORDERED[agent]
    told = knowledge.agents[agent]
    forms = set()
    for rxcui in ordered.rxcuis:
        code = knowledge.codes.drugs[Code(CodeSystem.RXNORM, rxcui)]
        assert set(code.ingredients) == set(told.ingredients)
        assert code.tty == "SCD"
        forms.add((code.dose_form, code.quantity_factor))
    assert len(forms) == (1 if ordered.rxcuis else 0)
    if ordered.rxcuis:
        assert ordered.form in forms.pop()[0].lower()


def test_what_is_never_drafted_has_no_row() -> None:
    assert not NEVER_DRAFTED & ORDERED.keys()


def test_an_agent_has_a_product_or_an_atc_code() -> None:
    for agent, ordered in ORDERED.items():
        assert bool(ordered.rxcuis) is not bool(ordered.atc), agent
    assert {ordered.atc.system for ordered in ORDERED.values() if ordered.atc} == {ATC}


def test_a_second_step_in_the_same_order_follows_a_first_that_says_how_long_it_lasts() -> None:
    assert all(ORDERED[agent].step_days for agent in SAME_ORDER)
