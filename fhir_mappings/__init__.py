"""FHIR and our facts: resources in, history out; options in, draft orders out."""
