"""The services that we offer: no unbuilt one is listed."""

import pytest

from cds_hooks.catalog import SERVICES
from cds_hooks.service import Service


def test_a_service_is_found_by_its_id() -> None:
    assert list(SERVICES) == ["trd-patient-view"]
    assert all(service.id == name for name, service in SERVICES.items())
    assert all(callable(service.answer) for service in SERVICES.values())


def test_nobody_adds_a_service_while_it_runs() -> None:
    with pytest.raises(TypeError):
        SERVICES["another"] = SERVICES["trd-patient-view"]  # type: ignore[index]
    assert all(isinstance(service, Service) for service in SERVICES.values())
