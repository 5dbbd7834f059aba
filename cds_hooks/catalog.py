"""SERVICES: the services that we offer, by id."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from cds_hooks.service import Service
from cds_hooks.services import medication_prescribe, medication_refill, order_select, order_sign, patient_view


def _by_id(services: Iterable[Service]) -> Mapping[str, Service]:
    return MappingProxyType({service.id: service for service in services})


SERVICES: Mapping[str, Service] = _by_id(
    (patient_view.SERVICE, order_select.SERVICE, order_sign.SERVICE, medication_refill.SERVICE)
)
"""One id per hook (protocol: some clients keep only the last hook of an id)."""

LEGACY_SERVICES: Mapping[str, Service] = _by_id((medication_prescribe.SERVICE,))
"""Hooks of CDS Hooks 1.0, for the sites that want them."""

ALL_SERVICES: Mapping[str, Service] = _by_id((*SERVICES.values(), *LEGACY_SERVICES.values()))


def services_offered(*, legacy: bool) -> Mapping[str, Service]:
    """The services of this site, in the order of discovery."""
    return ALL_SERVICES if legacy else SERVICES
