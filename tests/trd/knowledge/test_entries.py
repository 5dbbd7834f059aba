"""What is signed: every figure belongs to an entry, and its digest tells one figure from another."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from trd.knowledge.entries import KINDS, NOT_SIGNED, digest_of, entries, find_entry, short
from trd.knowledge.loading import load
from trd.knowledge.types import Knowledge, Threshold

KNOWLEDGE = load()
ENTRIES = entries(KNOWLEDGE)
SERTRALINE = KNOWLEDGE.agents["sertraline"]
assert SERTRALINE.minimum is not None


class Asked(Knowledge):
    """Remembers which members were asked for."""

    def __getattribute__(self, name: str) -> object:
        if name in NAMES:
            ASKED.add(name)
        return super().__getattribute__(name)


NAMES = {field.name for field in fields(Knowledge)}
ASKED: set[str] = set()


def test_every_member_of_the_knowledge_is_signed_or_named_as_one_that_is_not() -> None:
    whole = Asked(**{field.name: getattr(KNOWLEDGE, field.name) for field in fields(KNOWLEDGE)})
    ASKED.clear()
    for value in entries(whole).values():
        digest_of(value)
    assert ASKED.isdisjoint(NOT_SIGNED)
    assert ASKED | NOT_SIGNED == NAMES


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_entries(kind: str) -> None:
    assert any(name.startswith(f"{kind} ") for name in ENTRIES)


def test_a_drug_is_signed_with_its_genotypes_and_the_products_of_its_orders() -> None:
    changed = replace(KNOWLEDGE, orders={**KNOWLEDGE.orders, "sertraline": KNOWLEDGE.orders["citalopram"]})
    assert digest_of(entries(changed)["agent sertraline"]) != digest_of(ENTRIES["agent sertraline"])
    assert digest_of(entries(changed)["agent citalopram"]) == digest_of(ENTRIES["agent citalopram"])


@pytest.mark.parametrize(
    ("minimum", "same"),
    [
        pytest.param(replace(SERTRALINE.minimum, value=Decimal(75)), False, id="another dose"),
        pytest.param(replace(SERTRALINE.minimum, unit="mg/session"), False, id="another unit"),
        pytest.param(replace(SERTRALINE.minimum, where="table 2"), False, id="another place"),
        pytest.param(replace(SERTRALINE.minimum, source=KNOWLEDGE.sources["SMPC"]), False, id="another source"),
        pytest.param(None, False, id="none"),
        pytest.param(replace(SERTRALINE.minimum, value=Decimal("50.0")), True, id="the same dose written otherwise"),
        pytest.param(replace(SERTRALINE.minimum, mark="M"), True, id="another mark"),
        pytest.param(
            replace(SERTRALINE.minimum, source=replace(SERTRALINE.minimum.source, citation="The same, in full")),
            True,
            id="a citation in other words",
        ),
    ],
)
def test_the_digest_is_of_figures_sources_and_places(minimum: Threshold | None, same: bool) -> None:
    changed = replace(KNOWLEDGE, agents={**KNOWLEDGE.agents, "sertraline": replace(SERTRALINE, minimum=minimum)})
    assert (digest_of(entries(changed)["agent sertraline"]) == digest_of(ENTRIES["agent sertraline"])) is same


def test_the_digest_does_not_hang_on_the_order_of_what_has_none() -> None:
    assert digest_of({"agents": frozenset({"a", "b"}), "x": 1}) == digest_of({"x": 1, "agents": frozenset({"b", "a"})})


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_what_is_empty_counts_as_not_there(empty: object) -> None:
    assert digest_of({"dose": 50, "new": empty}) == digest_of({"dose": 50})


@pytest.mark.parametrize("told", [0, False])
def test_zero_and_no_are_not_empty(told: object) -> None:
    assert digest_of({"dose": 50, "new": told}) != digest_of({"dose": 50})


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("agent sertraline", ("agent sertraline",)),
        ("Sertraline", ("agent sertraline",)),
        ("S001", ("safety S001",)),
        ("psychotherapy", ("strategy psychotherapy",)),
        ("nothing of ours", ()),
    ],
)
def test_an_entry_is_found_by_its_name_or_its_id(asked: str, meant: tuple[str, ...]) -> None:
    assert find_entry(KNOWLEDGE, asked) == meant


def test_an_id_of_two_kinds_finds_both() -> None:
    twice = replace(KNOWLEDGE, figures={**KNOWLEDGE.figures, "sertraline": KNOWLEDGE.figures["ect-sessions"]})
    assert find_entry(twice, "sertraline") == ("agent sertraline", "figure sertraline")


def test_a_digest_is_shown_by_its_beginning() -> None:
    assert short("sha256:0123456789abcdef") == "0123456789ab"
