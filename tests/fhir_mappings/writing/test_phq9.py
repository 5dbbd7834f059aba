"""The PHQ-9 as FHIR: valid in each version, word for word, with the codes by which answers are read back."""

from decimal import Decimal

import pytest
from fhir.resources.questionnaire import Questionnaire as QuestionnaireR5
from fhir.resources.R4B.questionnaire import Questionnaire as QuestionnaireR4
from fhir.resources.STU3.questionnaire import Questionnaire as QuestionnaireSTU3
from pydantic import BaseModel

from fhir_mappings.writing.drafts import FhirVersion
from fhir_mappings.writing.phq9 import ANSWERS, COPYRIGHT, DIFFICULTIES, ITEMS, WEIGHT, phq9
from trd.codes import Code, CodeSystem
from trd.knowledge.loading import load

VERSIONS: tuple[FhirVersion, ...] = ("R4", "R5", "STU3")
MODELS: dict[FhirVersion, type[BaseModel]] = {"R4": QuestionnaireR4, "R5": QuestionnaireR5, "STU3": QuestionnaireSTU3}
KNOWLEDGE = load()


@pytest.mark.parametrize("version", VERSIONS)
def test_it_validates_in_each_version(version: FhirVersion) -> None:
    form = phq9(version)
    MODELS[version].model_validate(form)
    assert form["id"] == "phq-9"
    assert form["url"] == "https://trd-cds.org/fhir/Questionnaire/phq-9"
    assert form["code"][0]["code"] == "44249-1"
    assert form["status"] == "active"


@pytest.mark.parametrize("version", VERSIONS)
def test_each_version_names_its_options_and_its_type_as_it_wants(version: FhirVersion) -> None:
    item = phq9(version)["item"][1]
    options = {"R4": "answerOption", "R5": "answerOption", "STU3": "option"}[version]
    assert item["type"] == ("coding" if version == "R5" else "choice")
    weights = [option["valueCoding"]["extension"][0] for option in item[options]]
    assert [weight["valueDecimal"] for weight in weights] == [0, 1, 2, 3]
    assert {weight["url"] for weight in weights} == {WEIGHT[version]}


def test_all_nine_items_are_required_and_the_total_is_not_typed_in() -> None:
    asked, *items = phq9()["item"]
    assert asked["type"] == "display"
    assert [item["required"] for item in items[:9]] == [True] * 9
    assert [item["prefix"] for item in items[:9]] == [f"{number}." for number in range(1, 10)]
    function, total = items[9:]
    assert function["required"] is False
    assert "extension" not in function["answerOption"][0]["valueCoding"], "difficulty is not scored"
    assert total["readOnly"] is True


def test_link_ids_are_the_loinc_codes_and_each_is_there_once() -> None:
    ids = [item["linkId"] for item in phq9()["item"][1:]]
    assert ids == [f"/{code}" for code, _ in ITEMS] + ["/69722-7", "/44261-6"]


def test_every_code_is_one_that_the_service_reads_back_as_the_same_item_and_score() -> None:
    def read(code: str) -> list[tuple[str, str, Decimal | None]]:
        table = KNOWLEDGE.codes.observations[Code(CodeSystem.LOINC, code)]
        return [(row.kind, row.item, row.score) for row in table if row.concept == "phq-9"]

    for number, (code, _) in enumerate(ITEMS, start=1):
        assert read(code) == [("item", str(number), None)]
    for score, (code, _) in enumerate(ANSWERS):
        assert read(code) == [("answer", "", Decimal(score))]
    for code, _ in DIFFICULTIES:
        assert read(code) == [("answer", "10", None)]


def test_the_ninth_item_asks_about_death_and_self_harm_in_the_published_words() -> None:
    assert ITEMS[8] == ("44260-8", "Thoughts that you would be better off dead or of hurting yourself in some way")


def test_both_owners_are_named() -> None:
    assert COPYRIGHT.startswith("PHQ-9 © Pfizer Inc.; no permission required to reproduce, translate, display")
    assert "Regenstrief" in COPYRIGHT
