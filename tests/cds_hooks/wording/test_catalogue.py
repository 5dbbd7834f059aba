"""Every sentence that a card may say, held against the rules for words (R-W1, R-W4, R-W6, R-W13, R-K17)."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest

from cds_hooks.wording.catalogue import SUMMARY_LIMIT, WORDS, Catalogue, capitalised, catalogue, shortened

ENTRIES = tomllib.loads(files("cds_hooks.wording").joinpath("en.toml").read_text(encoding="utf-8"))


def templates(entries: dict[str, Any], key: str = "") -> Iterator[tuple[str, str]]:
    """Every form of every sentence with its key."""
    for name, value in entries.items():
        path = f"{key}.{name}" if key else name
        if isinstance(value, dict):
            yield from templates(value, path)
        elif isinstance(value, list):
            yield from ((path, form) for form in value if isinstance(form, str))
        elif isinstance(value, str):
            yield path, value


ALL = list(templates(ENTRIES))

NOT_WORDS = ("sources.", "units.", "language", "translation", "not_words", "suicide_risk.families", "suggestion.tests_")
SAID = [(key, form) for key, form in ALL if not key.startswith(NOT_WORDS)]

FORBIDDEN = (
    *("must", "should", "need to", "failed to", "refused", "non-compliant", "denies", "complains", "abuser"),
    *("committed suicide", "as you know", "please", "obviously", "simply", "just", "algorithm", "we", "our", "us"),
    *("no suicide risk", "no risk", "low risk", "is at risk of", "will be", "all clear", "no findings"),
)

LONGEST: dict[str, Any] = {
    "agent": "dextromethorphan-bupropion",
    "new": "dextromethorphan-bupropion",
    "dose": "90/210 mg/day",
    "taken": "90/210 mg/day each morning",
    "min": "90/210 mg/day",
    "max": "45/105 mg/day",
    "next": "90/210 mg/day",
    "why": "with reduced kidney function (eGFR 38)",
    "n": 120,
    "c": 12,
    "p": 12,
    "k": 12,
    "f": 12,
    "needed": 42,
    "definition": "FDA esketamine definition",
    "fact": "last dose of olanzapine-fluoxetine",
    "date": "30 Sep 2026",
    "days": 120,
    "instrument": "QIDS-SR16",
    "score": "27",
    "therapy": "mindfulness-based cognitive therapy (MBCT)",
    "urgent": "urgent",
    "reason": "severe depression with psychotic features and suicidal thoughts",
    "points": "11–15",
    "band": "moderate to severe",
    "risk": "suicide risk present",
    "kind": "a mood-disorder clinic",
    "finding": "TSH 12.4 mIU/L (12 Oct 2026)",
    "finding2": "supply covered 68 % of days",
    "finding3": "alcohol use disorder recorded 2 Nov 2026, active",
    "evidence": "mood stabiliser with no other reason on record",
    "thoughts": "feeling that life is not worth living, or a wish to be dead,",
    "where": "QIDS-SR16 item 12",
    "what": "intent or plan",
    "level": "125.5 ng/mL",
    "level_on": "30 Sep 2026",
    "level_low": "230",
    "message": "x" * 139,
    "trials": "twelve trials",
    "whole": "catatonia: a lorazepam trial is the specialist's step",
    "percent": "31",
    "found": "neuroleptic malignant syndrome",
}


def spoken(form: str) -> str:
    """What is said of a form whatever is filled in."""
    return re.sub(r"\{[^}]*\}", "", form)


def test_no_sentence_holds_a_word_that_is_never_used() -> None:
    never = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in FORBIDDEN)})\b", re.IGNORECASE)
    assert [(key, form) for key, form in SAID if never.search(spoken(form)) or re.search(r"\bAI\b", form)] == []


def test_units_and_numbers_are_written_as_a_clinician_reads_them() -> None:
    never = re.compile(r"mg/d\b|µg|\bqd\b|\bprn\b|(?<!\d)\.\d|\d\.0\b|\d%|…|\.\.\.")
    assert [(key, form) for key, form in SAID if never.search(spoken(form))] == []


def test_no_sentence_holds_markup() -> None:
    markup = re.compile(r"[<>`*_#|\[\]\\]")
    assert [(key, form) for key, form in SAID if markup.search(spoken(form))] == []


def test_suicide_risk_is_never_calmed_or_foretold() -> None:
    never = re.compile(r"no risk|low risk|\bsafe\b|at risk of|negative|normal", re.IGNORECASE)
    assert [(key, form) for key, form in SAID if key.startswith("suicide_risk") and never.search(form)] == [
        ("suicide_risk.do_now", WORDS.forms("suicide_risk.do_now")[0]),
        ("suicide_risk.do_now_already", WORDS.forms("suicide_risk.do_now_already")[0]),
        ("suicide_risk.ask", WORDS.forms("suicide_risk.ask")[0]),
        ("suicide_risk.ask_already", WORDS.forms("suicide_risk.ask_already")[0]),
    ], "only 'what keeps the patient safe' may say safe"


SUMMARIES = sorted(
    {key for key, _ in ALL if re.search(r"(^|\.)summary(_\w+)?$", key)}
    | {key for key, _ in ALL if re.match(r"suicide_risk\.(high|present)", key)}
)


@pytest.mark.parametrize("key", SUMMARIES)
def test_a_summary_fits_with_the_longest_names(key: str) -> None:
    said = WORDS.summary(key, **LONGEST)
    assert len(said) <= SUMMARY_LIMIT
    assert not said.endswith(".")
    if "{agent}" in "".join(WORDS.forms(key)).lower():
        assert "dextromethorphan-bupropion" in said.lower()


@pytest.mark.parametrize("key", SUMMARIES)
def test_every_form_of_a_summary_uses_only_slots_that_exist(key: str) -> None:
    for form in WORDS.forms(key):
        slots = {name for _, name, _, _ in Formatter().parse(form) if name}
        assert {slot[:1].lower() + slot[1:] for slot in slots} <= LONGEST.keys()


@pytest.mark.parametrize(
    ("key", "slots", "said"),
    [
        (
            "summary.resistant.summary",
            {"n": 12, "definition": "FDA esketamine definition"},
            "12 adequate antidepressant trials failed this episode: treatment-resistant depression "
            "(FDA esketamine definition)",
        ),
        (
            "summary.one-failure.summary",
            {"agent": "dextromethorphan-bupropion"},
            "1 adequate antidepressant trial failed this episode (dextromethorphan-bupropion); "
            "treatment resistance not reached",
        ),
        (
            "summary.indeterminate.summary",
            {"c": 10, "p": 10, "fact": "last dose of olanzapine-fluoxetine"},
            "Cannot tell whether this is treatment-resistant: 10 trials failed, 10 more may have. "
            "Missing most: last dose of olanzapine-fluoxetine",
        ),
        (
            "summary.none.summary",
            {"k": 12},
            "No adequate antidepressant trial has failed on record this episode; 12 trials could not be judged",
        ),
        (
            "doseOptimization.too-low.summary",
            {
                "agent": "dextromethorphan-bupropion",
                "dose": "45/105 mg/day",
                "min": "90/210 mg/day",
                "next": "90/210 mg/day",
            },
            "Dextromethorphan-bupropion 45/105 mg/day is below the usual effective dose (90/210 mg/day): "
            "consider 90/210 mg/day",
        ),
        (
            "doseOptimization.room.summary",
            {"agent": "selegiline patch", "dose": "6 mg/24 h", "n": 120, "next": "9 mg/24 h"},
            "Part response to selegiline patch 6 mg/24 h after 120 days: consider a dose rise to 9 mg/24 h "
            "before a change",
        ),
        (
            "doseOptimization.wait.summary",
            {
                "agent": "dextromethorphan-bupropion",
                "dose": "90/210 mg/day",
                "n": 17,
                "needed": 42,
                "date": "21 Dec 2026",
            },
            "Dextromethorphan-bupropion 90/210 mg/day for 17 of the 42 days needed: too early to call it a failure; "
            "re-score on 21 Dec 2026",
        ),
        (
            "doseOptimization.too-high.summary",
            {"agent": "dextromethorphan-bupropion", "dose": "90/210 mg/day", "max": "45/105 mg/day", "why": "eGFR 38"},
            "Dextromethorphan-bupropion 90/210 mg/day is above the maximum for this patient (45/105 mg/day, eGFR 38): "
            "consider lowering it",
        ),
        (
            "switch.failed.summary",
            {"agent": "dextromethorphan-bupropion", "new": "tranylcypromine"},
            "Dextromethorphan-bupropion failed at an adequate dose and time: consider a switch to tranylcypromine "
            "(different mechanism)",
        ),
        (
            "switch.not-tolerated.summary",
            {"agent": "dextromethorphan-bupropion", "new": "levomilnacipran"},
            "Dextromethorphan-bupropion was stopped for side effects: consider levomilnacipran, which has "
            "another mechanism",
        ),
        (
            "augmentation.summary",
            {"n": 10, "new": "lithium carbonate", "dose": "300 mg at night, by level,", "agent": "levomilnacipran"},
            "10 trials failed: consider adding lithium carbonate 300 mg at night, by level, to levomilnacipran",
        ),
        (
            "psychotherapy.summary",
            {"therapy": "mindfulness-based cognitive therapy (MBCT)"},
            "Add psychotherapy: mindfulness-based cognitive therapy (MBCT) has not been tried on record this episode",
        ),
        (
            "ectReferral.summary",
            {
                "urgent": "urgent",
                "n": 10,
                "reason": "severe depression with psychotic features and suicidal thoughts on record",
            },
            "Consider urgent ECT referral: severe depression with psychotic features and suicidal thoughts on record, "
            "10 failed trials on record",
        ),
        (
            "tmsReferral.summary",
            {"n": 10},
            "Consider TMS: 10 adequate trials failed and no seizure or head-metal entry found on record",
        ),
        (
            "ketamineReferral.esketamine.summary",
            {"n": 10},
            "Consider esketamine nasal spray: 10 adequate trials failed; given only under supervision at a "
            "certified site",
        ),
        (
            "ketamineReferral.iv-ketamine.summary",
            {"n": 10, "why": "esketamine is not available here"},
            "Consider ketamine by infusion (off label, supervised): 10 adequate trials failed; "
            "esketamine is not available here",
        ),
        (
            "specialistReferral.summary",
            {
                "urgent": "urgent",
                "n": 10,
                "points": "11–15",
                "band": "severe resistance",
                "risk": "suicide risk present",
            },
            "Consider urgent psychiatric referral: 10 adequate trials failed, Maudsley score 11–15 (severe "
            "resistance), "
            "suicide risk present",
        ),
        (
            "measurement.none.summary",
            {"instrument": "PHQ-9", "agent": "dextromethorphan-bupropion"},
            "No symptom score in the last 90 days: a PHQ-9 today would show whether dextromethorphan-bupropion "
            "is working",
        ),
        (
            "measurement.old.summary",
            {"instrument": "QIDS-SR16", "n": 89, "score": "19", "date": "26 Aug 2026"},
            "Last QIDS-SR16 is 89 days old (19, 26 Aug 2026): repeat it before deciding the next step",
        ),
        (
            "suicide_risk.high_screen",
            {"what": "intent or plan", "instrument": "Columbia screen", "date": "20 Nov 2026"},
            "Suicidal thoughts with intent or plan on record (Columbia screen, 20 Nov 2026): assess safety today",
        ),
        (
            "suicide_risk.high_attempt",
            {"date": "30 Sep 2026", "n": 54},
            "Suicide attempt or self-harm on record, 30 Sep 2026 (54 days ago): assess safety today",
        ),
        (
            "suicide_risk.present_old",
            {"n": 88, "where": "QIDS-SR16 item 12"},
            "Thoughts of death or self-harm on record 88 days ago (QIDS-SR16 item 12), not asked since: ask at "
            "this visit",
        ),
        (
            "suicide_risk.present_code",
            {"date": "24 Nov 2025"},
            "Suicidal thoughts or self-harm coded 24 Nov 2025, no later assessment on record: ask at this visit",
        ),
    ],
)
def test_the_longest_fillings_of_the_specification_are_said_word_for_word(
    key: str, slots: dict[str, Any], said: str
) -> None:
    assert WORDS.summary(key, **slots) == said


def test_one_and_many_agree_with_their_number() -> None:
    words = Catalogue({"x": "{n} {n:trial|trials} failed"})
    assert words.say("x", n=1) == "1 trial failed"
    assert words.say("x", n=2) == "2 trials failed"
    assert words.say("x", n=0) == "0 trials failed"


def test_a_form_with_an_unknown_value_is_passed_over_and_a_sentence_without_any_form_is_not_said() -> None:
    words = Catalogue({"x": ["{a} and {b}", "{a}"], "y": "{b}"})
    assert words.say("x", a="one", b="two") == "one and two"
    assert words.say("x", a="one", b=None) == "one"
    assert words.say("y", b=None) is None
    assert words.say("no such key") is None


def test_a_capital_in_a_slot_asks_for_the_word_with_a_capital() -> None:
    assert Catalogue({"x": "{Agent} works"}).say("x", agent="sertraline") == "Sertraline works"


def test_the_first_form_that_fits_is_taken() -> None:
    words = Catalogue({"x": ["{a} is long", "{a}"]})
    assert words.say_within(100, "x", a="it") == "it is long"
    assert words.say_within(5, "x", a="it") == "it"


def test_a_summary_that_cannot_be_filled_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match="summary"):
        WORDS.summary("switch.failed.summary")


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("Do not combine: a with b; wait 14 days", 30, "Do not combine: a with b"),
        ("One; two; three", 10, "One; two"),
        ("One (two three)", 10, "One"),
        ("A sentence. Another", 15, "A sentence"),
        ("words without a mark", 12, "words"),
        ("x" * 20, 10, "x" * 10),
    ],
)
def test_what_is_too_long_loses_its_end_at_a_mark_and_gets_no_ellipsis(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


def test_a_table_or_word_that_is_not_there_is_empty() -> None:
    assert WORDS.table("no.such") == {}
    assert WORDS.word("units", "furlong") is None
    assert WORDS.word("units", "furlong", "x") == "x"
    assert WORDS.forms("units") == ()


def test_the_catalogue_of_a_language_is_read_once() -> None:
    assert catalogue("en") is catalogue("en")
    assert capitalised("") == ""
