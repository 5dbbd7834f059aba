"""Every language says all that English says: the same keys, the same slots, within the same lengths."""

import re
import tomllib
from importlib.resources import files
from string import Formatter

import pytest

from cds_hooks.wording.catalogue import (
    LONGEST_LINE,
    SUMMARY_LIMIT,
    WORDS,
    Catalogue,
    capitalised,
    catalogue,
    languages,
    speaking,
    translated,
)
from cds_hooks.wording.detail import UNWANTED
from tests.cds_hooks.wording.test_catalogue import LONGEST

OTHERS = [name for name in languages() if name != "en"]
ENGLISH = catalogue("en")


def is_word(key: str) -> bool:
    """False for addresses, codes and what the rules spell in English."""
    return not any(key == name or key.startswith(f"{name}.") for name in ENGLISH.not_words)


ENGLISH_KEYS = [key for key in ENGLISH.sentences() if is_word(key)]


def slots(template: str) -> set[str]:
    """The slots of a form; `{Agent}` is `{agent}`."""
    return {name[:1].lower() + name[1:] for _, name, _, _ in Formatter().parse(template) if name}


def test_there_is_a_second_language_and_english_comes_first() -> None:
    assert languages()[0] == "en"
    assert "de" in languages()


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_english_is_there_and_none_beside(language: str) -> None:
    own = set(catalogue(language).sentences()) - {"language", "translation", "longest_line"}
    assert own == set(ENGLISH_KEYS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_has_the_slots_of_the_english_form_in_whatever_order(language: str) -> None:
    own = catalogue(language)
    differing = [
        key
        for key in ENGLISH_KEYS
        if not key.startswith("daily.")
        and [slots(form) for form in ENGLISH.forms(key)] != [slots(form) for form in own.forms(key)]
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_last_form_of_every_summary_fits_with_the_longest_names(language: str) -> None:
    own = catalogue(language)
    too_long = {}
    for key in ENGLISH_KEYS:
        if ".summary" in key or key.startswith(("suicide_risk.high", "suicide_risk.present")):
            said = own.say_within(SUMMARY_LIMIT, key, **LONGEST) or ""
            if len(said) > SUMMARY_LIMIT:
                too_long[key] = said
    assert too_long == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_plain_line_is_longer_than_a_panel_shows(language: str) -> None:
    own = catalogue(language)
    plain = {key: form for key in ENGLISH_KEYS for form in own.forms(key) if not slots(form)}
    assert {key: form for key, form in plain.items() if len(form) > own.room(LONGEST_LINE) - 10} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_form_holds_marks_of_markdown_or_html(language: str) -> None:
    own = catalogue(language)
    assert [
        key for key in ENGLISH_KEYS for form in own.forms(key) if UNWANTED.search(re.sub(r"\{[^{}]*\}", "", form))
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_one_and_many_agree_where_english_agrees(language: str) -> None:
    """A number that decides the form of a word in English decides one in every language."""
    counted = re.compile(r"\{(\w+):[^{}|]+\|[^{}|]+\}")
    own = catalogue(language)
    for key in ENGLISH_KEYS:
        for english, form in zip(ENGLISH.forms(key), own.forms(key), strict=False):
            if len(ENGLISH.forms(key)) == len(own.forms(key)):
                assert bool(counted.search(english)) >= bool(counted.search(form)), key


def test_a_sentence_that_is_lacking_is_said_in_english_and_counted() -> None:
    met: list[str] = []

    def missed(key: str, said: str) -> str:
        met.append(key)
        return said

    other = Catalogue({"language": "xx", "lines": {"how": "Comment : {text}."}}, otherwise=ENGLISH, missed=missed)
    assert other.say("lines.how", text="x") == "Comment : x."
    assert met == []
    assert other.say("lines.watch", text="x") == "Watch: x."
    assert other.word("units", "mg/d") == "mg/day"
    assert met == ["lines.watch", "units.mg/d"]


def test_what_is_spoken_holds_for_the_inside_alone() -> None:
    with speaking("de") as speech:
        assert WORDS.language == "de"
        assert WORDS.say("lines.watch", text="Puls") == "Beobachten: Puls."
    assert WORDS.language == "en"
    assert not speech.fell_back


def test_a_rule_without_a_translation_is_told_in_english_and_its_group_counted_once() -> None:
    with speaking("de") as speech:
        assert translated("a sentence that nobody has translated", "safety") == "a sentence that nobody has translated"
        assert translated("another of that kind", "safety")
    assert list(speech.fell_back) == ["safety"]


def test_english_is_never_counted() -> None:
    with speaking("en") as speech:
        assert translated("anything at all") == "anything at all"
    assert not speech.fell_back


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("sertraline", "Sertralin"),
        ("Sertraline", "Sertralin"),
        ("2 Nov 2026", "2. Nov. 2026"),
        ("Mar 2026", "März 2026"),
        ("37.5 mg/day", "37,5 mg/Tag"),
        ("0.8 mmol/L", "0,8 mmol/l"),
        ("PHQ-9", "PHQ-9"),
        ("TSH 12.4 mIU/L (12 Oct 2026)", "TSH 12,4 mIU/l (12. Okt. 2026)"),
        ("Haemoglobin 11.9 g/dL (1 Jun 2026)", "Hämoglobin 11,9 g/dl (1. Juni 2026)"),
        ("Haemoglobin <8 g/dL (1 Jun 2026)", "Hämoglobin <8 g/dl (1. Juni 2026)"),
        ("nortriptyline level 30 ng/mL (26 Jan 2026)", "Nortriptylin-Spiegel 30 ng/ml (26. Jan. 2026)"),
        (
            "No symptom score in the last 90 days; the last was PHQ-9 20 of 12 Mar 2026",
            "Keine Symptomskala in den letzten 90 Tagen; die letzte war PHQ-9 20 vom 12. März 2026",
        ),
        ("MDQ 8 (1 Nov 2026)", "MDQ 8 (1. Nov. 2026)"),
        ("TSH out of range (1 Jun 2026)", "TSH außerhalb des Referenzbereichs (1. Juni 2026)"),
        ("taper, 2 to 3 free days, then 37.5 to 75 mg", "ausschleichen, 2 bis 3 Tage Pause, dann 37,5 bis 75 mg"),
        ("whether the depression of early 2026 had ended", "ob die Depression von Anfang 2026 beendet war"),
    ],
)
def test_names_dates_and_figures_are_written_as_germans_write_them(english: str, german: str) -> None:
    with speaking("de"):
        assert translated(english) == german


def test_a_drug_told_in_the_words_of_the_record_keeps_them_inside_a_german_warning() -> None:
    """What may still be taken beside a drug that it must not meet is never left in English."""
    with speaking("de") as speech:
        said = translated("may still be taking phenelzine 15 MG Oral Tablet: confirm before")
        known = translated("may still be taking phenelzine: confirm before")
    assert said == "phenelzine 15 MG Oral Tablet wird evtl. noch eingenommen: vorher klären"
    assert known == "Phenelzin wird evtl. noch eingenommen: vorher klären"
    assert not speech.fell_back


def test_the_grades_of_severity_are_told_apart() -> None:
    """ "mittelschwer" is another word for moderate: PHQ-9 15 to 19 lies between moderate and severe."""
    with speaking("de"):
        assert translated("PHQ-9 12, moderate") == "PHQ-9 12, mittelgradig"
        assert translated("PHQ-9 17, moderately severe") == "PHQ-9 17, mittelgradig bis schwer"
        assert WORDS.word("view.severities", "moderate") == "mittelgradig"
        assert WORDS.word("summary.bands", "moderate") == "mittelgradig"
        assert WORDS.word("view.trials.confidences", "moderate") == "mittel"


def test_a_language_of_longer_words_has_longer_lines_and_english_its_180_characters() -> None:
    assert WORDS.room(LONGEST_LINE) == LONGEST_LINE == 180
    with speaking("de"):
        assert LONGEST_LINE < WORDS.room(LONGEST_LINE) <= LONGEST_LINE * 5 // 4


WORDS_OF_PLANS = tomllib.loads(files("trd.knowledge").joinpath("switching.toml").read_text(encoding="utf-8"))


def plans(entries: dict[str, object]) -> list[str]:
    """The words of every way from one drug to another: `taper|14|taper, 7 free days, then start`."""
    found: list[str] = []
    for value in entries.values():
        if isinstance(value, dict):
            found += plans(value)
        elif isinstance(value, str) and value.count("|") == 2:
            found.append(value.split("|")[2])
    return sorted(set(found))


@pytest.mark.parametrize("language", OTHERS)
def test_every_way_from_one_drug_to_another_has_words(language: str) -> None:
    book = catalogue(language).phrases
    assert book is not None
    assert len(plans(WORDS_OF_PLANS)) > 20
    assert [text for text in plans(WORDS_OF_PLANS) if book.translate(text) is None] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_stands_twice_and_each_keeps_its_slots(language: str) -> None:
    text = files("cds_hooks.wording").joinpath(f"{language}.phrases.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)["phrases"].values()
    pairs = [(english, own) for group in groups for english, own in group.items()]
    names = [capitalised(english) for english, _ in pairs]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    wrong = [
        english for english, own in pairs if set(re.findall(r"\{\w+\}", own)) != set(re.findall(r"\{\w+\}", english))
    ]
    assert wrong == []
