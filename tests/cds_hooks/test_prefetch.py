"""Templates that every client can resolve (protocol.md §1.3, §2.3)."""

import re

import pytest

from cds_hooks.prefetch import PREFETCH, USAGE


@pytest.mark.parametrize("query", PREFETCH.values(), ids=list(PREFETCH))
def test_a_template_is_a_plain_read_or_search(query: str) -> None:
    assert re.findall(r"{{(.*?)}}", query) == ["context.patientId"]
    names = re.findall(r"[?&]([^=]+)=", query)
    assert len(names) == len(set(names)), "some clients merge a repeated parameter"
    assert not {"_include", "status", "date"} & set(names)


def test_the_keys_are_those_of_the_contract_and_every_one_is_optional() -> None:
    assert list(PREFETCH)[:3] == ["patient", "conditions", "medicationStatements"]
    assert len(PREFETCH) == 11
    assert USAGE.startswith("Every prefetch key is optional.")
