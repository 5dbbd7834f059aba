"""The services that we offer: one id per hook, and no unbuilt one is listed."""

import pytest

from cds_hooks.catalog import ALL_SERVICES, SERVICES, services_offered
from cds_hooks.service import Service


def test_a_service_is_found_by_its_id() -> None:
    assert list(SERVICES) == ["trd-patient-view", "trd-order-select", "trd-order-sign", "trd-medication-refill"]
    assert all(service.id == name for name, service in ALL_SERVICES.items())
    assert all(callable(service.answer) for service in ALL_SERVICES.values())


def test_each_hook_has_one_service_since_some_clients_keep_only_the_last_of_an_id() -> None:
    hooks = [service.hook for service in ALL_SERVICES.values()]
    assert len(set(hooks)) == len(hooks)


def test_the_hook_of_1_0_is_offered_only_where_it_is_wanted() -> None:
    assert services_offered(legacy=False) is SERVICES
    assert "trd-medication-prescribe" not in SERVICES
    assert list(services_offered(legacy=True)) == [*SERVICES, "trd-medication-prescribe"]


def test_nobody_adds_a_service_while_it_runs() -> None:
    with pytest.raises(TypeError):
        SERVICES["another"] = SERVICES["trd-patient-view"]  # type: ignore[index]
    assert all(isinstance(service, Service) for service in SERVICES.values())
