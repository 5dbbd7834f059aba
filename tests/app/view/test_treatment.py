"""What the page shows of one record: lanes, scores, table, standing, ways forward, and what is missing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.view.view import Lane, View
from tests.builders import answer, condition, depression, order, patient, score, sessions, statement
from tests.viewed import DELIVERED, EVERYTHING, SCORES, SERTRALINE, every, viewed
from trd.history import Gap
from trd.terms import GapCode


@pytest.fixture(scope="module")
def everything() -> View:
    return viewed(*EVERYTHING)


def lane(view: View, label: str) -> Lane:
    return next(each for each in view.chart.lanes if each.label == label)


def test_an_added_drug_stands_directly_under_what_it_is_added_to_and_courses_after_drugs(everything: View) -> None:
    labels = [each.label for each in everything.chart.lanes if not each.earlier]
    assert labels[labels.index("Venlafaxine") + 1 :] == [
        "+ aripiprazole",
        "+ lithium",
        "CBT",
        "ECT",
        "TMS",
        "Esketamine",
    ]


def test_treatments_of_earlier_episodes_are_folded(everything: View) -> None:
    assert everything.chart.earlier == 3
    assert {each.label for each in everything.chart.lanes if each.earlier} == {
        "Paroxetine",
        "Escitalopram",
        "Imipramine",
    }


def test_the_outcome_is_words_at_the_end_of_the_lane(everything: View) -> None:
    assert lane(everything, "Venlafaxine").sentence == "adequate, no response"
    assert lane(everything, "+ aripiprazole").sentence == "dose too low, still running"


@pytest.mark.parametrize(
    ("dose", "state", "ratio"),
    [
        pytest.param(50, "adequate", Decimal(1), id="at the least dose"),
        pytest.param(49, "below", Decimal("0.98"), id="one mg below it"),
        pytest.param(200, "adequate", Decimal(4), id="four times"),
        pytest.param(250, "adequate", Decimal(4), id="no bar grows further"),
        pytest.param((25, 50), "unknown", Decimal("0.5"), id="a range across it"),
        pytest.param(None, "unknown", Decimal(1), id="not stated"),
    ],
)
def test_a_bar_is_as_high_as_its_dose_is_over_the_least_adequate_one(dose: Any, state: str, ratio: Decimal) -> None:
    view = viewed(depression(), statement("sertraline", dose, "2026-07-10", "2026-10-18"))
    (bar,) = lane(view, "Sertraline").bars
    assert (bar.state, bar.ratio) == (state, ratio)


def test_a_dose_that_is_not_stated_is_said_and_compared_with_nothing() -> None:
    view = viewed(depression(), statement("sertraline", None, "2026-07-10", "2026-10-18"))
    assert lane(view, "Sertraline").bars[0].sentence == "dose not stated, 10 Jul 2026 to 18 Oct 2026"


def test_lithium_is_not_compared_by_its_milligrams(everything: View) -> None:
    (bar,) = lane(everything, "+ lithium").bars
    assert (bar.state, bar.label) == ("unknown", "900")
    assert bar.sentence.endswith("judged by its blood level, not by its dose")


def test_days_without_the_drug_inside_a_trial_are_a_gap_and_between_trials_nothing(everything: View) -> None:
    assert lane(everything, "Venlafaxine").gaps == ((date(2026, 7, 11), date(2026, 7, 31)),)
    assert lane(everything, "Sertraline").gaps == ()


def test_a_date_that_is_known_to_the_month_is_cut_and_said_to_be_about(everything: View) -> None:
    bars = lane(everything, "Bupropion").bars
    assert bars[0].about_start
    assert bars[-1].about_end
    assert not any(bar.about_start or bar.about_end for bar in bars[1:-1])
    assert "started about Feb 2026" in bars[0].sentence
    row = next(each for each in everything.trials if each.treatment == "Bupropion")
    assert (row.start, row.end) == ("about Feb 2026", "about Apr 2026")


def test_days_that_are_only_possible_are_told_apart_with_their_reason(everything: View) -> None:
    first, certain, last = lane(everything, "Bupropion").bars
    assert [first.perhaps, certain.perhaps, last.perhaps] == [True, False, True]
    assert "only possible: the start is not exactly known" in first.sentence


def test_two_orders_of_one_dose_are_one_bar_and_a_day_is_drawn_once() -> None:
    orders = (order("sertraline", 50, "2026-07-01", "2026-07-31"), order("sertraline", 50, "2026-07-20", "2026-08-31"))
    (bar,) = lane(viewed(depression(), *orders), "Sertraline").bars
    assert (bar.start, bar.end) == (date(2026, 7, 1), date(2026, 8, 31))
    assert len(bar.evidence) == 2


def test_what_runs_ends_today_and_nothing_is_drawn_after_today(everything: View) -> None:
    running = lane(everything, "Venlafaxine")
    assert running.ongoing
    assert running.bars[-1].end == everything.as_of
    ends = [bar.end for each in everything.chart.lanes for bar in each.bars]
    assert max(ends) == everything.as_of


def test_the_day_on_which_a_trial_had_been_long_enough_is_marked(everything: View) -> None:
    sertraline = lane(everything, "Sertraline")
    assert sertraline.enough == date(2026, 2, 20)
    assert sertraline.enough_sentence == "42 days at an adequate dose reached on 20 Feb 2026"


def test_one_day_short_is_not_marked() -> None:
    short = statement("sertraline", 50, "2026-01-10", "2026-02-19")
    enough = statement("sertraline", 50, "2026-01-10", "2026-02-20")
    assert lane(viewed(depression(), short), "Sertraline").enough is None
    assert lane(viewed(depression(), enough), "Sertraline").enough == date(2026, 2, 20)


def test_each_session_is_one_sign_and_a_course_without_a_count_says_so() -> None:
    view = viewed(depression(), *sessions("cbt", every(7, "2026-02-10", 4), label="CBT"))
    assert len(lane(view, "CBT").sessions) == 4


def test_two_instruments_are_two_panels(everything: View) -> None:
    assert [panel.instrument for panel in everything.chart.panels] == ["MADRS", "PHQ-9"]


def test_remission_and_response_are_the_limits_of_the_knowledge(everything: View) -> None:
    phq = everything.chart.panels[1]
    assert (phq.remission, phq.highest) == (Decimal(4), Decimal(27))
    assert [limit.sentence for limit in phq.responses] == ["response: 9.5 or less (50 % below 19)"]


@pytest.mark.parametrize(("value", "alarm"), [(0, False), (1, True), (3, True)])
def test_item_9_above_its_lowest_answer_is_marked_on_the_point(value: int, alarm: bool) -> None:
    day = "2026-11-02"
    (panel,) = viewed(depression(), score("phq-9", 19, day), answer("phq-9", 9, value, day)).chart.panels
    assert panel.points[0].alarm is alarm
    assert ("item 9 = " in panel.points[0].sentence) is alarm


def test_suicide_risk_is_the_first_line_in_short(everything: View) -> None:
    first = everything.in_short[0]
    assert (first.word, first.leads) == ("Warning", True)
    assert "PHQ-9 item 9, 2 Nov 2026" in first.text
    assert first.evidence == ("Observation/item-9",)


def test_each_row_of_the_table_has_verdict_reason_confidence_and_evidence(everything: View) -> None:
    for row in everything.trials:
        assert row.verdict_word
        assert row.because
        assert row.confidence in ("high", "moderate", "low")
        assert row.evidence
        assert row.confidence == "high" or row.confidence_reasons


def test_every_bar_stands_in_the_table_too(everything: View) -> None:
    told = " ".join(step for row in everything.trials for step in row.steps)
    assert all(bar.sentence in told for each in everything.chart.lanes for bar in each.bars)


def test_without_an_antidepressant_the_page_says_what_was_read() -> None:
    view = viewed(depression(), order("ramipril", 5, "2026-01-01"))
    assert view.nothing_on_record[0] == "No antidepressant is on record for this episode."
    assert view.nothing_on_record[1].startswith("Read: 1 medication record, none of them")
    assert view.chart.empty


@pytest.mark.parametrize(
    ("facts", "who", "said"),
    [
        pytest.param((), None, "No active depression on record.", id="no depression"),
        pytest.param(
            (depression("mdd-recurrent-full-remission"),), None, "In remission: continue what works.", id="remission"
        ),
        pytest.param(
            (depression(),), patient(born="2012-01-01"), "Under the minimum age: no treatment advice from here.",
            id="under age",
        ),
        pytest.param(
            (depression(), condition("bipolar-ii")), None,
            "Bipolar disorder is on record: no advice for unipolar depression.", id="bipolar",
        ),
    ],
)  # fmt: skip
def test_where_nothing_is_to_be_advised_one_sentence_says_why_and_the_timeline_stays(
    facts: tuple[object, ...], who: object, said: str
) -> None:
    view = viewed(*facts, *SERTRALINE, *SCORES, who=who)
    assert view.closed == said
    assert [each.label for each in view.chart.lanes] == ["Sertraline"]
    assert not {group.topic for group in view.options} & {"Augmentation", "Switch", "Combination", "Dose"}


def test_a_part_of_the_record_that_could_not_be_read_is_on_top_and_one_bad_resource_below(everything: View) -> None:
    assert everything.partial == ("Dispenses could not be fetched (403)",)
    (bad,) = everything.unreadable
    assert bad.evidence == ("MedicationRequest/9",)


def test_lists_that_never_came_are_said() -> None:
    view = viewed(depression(), *SERTRALINE, *SCORES, delivered=DELIVERED)
    assert any(told.text.startswith("Not sent: ") and "allergies" in told.text for told in view.unclear)


def test_a_gap_is_said_once_as_unreadable_or_as_unclear_or_on_top() -> None:
    gaps = [Gap(code=code, what=f"About {code.value}") for code in GapCode]
    view = viewed(depression(), *SERTRALINE, *gaps)
    said = [*view.partial, *(told.text for told in (*view.unreadable, *view.unclear))]
    for code in GapCode:
        assert said.count(f"About {code.value}") == 1, code


def test_options_say_the_sentence_of_their_card_and_what_is_set_aside_its_reason() -> None:
    second = (
        statement("venlafaxine", 225, "2026-05-04", asserted="2026-11-20"), score("phq-9", 18, "2026-11-02"),
        condition("seizure-epilepsy", onset="2019-05-02", id="Condition/epilepsy"),
    )  # fmt: skip
    view = viewed(depression(), *SERTRALINE, *SCORES, *second)
    advice = [group.first.advice for group in view.options]
    assert any("consider adding aripiprazole" in sentence for sentence in advice)
    assert all(group.first.citations for group in view.options)
    aside = next(each for each in view.set_aside if "Bupropion" in each.names)
    assert aside.evidence == ("Condition/epilepsy",)
    assert aside.row


def test_what_every_option_rests_on_is_said_once() -> None:
    second = (statement("venlafaxine", 225, "2026-05-04", asserted="2026-11-20"), score("phq-9", 18, "2026-11-02"))
    view = viewed(depression(), *SERTRALINE, *SCORES, *second)
    rows = [row for group in view.options for row in (group.first, *group.others)]
    assert view.reason
    assert not any(row.rationale.startswith(view.reason) for row in rows)


def test_a_dead_patient_gets_no_advice() -> None:
    view = viewed(depression(), *SERTRALINE, *SCORES, who=patient(deceased=True))
    assert [told.text for told in view.in_short] == ["The patient is recorded as dead."]
    assert view.options == ()


def test_two_courses_that_cannot_be_judged_for_the_same_reason_are_one_line_with_both_their_records() -> None:
    courses = [
        statement("lithium", 600, "2026-01-10", "2026-03-10", id="MedicationStatement/a"),
        statement("lithium", 600, "2026-06-10", "2026-08-10", id="MedicationStatement/b"),
    ]
    taken = statement("venlafaxine", 225, "2026-01-01", "2026-09-30")
    lines = [line for line in viewed(depression(), taken, *courses).in_short if line.word == "Open"]
    (lithium,) = [line for line in lines if "ithium" in line.text]
    assert {"MedicationStatement/a", "MedicationStatement/b"} <= set(lithium.evidence)
