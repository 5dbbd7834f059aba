"""Person, diagnosis and scores of a chart, in each of the ways in which senders write them."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.truth.formulary import HIGHEST
from tests.truth.lives import Life, Score

Resource = dict[str, Any]

LOINC = "http://loinc.org"
TOTALS = {"PHQ-9": "44261-6"}
ITEMS = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
ANSWERS = ("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9")
DEPRESSION = {
    "icd-10-cm": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F33.1"}]},
    "icd-10": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "F33.1"}]},
    "snomed": {
        "coding": [{"system": "http://snomed.info/sct", "code": "370143000"}],
        "text": "Major depressive disorder",
    },
    "text": {"text": "Major depressive disorder, recurrent, moderate"},
}
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def patient(life: Life) -> Resource:
    return {
        "resourceType": "Patient",
        "id": f"p{life.number}",
        "gender": life.sex,
        "birthDate": life.born.isoformat(),
    }


def diagnoses(life: Life, how: str, version: str) -> list[Resource]:
    """The depression, and the one before it."""
    found = [_condition(how, version, "active", life.onset, None)]
    if life.earlier is not None:
        found.append(_condition(how, version, "resolved", *life.earlier))
    return found


def wrong_diagnosis(life: Life) -> Resource:
    """A diagnosis that was entered in error."""
    return {
        "resourceType": "Condition",
        "verificationStatus": {"coding": [{"system": VERIFICATION, "code": "entered-in-error"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F31.81"}]},
        "onsetDateTime": life.onset.isoformat(),
    }


def _condition(how: str, version: str, clinical: str, onset: date, abated: date | None) -> Resource:
    said: Resource = {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": CLINICAL, "code": clinical}]},
        "verificationStatus": {"coding": [{"system": VERIFICATION, "code": "confirmed"}]},
        "code": DEPRESSION[how],
        "onsetDateTime": onset.isoformat(),
    }
    if version in ("STU3", "DSTU2"):
        said |= {"clinicalStatus": clinical, "verificationStatus": "confirmed"}
    return said if abated is None else said | {"abatementDateTime": abated.isoformat()}


def kept(life: Life, how: str) -> tuple[Score, ...]:
    """The scores that reach the chart."""
    match how:
        case "none":
            return ()
        case "no endpoint":
            return tuple(score for score in life.scores if _is_start(score, life))
        case "no baseline":
            return tuple(score for score in life.scores if not _is_start(score, life))
        case "two":
            return tuple(each for score in life.scores for each in (score, _as(score, _other(score.instrument))))
        case "other":
            return tuple(
                score if _is_start(score, life) else _as(score, _other(score.instrument)) for score in life.scores
            )
        case _:
            return life.scores


def _is_start(score: Score, life: Life) -> bool:
    return any(timedelta(0) <= course.first - score.day <= timedelta(3) for course in life.courses)


def _other(instrument: str) -> str:
    return "MADRS" if instrument == "PHQ-9" else "PHQ-9"


def _as(score: Score, instrument: str) -> Score:
    value = round(score.value * HIGHEST[instrument] / HIGHEST[score.instrument])
    return Score(instrument=instrument, day=score.day, value=value)


def observation(score: Score, shape: str, chance: Random) -> Resource:
    """A score as an Observation, or as a questionnaire with its answers."""
    day = score.day.isoformat()
    if shape == "answers" and score.instrument == "PHQ-9":
        return _answers(score, chance)
    code: Resource = {"text": f"{score.instrument}"}
    if score.instrument in TOTALS:
        code = {"coding": [{"system": LOINC, "code": TOTALS[score.instrument]}]}
    found: Resource = {"resourceType": "Observation", "status": "final", "code": code, "effectiveDateTime": day}
    if shape == "quantity":
        return found | {"valueQuantity": {"value": score.value, "unit": "{score}", "code": "{score}"}}
    return found | {"valueInteger": score.value}


def level(day: date) -> Resource:
    """A serum level of lithium in the range."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "14334-7"}]},
        "effectiveDateTime": day.isoformat(),
        "valueQuantity": {"value": 0.7, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"},
    }


def _answers(score: Score, chance: Random) -> Resource:
    """Nine answers that add up to the total."""
    values = [0] * 9
    for _ in range(score.value):
        open_items = [place for place, value in enumerate(values) if value < 3]
        values[chance.choice(open_items[:-1] or open_items)] += 1  # thoughts of death last: they would say more
    coded = chance.random() < 0.5
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "http://loinc.org/q/44249-1",
        "authored": score.day.isoformat(),
        "item": [
            {
                "linkId": f"/{code}",
                "answer": [
                    {"valueCoding": {"system": LOINC, "code": ANSWERS[value]}} if coded else {"valueInteger": value}
                ],
            }
            for code, value in zip(ITEMS, values, strict=True)
        ],
    }
