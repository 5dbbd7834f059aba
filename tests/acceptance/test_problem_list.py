"""A problem list in words, and codes without words: what it forbids is set aside as if it were coded (R-P6b, R-Z2)."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.answers import Ask
from tests.acceptance.charts import (
    CLINICAL,
    DEPRESSION,
    ICD_10_CM,
    SNOMED,
    VERIFICATION,
    Told,
    chart,
    checked,
    concept,
    one_failure,
    three_failures,
    two_failures,
)

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "vignettes" / "charts" / "problem_list.toml").read_text(encoding="utf-8")
)["case"]
HISTORIES: dict[str, Callable[[], Told]] = {
    "one failure": one_failure,
    "two failures": two_failures,
    "three failures": three_failures,
}


def title(case: dict[str, Any]) -> str:
    return str(case.get("title") or case["words"])


def entry(case: dict[str, Any]) -> dict[str, Any]:
    """The one entry of the problem list, as the EHR sends it."""
    if "snomed" in case:
        code = concept(SNOMED, case["snomed"])
    elif "icd_10_cm" in case:
        code = concept(ICD_10_CM, case["icd_10_cm"])
    else:
        code = {"text": case["words"]}
    return {
        "resourceType": "Condition",
        "clinicalStatus": concept(CLINICAL, "active"),
        "verificationStatus": concept(VERIFICATION, case.get("verification", "confirmed")),
        "code": code,
        "onsetDateTime": case.get("onset", "2020-01-01"),
    }


@pytest.mark.parametrize("case", CASES, ids=title)
async def test_what_the_problem_list_says_is_heeded(case: dict[str, Any], ask: Ask) -> None:
    told = HISTORIES[case["history"]]()
    answer = await ask(chart([*DEPRESSION, *told, *checked(), entry(case)]))
    aside = {f"{topic} {option} {row}".removesuffix(" None"): why for topic, option, row, why in answer.set_aside}
    if "set_aside" in case:
        assert case["set_aside"] in aside, sorted(aside)
        assert case.get("reason", aside[case["set_aside"]]) == aside[case["set_aside"]]
    if "not_set_aside" in case:
        assert not [one for one in aside if one.startswith(case["not_set_aside"])]
    if "not_asked" in case:
        found = answer.assessment.get("alternativeExplanations", [])
        assert case["not_asked"] not in [one["code"] for one in found]
