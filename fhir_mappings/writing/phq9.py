"""The PHQ-9 as a FHIR Questionnaire, item for item as published, in the form of each FHIR version (R-F52).

https://hl7.org/fhir/R4/questionnaire.html; the instrument: https://www.phqscreeners.com
"""

from typing import Any, Final

from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.tests_offered import LOINC, TESTS
from fhir_mappings.writing.versions import Resource

URL: Final = "https://trd-cds.org/fhir/Questionnaire/phq-9"
COPYRIGHT: Final = (
    "PHQ-9 © Pfizer Inc.; no permission required to reproduce, translate, display or distribute. "
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the "
    "license at http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc."
)
ASKED: Final = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"

ITEMS: Final = (
    ("44250-9", "Little interest or pleasure in doing things"),
    ("44255-8", "Feeling down, depressed, or hopeless"),
    ("44259-0", "Trouble falling or staying asleep, or sleeping too much"),
    ("44254-1", "Feeling tired or having little energy"),
    ("44251-7", "Poor appetite or overeating"),
    (
        "44258-2",
        "Feeling bad about yourself - or that you are a failure or have let yourself or your family down",
    ),
    ("44252-5", "Trouble concentrating on things, such as reading the newspaper or watching television"),
    (
        "44253-3",
        "Moving or speaking so slowly that other people could have noticed? Or the opposite - being so fidgety or "
        "restless that you have been moving around a lot more than usual",
    ),
    ("44260-8", "Thoughts that you would be better off dead or of hurting yourself in some way"),
)
"""LOINC code and wording, in the order of the form; all nine are needed for a total (R-O1)."""

ANSWERS: Final = (
    ("LA6568-5", "Not at all"),
    ("LA6569-3", "Several days"),
    ("LA6570-1", "More than half the days"),
    ("LA6571-9", "Nearly every day"),
)
"""Scored 0 to 3 in this order."""

FUNCTION: Final = (
    "69722-7",
    "If you checked off any problems, how difficult have these problems made it for you to do your work, take care of "
    "things at home, or get along with other people?",
)
DIFFICULTIES: Final = (
    ("LA6572-7", "Not difficult at all"),
    ("LA6573-5", "Somewhat difficult"),
    ("LA6575-0", "Very difficult"),
    ("LA6574-3", "Extremely difficult"),
)
TOTAL: Final = ("44261-6", "Total score")

WEIGHT: Final[dict[FhirVersion, str]] = {
    "R4": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "R5": "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "STU3": "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
}


def phq9(version: FhirVersion = "R4") -> Resource:
    """The whole form; what is scored carries its weight, the total is filled in by the form and not by a person."""
    scored = [_item(code, text, number, ANSWERS, version) for number, (code, text) in enumerate(ITEMS, start=1)]
    function = _item(*FUNCTION, None, DIFFICULTIES, version)
    total = {"linkId": f"/{TOTAL[0]}", "code": [_loinc(*TOTAL)], "text": TOTAL[1], "type": "integer", "readOnly": True}
    panel = TESTS["phq-9"].coding
    return {
        "resourceType": "Questionnaire",
        "id": "phq-9",
        "url": URL,
        "name": "PHQ9",
        "title": "PHQ-9 depression questionnaire",
        "status": "active",
        "subjectType": ["Patient"],
        "description": ASKED,
        "copyright": COPYRIGHT,
        "code": [{"system": panel.system, "code": panel.code, "display": panel.display}],
        "item": [{"linkId": "asked", "text": ASKED, "type": "display"}, *scored, function, total],
    }


def _item(
    code: str, text: str, number: int | None, answers: tuple[tuple[str, str], ...], version: FhirVersion
) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": f"/{code}", "code": [_loinc(code, None)]}
    if number is not None:
        item["prefix"] = f"{number}."
    item |= {"text": text, "type": "coding" if version == "R5" else "choice", "required": number is not None}
    scored = number is not None
    options = [
        _option(answer, display, weight if scored else None, version)
        for weight, (answer, display) in enumerate(answers)
    ]
    item["option" if version == "STU3" else "answerOption"] = options
    return item


def _option(code: str, display: str, weight: int | None, version: FhirVersion) -> dict[str, Any]:
    coding: dict[str, Any] = _loinc(code, display)
    if weight is not None:
        coding = {"extension": [{"url": WEIGHT[version], "valueDecimal": weight}], **coding}
    return {"valueCoding": coding}


def _loinc(code: str, display: str | None) -> dict[str, Any]:
    return {"system": LOINC, "code": code} | ({"display": display} if display else {})
