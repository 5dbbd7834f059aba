"""How names are folded before they are looked up: drugs by whole words, instruments and procedures without spaces."""

import re
import unicodedata

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u00b4`]")
_GAPS = re.compile(r"[^\w+]+|_+")
_JOINTS = re.compile("[\\s\\-\u2010-\u2015_]+")


def fold_drug_name(text: str) -> str:
    """`St. John’s Wort` -> `st johns wort`; keys of `CodeTables.drug_names` (R-E0: whole words only)."""
    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _GAPS.sub(" ", folded).strip()


def fold_label(text: str) -> str:
    """`PHQ 9` and `phq-9` -> `phq9`; keys of `observation_names` and `procedure_names`, whole string only."""
    return _JOINTS.sub("", unicodedata.normalize("NFKC", text).casefold())
