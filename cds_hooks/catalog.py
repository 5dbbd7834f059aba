"""SERVICES: the services that we offer, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from cds_hooks.service import Service
from cds_hooks.services import patient_view

SERVICES: Mapping[str, Service] = MappingProxyType({service.id: service for service in (patient_view.SERVICE,)})
"""One id per hook (protocol: some clients keep only the last hook of an id)."""
