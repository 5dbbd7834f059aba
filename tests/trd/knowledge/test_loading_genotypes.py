"""Dose limits by metaboliser phenotype are read strictly."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trd.knowledge.loading import KnowledgeError, load

FILE = "genotypes.toml"


def test_every_dose_cap_of_the_specification_is_there() -> None:
    found = {
        (agent, limit.gene, limit.phenotype): (
            str(limit.maximum.value),
            str(limit.older_maximum.value) if limit.older_maximum else None,
        )
        for agent, limits in load().genotypes.items()
        for limit in limits
        if not limit.start_low
    }
    assert found == {
        ("citalopram", "CYP2C19", "poor"): ("20", "10"),
        ("citalopram", "CYP2C19", "intermediate"): ("30", "15"),
        ("escitalopram", "CYP2C19", "poor"): ("10", "5"),
        ("escitalopram", "CYP2C19", "intermediate"): ("15", "7.5"),
        ("sertraline", "CYP2C19", "poor"): ("75", None),
        ("vortioxetine", "CYP2D6", "poor"): ("10", None),
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('agent = "citalopram"', 'agent = "citalopran"', "is no agent"),
        ('gene = "CYP2C19"', 'gene = "CYP2C9"', "a gene, a phenotype"),
        ('phenotype = "poor"', 'phenotype = "slow"', "a gene, a phenotype"),
        ('phenotype = "intermediate"', 'phenotype = "poor"', "stands twice"),
        ("older_max = { value = 10", "older_max = { value = 30", "above max"),
        ('value = 20, unit = "mg/d"', 'value = 20, unit = "ug/d"', "a dose in ug/d"),
        ("start_low = true", "start_slow = true", "unknown key"),
    ],
)
def test_what_is_wrong_stops_the_service(spoil: Callable[[str, str, str], Path], old: str, new: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)):
        load(spoil(FILE, old, new))
