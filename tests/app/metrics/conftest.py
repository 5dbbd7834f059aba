"""Numbers before and after: the series are those of the whole test run."""

from collections.abc import Callable

import pytest

from app.metrics.series import REGISTRY

Counted = Callable[..., float]


@pytest.fixture
def counted() -> Counted:
    """`counted("trd_cards_total", topic="switch")`: how much was added since the test began to look."""
    begun: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
    for family in REGISTRY.collect():
        for sample in family.samples:
            begun[sample.name, tuple(sorted(sample.labels.items()))] = sample.value

    def added(name: str, **labels: str) -> float:
        total = 0.0
        for family in REGISTRY.collect():
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    total += sample.value - begun.get((name, tuple(sorted(sample.labels.items()))), 0.0)
        return total

    return added
