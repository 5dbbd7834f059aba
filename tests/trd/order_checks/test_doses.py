"""O04 and O05: too low to work, or higher than this patient may take; one milligram under and one over."""

from typing import Any

import pytest

from tests.told import days_before, found_by
from trd.options import OrderFinding


def below(**told: Any) -> OrderFinding | None:
    return found_by("below-minimum-dose", **told)


def above(**told: Any) -> OrderFinding | None:
    return found_by("above-maximum-dose", **told)


def renewed(agent: str, dose: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"agent": agent, "dose": dose, "of": agent, **more}]


def runs(agent: str, dose: Any, days: int = 84) -> dict[str, Any]:
    return {"drugs": [[agent, dose, days_before(days - 1)]]}


@pytest.mark.parametrize(
    ("dose", "days", "found"),
    [
        pytest.param(49, 28, True, id="one milligram low after four weeks"),
        pytest.param(50, 28, False, id="the least dose that works"),
        pytest.param(49, 27, False, id="a day before the titration is over"),
    ],
)
@pytest.mark.parametrize("hook", ["order-select", "order-sign", "medication-refill"])
def test_a_renewal_below_the_least_dose_that_works_is_told(hook: str, dose: int, days: int, found: bool) -> None:
    told = below(hook=hook, **runs("sertraline", dose, days), drafts=renewed("sertraline", dose))
    assert (told is not None) is found
    if told:
        assert told.level == "info"
        assert "49 mg/day is below the lowest effective dose for depression (50 mg/day)" in told.message
        assert [remedy.daily_dose for remedy in told.remedies] == [50]


def test_an_add_on_has_a_least_dose_too() -> None:
    told = below(history="H2", also=[["aripiprazole", 2, days_before(40)]], drafts=renewed("aripiprazole", 2))
    assert told is not None
    assert "5 mg/day" in told.message


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"drafts": [["sertraline", 25]]}, id="a first order begins low"),
        pytest.param({**runs("sertraline", 25), "drafts": renewed("sertraline", 37)}, id="it raises the dose"),
        pytest.param(
            {**runs("sertraline", 25), "drafts": renewed("sertraline", 25, indications=["panic"])},
            id="another stated reason",
        ),
        pytest.param(
            {**runs("amitriptyline", 25), "drafts": renewed("amitriptyline", 25)}, id="a dose for sleep or pain"
        ),
        pytest.param(
            {
                **runs("escitalopram", 5),
                "drafts": renewed("escitalopram", 5),
                "depression": {"concept": "mdd-recurrent-full-remission"},
            },
            id="remission",
        ),
        pytest.param(
            {**runs("sertraline", 25), "drafts": renewed("sertraline", 25), "depression": False},
            id="no depression on record",
        ),
        pytest.param(
            {
                **runs("nortriptyline", 60),
                "drafts": renewed("nortriptyline", 60),
                "values": {"drug-level-nortriptyline": [50, days_before(90)]},
            },
            id="the level is in range",
        ),
        pytest.param({**runs("lithium", 300), "drafts": renewed("lithium", 300)}, id="lithium goes by its level"),
    ],
)
def test_a_low_dose_on_purpose_is_silent(case: dict[str, Any]) -> None:
    assert below(**case) is None


@pytest.mark.parametrize("level", [[49, days_before(90)], [50, days_before(91)]], ids=["too low", "too old"])
def test_a_level_that_guides_nothing_leaves_the_dose_low(level: list[Any]) -> None:
    case = {**runs("nortriptyline", 60), "values": {"drug-level-nortriptyline": level}}
    assert below(**case, drafts=renewed("nortriptyline", 60)) is not None


def test_what_this_patient_may_not_exceed_is_not_called_low() -> None:
    case = {**runs("nortriptyline", 50), "drafts": renewed("nortriptyline", 50)}
    assert below(**case) is not None
    assert below(**case, patient={"born": "1956-11-23"}) is None, "from 65 the maximum is 50"


# ---- O05


@pytest.mark.parametrize(
    ("agent", "dose", "level"),
    [
        pytest.param("sertraline", 200, None, id="sertraline at its maximum"),
        pytest.param("sertraline", 201, "warning", id="sertraline, one over"),
        pytest.param("citalopram", 41, "critical", id="citalopram, one over"),
        pytest.param("escitalopram", 21, "critical", id="escitalopram"),
        pytest.param("nortriptyline", 151, "critical", id="a tricyclic"),
        pytest.param("bupropion", 451, "critical", id="bupropion"),
        pytest.param("phenelzine", 91, "critical", id="an MAO inhibitor"),
        pytest.param("moclobemide", 601, "warning", id="moclobemide is none of the list"),
        pytest.param("venlafaxine", 375, None, id="venlafaxine at 375, on a ward's maximum"),
        pytest.param("venlafaxine", 376, "critical", id="venlafaxine above 375"),
        pytest.param("esketamine", 85, "critical", id="esketamine"),
    ],
)
def test_above_the_maximum(agent: str, dose: int, level: str | None) -> None:
    told = above(drafts=[{"agent": agent, "dose": dose, "inpatient": True}], patient={"sex": "male"}, country="GB")
    assert (told.level if told else None) == level
    if told:
        assert len(told.remedies) == 1
        assert told.remedies[0].daily_dose is not None


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "medication-refill"])
def test_it_is_said_at_every_moment(hook: str) -> None:
    assert above(hook=hook, drafts=[["sertraline", 250]]) is not None


def test_outside_a_ward_the_outpatient_maximum_holds() -> None:
    draft: dict[str, Any] = {"agent": "imipramine", "dose": 225}
    told = above(drafts=[draft])
    assert told is not None
    assert "200 mg/day" in told.message
    assert above(drafts=[{**draft, "inpatient": True}]) is None
    assert above(drafts=[draft], encounters=[{"of": ["IMP", "2026-11-20"], "in_progress": True}]) is None


@pytest.mark.parametrize(
    ("age", "born"), [("60", "1966-11-23"), ("unknown, 59 or 60", "1966")], ids=["60", "the year alone is known"]
)
def test_citalopram_has_a_lower_maximum_from_sixty(age: str, born: str) -> None:
    told = above(patient={"born": born}, drafts=[["citalopram", 21]])
    assert told is not None
    assert told.level == "critical"
    assert "20 mg" in told.message


def test_a_genotype_lowers_the_maximum() -> None:
    poor = [["CYP2C19", "poor", "2025-01-01"]]
    assert above(phenotypes=poor, drafts=[["citalopram", 20]]) is None
    told = above(phenotypes=poor, drafts=[["citalopram", 21]])
    assert told is not None
    assert told.row is not None


def test_an_interaction_lowers_the_maximum() -> None:
    told = above(drugs=[["omeprazole", 20, "2026-01-01"]], drafts=[["citalopram", 40]])
    assert told is not None
    assert (told.level, told.row is not None) == ("critical", True)


def test_a_draft_that_lowers_the_maximum_of_what_runs_is_told() -> None:
    told = above(drugs=[["citalopram", 40, "2026-01-01"]], drafts=[["omeprazole", 20]])
    assert told is not None
    assert told.level == "warning"
    assert "40 mg/day is taken" in told.message
    assert told.remedies == (), "never an order of what runs (R-Z40)"


@pytest.mark.parametrize(
    ("level", "found"),
    [(150, False), (151, True), (49, True)],
    ids=["in range", "above the range", "below the range"],
)
def test_a_level_in_range_allows_more(level: int, found: bool) -> None:
    values = {"drug-level-nortriptyline": [level, days_before(10)]}
    told = above(**runs("nortriptyline", 150), values=values, drafts=renewed("nortriptyline", 175))
    assert (told is not None) is found


def test_a_level_without_an_upper_end_allows_nothing() -> None:
    values = {"drug-level-imipramine": [600, days_before(10)]}
    assert above(**runs("imipramine", 300), values=values, drafts=renewed("imipramine", 325)) is not None


@pytest.mark.parametrize(("dose", "found"), [(600, True), (601, False)], ids=["three times", "more is a misreading"])
def test_three_times_the_maximum_is_a_dose_and_more_is_unreadable(dose: int, found: bool) -> None:
    assert (above(drafts=[["sertraline", dose]]) is not None) is found
    assert (found_by("unreadable-dose", drafts=[["sertraline", dose]]) is None) is found


def test_another_illness_may_need_more_of_an_add_on() -> None:
    draft: dict[str, Any] = {"agent": "quetiapine", "dose": 400}
    assert above(drafts=[draft]) is not None
    assert above(drafts=[{**draft, "indications": ["schizophrenia-spectrum"]}]) is None


def test_a_range_counts_from_its_lower_end() -> None:
    assert above(drafts=[["sertraline", [200, 250]]]) is None
    told = above(drafts=[["sertraline", [201, 250]]])
    assert told is not None
    assert told.remedies == (), "a range is not changed by an update"
