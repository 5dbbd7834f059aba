"""Questionnaires as their forms are told: by LOINC code, by definition, by number (R-O2)."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.questionnaires import QuestionnaireRead, read_questionnaire
from fhir_mappings.reading.clinical_resources import QuestionnaireResponse
from tests.fhir_mappings.records import WORDS, resource
from trd.history import Score
from trd.terms import GapCode

LOINC = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
LA = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def response(items: list[dict[str, Any]], **elements: Any) -> QuestionnaireRead:
    elements = {"status": "completed", "authored": "2026-11-02T10:00:00Z"} | elements
    return read_questionnaire(resource(QuestionnaireResponse, item=items, **elements), WORDS)


def answered(link: str, answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link, "answer": [answer]} | more


def phq9(points: list[int], link: str = "/{}", **elements: Any) -> QuestionnaireRead:
    items = [
        answered(link.format(LOINC[place]), {"valueCoding": {"system": "http://loinc.org", "code": LA[point]}})
        for place, point in enumerate(points)
    ]
    return response(items, **elements)


def test_a_phq9_by_loinc_codes_gives_its_items_and_its_total() -> None:
    read = phq9([2, 2, 2, 2, 2, 2, 2, 2, 3])
    assert [(score.instrument, int(score.value), score.day) for score in read.computed] == [
        ("phq-9", 19, date(2026, 11, 2))
    ]
    assert [(answer.item, int(answer.value)) for answer in read.answers][-1] == ("9", 3)
    assert read.sent == ()
    assert read.gaps == ()


def test_a_missing_item_gives_no_total_and_is_said_but_the_suicide_item_stands() -> None:
    read = phq9([2, 2, 2, 2, 2, 2, 2, 2, 3][1:])
    assert read.computed == ()
    assert [gap.code for gap in read.gaps] == [GapCode.SCORE_UNREADABLE]
    items = [answered("/44260-8", {"valueInteger": 1})]
    assert [(answer.item, int(answer.value)) for answer in response(items).answers] == [("9", 1)]


@pytest.mark.parametrize(
    ("questionnaire", "links"),
    [
        pytest.param("http://example.org/Questionnaire/phq-9", [str(n) for n in range(1, 10)], id="plain numbers"),
        pytest.param("Questionnaire/PHQ9|1.0", [f"phq9-{n}" for n in range(1, 10)], id="number after the name"),
        pytest.param("http://loinc.org/q/44249-1", [f"q{n}" for n in range(1, 10)], id="the panel's LOINC code"),
        pytest.param({"reference": "Questionnaire/phq9-form"}, [f"item.{n}" for n in range(1, 10)], id="STU3"),
    ],
)
def test_the_numbers_of_a_known_form_are_its_items(questionnaire: Any, links: list[str]) -> None:
    items = [answered(link, {"valueInteger": 1}) for link in links]
    read = response(items, questionnaire=questionnaire)
    assert [score.value for score in read.computed] == [9]


def test_numbers_of_an_unknown_form_are_nothing() -> None:
    items = [answered(str(number), {"valueInteger": 1}) for number in range(1, 10)]
    assert response(items, questionnaire="Questionnaire/intake") == QuestionnaireRead()


def test_a_definition_names_the_item() -> None:
    item = answered("x", {"valueInteger": 2}, definition="http://loinc.org/44260-8")
    assert [(answer.item, int(answer.value)) for answer in response([item]).answers] == [("9", 2)]


def test_nested_items_are_found() -> None:
    inner = answered("44260-8", {"valueInteger": 2})
    under_group = {"linkId": "g", "item": [{"linkId": "h", "item": [inner]}]}
    under_answer = answered("screen", {"valueBoolean": True, "item": [inner]})
    for items in ([under_group], [under_answer]):
        assert [answer.value for answer in response(items).answers] == [2]


def test_the_total_that_was_sent_counts_and_a_difference_is_said() -> None:
    items = [answered(f"/{code}", {"valueInteger": 2}) for code in LOINC]
    same = response([*items, answered("/44261-6", {"valueDecimal": 18})])
    assert [score.value for score in same.sent if isinstance(score, Score)] == [18]
    assert (same.computed, same.gaps) == ((), ())
    other = response([*items, answered("/44261-6", {"valueInteger": 17})])
    assert [score.value for score in other.sent if isinstance(score, Score)] == [17]
    assert [gap.code for gap in other.gaps] == [GapCode.SCORE_MISMATCH]


def test_a_score_that_an_answer_carries_is_read() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue"
    coding = {"system": "urn:x", "code": "b", "extension": [{"url": url, "valueDecimal": 2}]}
    read = response([answered("/44260-8", {"valueCoding": coding})])
    assert [answer.value for answer in read.answers] == [2]


def test_qids_takes_the_highest_of_its_groups() -> None:
    points = dict.fromkeys(range(1, 17), 1) | {2: 3, 8: 2, 15: 2, 16: 3}
    items = [answered(str(number), {"valueInteger": value}) for number, value in points.items()]
    read = response(items, questionnaire="Questionnaire/QIDS-SR16")
    assert [(score.instrument, int(score.value)) for score in read.computed] == [("qids-sr16", 3 + 2 + 3 + 6)]


def test_ids_takes_one_of_each_appetite_and_weight_pair() -> None:
    points = dict.fromkeys(range(1, 31), 1) | {12: 3, 13: 2}
    items = [answered(str(number), {"valueInteger": value}) for number, value in points.items()]
    read = response(items, questionnaire="Questionnaire/IDS-SR30")
    assert [(score.instrument, int(score.value)) for score in read.computed] == [("ids-sr30", 26 + 3 + 2)]


def test_two_answers_to_one_question_are_no_answer() -> None:
    item = {"linkId": "/44260-8", "answer": [{"valueInteger": 0}, {"valueInteger": 3}]}
    assert response([item]) == QuestionnaireRead()


def test_yes_and_no_are_no_points_of_a_scale_with_reversed_items() -> None:
    items = [answered(str(number), {"valueBoolean": True}) for number in range(1, 16)]
    assert response(items, questionnaire="Questionnaire/GDS-15").computed == ()


@pytest.mark.parametrize("status", ["in-progress", "stopped", "entered-in-error"])
def test_an_unfinished_form_is_not_read(status: str) -> None:
    assert phq9([1] * 9, status=status) == QuestionnaireRead()


@pytest.mark.parametrize("status", ["completed", "amended", None])
def test_a_finished_form_is_read(status: str | None) -> None:
    assert len(phq9([1] * 9, status=status).computed) == 1


def test_a_form_without_a_day_is_not_used_and_said() -> None:
    read = phq9([1] * 9, authored=None)
    assert [gap.code for gap in read.gaps] == [GapCode.SCORE_UNREADABLE]
    assert read.answers == ()


def test_a_form_of_another_kind_is_none_of_our_business() -> None:
    assert response([answered("a", {"valueString": "b"})]) == QuestionnaireRead()


def test_an_item_is_known_by_its_own_name() -> None:
    item = answered("x7", {"valueInteger": 2}, text="PHQ-9 item 9")
    assert [answer.item for answer in response([item]).answers] == ["9"]


def test_the_total_of_a_known_form_by_its_link_or_its_word() -> None:
    for item in (answered("total-score", {"valueInteger": 12}), answered("z", {"valueInteger": 12}, text="Score")):
        sent = response([item], questionnaire="Questionnaire/phq-9").sent
        assert [score.value for score in sent if isinstance(score, Score)] == [12]


def test_a_form_without_numbers_or_without_items_of_its_own_says_nothing() -> None:
    assert response([answered("a", {"valueInteger": 1})], questionnaire="Questionnaire/phq-9") == QuestionnaireRead()
    assert response([answered("1", {"valueInteger": 1})], questionnaire="Questionnaire/CGI-S") == QuestionnaireRead()
    assert response([answered("10", {"valueInteger": 1})], questionnaire="Questionnaire/phq-9") == QuestionnaireRead()
    assert response([answered("1", {"valueInteger": 1})], questionnaire="http://loinc.org/q/1-8") == QuestionnaireRead()


def test_a_screening_form_that_is_no_outcome_gives_no_total() -> None:
    codes = ["69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"]
    read = response([answered(f"/{code}", {"valueInteger": 1}) for code in codes])
    assert (len(read.answers), read.computed, read.gaps) == (7, (), ())


def test_one_answer_alone_is_no_broken_form() -> None:
    assert response([answered("/44260-8", {"valueInteger": 0})]).gaps == ()


def test_a_form_that_holds_its_panel_code_as_a_question_gives_no_fact() -> None:
    assert response([answered("/44249-1", {"valueString": "done"})]).answers == ()
