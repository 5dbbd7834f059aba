"""What the rules say in English, said in another language: whole, by its slots, by its parts; or not at all."""

from typing import Any

import pytest

from cds_hooks.wording.phrases import Phrasebook

ENTRIES: dict[str, Any] = {
    "date": "{day}. {month}",
    "decimal_point": ",",
    "same": ["QTc", "ms", "mg", "Tag", "Mai"],
    "months": {"May": "Mai", "Jun": "Juni"},
    "units": {"mg/day": "mg/Tag"},
    "phrases": {
        "names": {"sertraline": "Sertralin", "lithium": "Lithium"},
        "rules": {
            "Stop it first": "zuerst absetzen",
            "{drug} until {date}": "{drug} bis {date}",
            "Named {raw_text} in the record": "in der Akte {raw_text} genannt",
            "{n} days of {drug}": "{n} Tage {drug}",
        },
    },
}
BOOK = Phrasebook(ENTRIES)


@pytest.mark.parametrize(
    ("english", "own"),
    [
        pytest.param("Stop it first.", "Zuerst absetzen.", id="a sentence"),
        pytest.param("stop it first", "zuerst absetzen", id="in the middle of another"),
        pytest.param("Sertraline until 3 May 2026", "Sertralin bis 3. Mai 2026", id="a name and a date"),
        pytest.param("Named Zoloft 50 in the record", "In der Akte Zoloft 50 genannt", id="the record's own words"),
        pytest.param("Sertraline until May 2026. Stop it first.", "Sertralin bis Mai 2026. Zuerst absetzen.", id="two"),
        pytest.param("sertraline, lithium", "Sertralin, Lithium", id="a list"),
        pytest.param("sertraline (37.5 mg/day)", "Sertralin (37,5 mg/Tag)", id="what stands in brackets"),
        pytest.param("QTc 512 ms", "QTc 512 ms", id="figures alone"),
    ],
)
def test_what_is_known_is_said(english: str, own: str) -> None:
    assert BOOK.translate(english) == own


@pytest.mark.parametrize("english", ["Wait until it is over", "Sertraline until nobody knows when", "sertraline, wine"])
def test_where_a_part_is_not_known_nothing_is_half_said(english: str) -> None:
    assert BOOK.translate(english) is None


def test_may_is_a_month_beside_a_number_alone() -> None:
    assert BOOK.figured("May be 2.5 mg/day, 1 Jun 2026") == "May be 2,5 mg/Tag, 1. Juni 2026"
