"""JSON Schemas (draft 2020-12) of the published result, as `/schemas/` gives them (contract §1.4)."""

from collections.abc import Mapping

from trd.result.schema.forms import Schema, loose, one_of
from trd.result.schema.parts import definitions, result_form
from trd.terms import GapCode

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas(base_url: str) -> Mapping[str, Schema]:
    """Every published schema by its file name; on cards members that say nothing are left out."""
    parts = definitions()
    whole = {**_document(base_url, "result.json", "The structured result of one patient's record"), **result_form()}
    card = result_form()
    del card["properties"]["history"]
    return {
        "result.json": {**whole, "$defs": parts},
        "assessment.json": {
            **_document(base_url, "assessment.json", 'The extension "org.trd-cds.assessment" of the summary card'),
            **loose(card),
            "$defs": loose(parts),
        },
        "recommendation.json": {
            **_document(base_url, "recommendation.json", 'The extension "org.trd-cds.recommendation" of a card'),
            **loose(parts["recommendation"]),
            "$defs": loose({name: parts[name] for name in ("agent", "caution", "evidence")}),
        },
        "gap-codes.json": {
            **_document(base_url, "gap-codes.json", "The closed list of gap codes"),
            **one_of(GapCode),
        },
    }


def _document(base_url: str, name: str, title: str) -> Schema:
    return {"$schema": DRAFT, "$id": f"{base_url.rstrip('/')}/schemas/{name}", "title": title}


__all__ = ["schemas"]
