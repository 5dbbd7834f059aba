"""The EHR's FHIR server: what was not sent along is fetched from a trusted one, all within one deadline."""
