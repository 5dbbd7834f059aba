"""Totals of panels whose items are resources of their own, and totals that disagree (R-O2)."""

from typing import Any

from tests.fhir_mappings.records import coded, history
from trd.history import Score
from trd.terms import GapCode

LOINC = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
LA = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def answered(link: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link, "answer": [answer]}


def form(total: int) -> dict[str, Any]:
    items = [answered(f"/{code}", {"valueInteger": 0}) for code in LOINC]
    items[0]["answer"] = [{"valueInteger": total}]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "q",
        "status": "completed",
        "authored": "2026-11-02",
        "item": items,
    }


def observed(value: int, day: str = "2026-11-02") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": coded("loinc|44261-6"),
        "effectiveDateTime": day,
        "valueInteger": value,
    }


def values(scores: tuple[Score, ...]) -> list[int]:
    return sorted(int(score.value) for score in scores)


def test_a_total_of_the_ehr_stands_against_the_one_that_we_computed() -> None:
    same, other, elsewhere = (history(form(3), observed(*args)) for args in ((3,), (5,), (5, "2026-10-01")))
    assert (values(same.scores), values(other.scores), values(elsewhere.scores)) == ([3], [5], [3, 5])
    assert [gap.code for gap in other.gaps if gap.code is GapCode.SCORE_MISMATCH] == [GapCode.SCORE_MISMATCH]


def test_a_panel_with_members_of_its_own_gives_their_total() -> None:
    items = [
        {
            "resourceType": "Observation",
            "id": f"i{place}",
            "status": "final",
            "code": coded(f"loinc|{code}"),
            "effectiveDateTime": "2026-11-02",
            "valueCodeableConcept": coded(f"loinc|{LA[2]}"),
        }
        for place, code in enumerate(LOINC)
    ]
    members = [{"reference": f"Observation/i{place}"} for place in range(9)]
    panel = {
        "resourceType": "Observation",
        "id": "p",
        "status": "final",
        "code": coded("loinc|44249-1"),
        "effectiveDateTime": "2026-11-02",
        "hasMember": members,
    }
    assert values(history(*items, panel).scores) == [18]
    old = panel | {"hasMember": [], "related": [{"type": "has-member", "target": member} for member in members]}
    assert values(history(*items, old).scores) == [18], "STU3"
    total = observed(17)
    with_total = history(*items, total, panel | {"hasMember": [*members, {"reference": "Observation/o"}]})
    assert values(with_total.scores) == [17]
    assert GapCode.SCORE_MISMATCH in {gap.code for gap in with_total.gaps}
    missing = history(*items[1:], panel)
    assert missing.scores == ()
    assert GapCode.SCORE_UNREADABLE in {gap.code for gap in missing.gaps}
    assert values(history(*items, panel | {"status": "cancelled"}).scores) == []


def test_members_of_a_panel_without_a_day_or_of_a_screening_scale_make_no_total() -> None:
    item = {
        "resourceType": "Observation",
        "id": "i",
        "status": "final",
        "code": coded("loinc|69725-0"),
        "effectiveDateTime": "2026-11-02",
        "valueInteger": 1,
    }
    panel = {"resourceType": "Observation", "id": "p", "status": "final", "code": coded("loinc|69737-5")}
    told = history(item, panel | {"hasMember": [{"reference": "Observation/i"}, {"display": "nothing"}]})
    assert told.scores == ()
    single = history(item | {"code": coded("loinc|44255-8")}, panel | {"hasMember": [{"reference": "Observation/i"}]})
    assert single.scores == ()


def test_a_panel_of_another_kind_with_some_members_is_no_broken_form() -> None:
    items = [
        {
            "resourceType": "Observation",
            "id": "i",
            "status": "final",
            "code": coded("loinc|44255-8"),
            "effectiveDateTime": "2026-11-02",
            "valueInteger": 1,
        },
        observed(12),
    ]
    visit = {
        "resourceType": "Observation",
        "id": "v",
        "status": "final",
        "code": coded("urn:local|visit"),
        "effectiveDateTime": "2026-11-02",
        "hasMember": [{"reference": "Observation/i"}],
    }
    assert GapCode.SCORE_UNREADABLE not in {gap.code for gap in history(*items, visit).gaps}
    both = visit | {"hasMember": [{"reference": "Observation/i"}, {"reference": "Observation/o"}]}
    assert GapCode.SCORE_MISMATCH not in {gap.code for gap in history(*items, both).gaps}


def test_a_panel_of_which_neither_total_nor_answers_came_is_told() -> None:
    panel = observed(0, "2026-03-02") | {"id": "p", "code": coded("loinc|44249-1")}
    panel |= {"valueInteger": None, "hasMember": [{"reference": "Observation/elsewhere"}]}
    (gap,) = [gap for gap in history(panel).gaps if gap.code is GapCode.SCORE_UNREADABLE]
    assert gap.what == "PHQ-9 of 2026-03-02: neither its total nor its answers were sent"
    assert gap.evidence == ("Observation/p",)
    both = history(panel, observed(12, "2026-03-02"))
    assert GapCode.SCORE_UNREADABLE not in {gap.code for gap in both.gaps}, "the total of that day came by itself"
