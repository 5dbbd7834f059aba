"""What every resource has: an id, an owner, and what of it could not be read."""

import msgspec

from fhir_mappings.reading.elements import Identifier, Meta, Reference


class Resource(
    msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True, rename="camel", tag_field="resourceType"
):
    """A resource of any FHIR version, only the elements that are read, every one optional."""

    id: str | None = None
    """Of a nameless resource: made of its address or its content when it is read."""
    nameless: bool = msgspec.field(default=False, name="~nameless")
    """The id is of our making, or of the Bundle's (`urn:uuid:…`): no server knows it."""
    meta: Meta | None = None
    identifier: tuple[Identifier, ...] = ()
    contained: tuple[msgspec.Raw, ...] = ()
    subject: Reference | None = None
    patient: Reference | None = None
    notes: tuple[str, ...] = msgspec.field(default=(), name="~notes")
    """Elements of a wrong type, by their path: they were emptied, the rest is read."""

    @property
    def resource_type(self) -> str:
        """`MedicationRequest`."""
        return str(self.__struct_config__.tag)

    @property
    def evidence(self) -> str:
        """`MedicationRequest/42`: how results name this record."""
        return f"{self.__struct_config__.tag}/{self.id}"

    @property
    def owner(self) -> Reference | None:
        """Whose record it is: `subject`, or `patient` where the resource has that name."""
        return self.subject if self.subject is not None else self.patient
