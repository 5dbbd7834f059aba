"""Bulk FHIR in, Parquet out: the judgement of one hook for every patient of a population, on one machine."""
