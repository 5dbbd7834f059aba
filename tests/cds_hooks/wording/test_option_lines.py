"""The lines that all options share: what to check first, other ways, what was set aside (§7.2)."""

import pytest

from cds_hooks.wording import option_lines
from tests.cds_hooks.patient_a import assessment, augmentation, recommendations, telling
from trd.options import Caution, Option, SetAside
from trd.terms import Topic


def check(option: Option, **more: object) -> list[str]:
    return [line.text for line in option_lines.check_first(option, telling(), **more)]  # type: ignore[arg-type]


def test_bare_names_are_said_to_be_not_on_record_once() -> None:
    assert check(augmentation(unknowns=("TSH", "calcium"))) == ["Check first: TSH, calcium (not on record)."]


def test_a_question_that_says_it_all_is_left_as_it_is() -> None:
    option = augmentation(unknowns=("kidney function not on record: check eGFR first", "TSH"))
    assert check(option) == ["Check first: kidney function not on record: check eGFR first; TSH (not on record)."]


def test_at_most_three_unknowns_stand_on_a_card_and_the_rest_is_counted() -> None:
    option = augmentation(unknowns=("a", "b", "c", "d", "e"))
    assert check(option) == ["Check first: a, b, c (not on record); and 2 more."]


def test_what_is_always_asked_comes_first_and_every_caution_is_said_or_counted() -> None:
    cautions = tuple(Caution(row=f"S{number}", message=f"caution {number} {'x' * 90}") for number in range(9))
    lines = check(augmentation(cautions=cautions), always=["metal in the head"])
    assert lines[0].startswith("Check first: metal in the head")
    assert len(lines) == 4
    assert all(line.startswith("Check also: ") for line in lines[1:])
    assert lines[-1].endswith("more.")
    assert all(len(line) <= 178 for line in lines)


def test_nothing_to_check_gives_no_line() -> None:
    assert check(augmentation()) == []


def test_other_agents_of_the_topic_come_before_other_strategies_and_the_option_itself_is_no_alternative() -> None:
    weighed = recommendations(
        augmentation(),
        Option(topic=Topic.ECT_REFERRAL, kind="ect"),
        augmentation("lithium"),
        Option(topic=Topic.MEASUREMENT),
        Option(topic=Topic.TMS_REFERRAL, kind="tms"),
        Option(topic=Topic.PSYCHOTHERAPY, kind="cbt"),
    )
    line = option_lines.also_possible(augmentation(), telling(weighed=weighed))
    assert line is not None
    assert line.text == "Also possible: lithium, ECT, TMS."
    assert option_lines.also_possible(augmentation(), telling()) is None


def test_what_is_set_aside_keeps_its_reason_and_its_spelling() -> None:
    aside = SetAside(topic=Topic.TMS_REFERRAL, agent=None, kind="tms", reason="Haemoglobin 9.", row="S400")
    told = telling(weighed=recommendations(set_aside=(aside,)), country="US")
    (line,) = option_lines.set_aside([Topic.TMS_REFERRAL], told)
    assert line.text == "Set aside: TMS (hemoglobin 9)."
    assert option_lines.set_aside([Topic.SWITCH], told) == []


def test_options_of_one_reason_stand_together_with_its_first_sentence() -> None:
    reason = "High suicide risk: dangerous in overdose. No new start from here."
    aside = tuple(
        SetAside(topic=Topic.SWITCH, agent=name, kind=None, reason=reason, row="S074")
        for name in ("lithium", "amitriptyline")
    )
    (line,) = option_lines.set_aside([Topic.SWITCH], telling(weighed=recommendations(set_aside=aside)))
    assert line.text == "Set aside: lithium, amitriptyline (high suicide risk: dangerous in overdose)."


def test_the_first_sentence_is_the_rules_own_reason_where_the_record_gives_no_numbers() -> None:
    option = augmentation(rationale="40 days at 50 mg/d without effect.")
    assert option_lines.reason(option, None, telling()) == "40 days at 50 mg/day without effect."


@pytest.mark.parametrize(("text", "said"), [("Clinic A", "Refer to: Clinic A"), (None, None)])
def test_the_site_says_where_to_refer_or_there_is_no_line(text: str | None, said: str | None) -> None:
    line = option_lines.refer_to(telling(referral_text=text))
    assert (line.text if line else None) == said


def test_the_day_of_the_record_is_the_last_line() -> None:
    line = option_lines.based_on(telling())
    assert line is not None
    assert line.text == "Based on: record up to 20 Nov 2026."
    assert option_lines.based_on(telling(assessment(data_up_to=None))) is None
    assert option_lines.labelled("how", None, telling()) is None
    assert option_lines.missing(None) is None


def test_a_caution_that_names_what_is_missing_says_so_and_it_is_not_asked_twice() -> None:
    caution = Caution(row="S269", message="Weight, HbA1c or glucose, lipids before an antipsychotic.")
    option = augmentation(unknowns=("glucose or HbA1c",), cautions=(caution,))
    assert check(option) == [
        "Check first: weight, HbA1c or glucose, lipids before an antipsychotic (not on record: glucose or HbA1c)."
    ]


def test_a_drug_is_named_once_whatever_it_is_offered_for() -> None:
    weighed = recommendations(
        Option(topic=Topic.SWITCH, agent="bupropion"),
        Option(topic=Topic.KETAMINE_REFERRAL, kind="esketamine"),
        Option(topic=Topic.COMBINATION, agent="bupropion"),
    )
    line = option_lines.also_possible(augmentation(), telling(weighed=weighed))
    assert line is not None
    assert line.text == "Also possible: switch to bupropion, esketamine."


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("QTc 500 ms (13 Nov 2026)", "lithium (QTc 500 ms, 13 Nov 2026)"),
        ("Worse with it (toxic)", "lithium (worse with it – toxic)"),
        (f"Bipolar disorder: {'x' * 200}", "lithium (bipolar disorder)"),
    ],
)
def test_a_reason_in_brackets_keeps_them_closed(reason: str, said: str) -> None:
    aside = SetAside(topic=Topic.SWITCH, agent="lithium", kind=None, reason=reason, row="S1")
    (line,) = option_lines.set_aside([Topic.SWITCH], telling(weighed=recommendations(set_aside=(aside,))))
    assert line.text == f"Set aside: {said}."


def test_a_dose_in_a_message_of_the_knowledge_has_the_units_of_a_card() -> None:
    caution = Caution(row="S1", message="At most 45 mg/d; start with 5 µg.")
    assert check(augmentation(cautions=(caution,))) == ["Check first: at most 45 mg/day; start with 5 micrograms."]
