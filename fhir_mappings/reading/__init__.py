"""Bytes -> single resources, tolerantly: bundles, nulls, OperationOutcomes, versions (R4, R4B, R5, STU3, DSTU2)."""
