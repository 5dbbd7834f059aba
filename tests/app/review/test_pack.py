"""The pack: half a page an entry, with all that a clinician needs to sign it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.review.contents import sources_of, title_of, words_beside
from app.review.hanging import Changed, Hanging, Step, try_out
from app.review.pack import DECIDES, Pack, in_order, write
from app.review.patients import sample_patients
from app.review.trying import packs_of
from tests.signed import signed
from trd.knowledge.entries import KINDS, digest_of, entries, short
from trd.knowledge.entry_figures import figures_of
from trd.knowledge.loading import load

KNOWLEDGE = load()
EVERY = entries(KNOWLEDGE)


def packs(*names: str) -> list[Pack]:
    """Packs of which nothing hangs on anything: what is written beside."""
    return [
        Pack(entry=name, hanging=tuple(Hanging(figure=each, steps=()) for each in figures_of(KNOWLEDGE, name)))
        for name in names
    ]


def page(found: Sequence[Pack]) -> str:
    return write(found, KNOWLEDGE, tried="2 sample patients", patients=2)


SAMPLE = Changed(patient="dose-too-low", title="Fifteen weeks", sample=True, changes=("failed trials: 0 → 1",))
CASE = Changed(patient="W01", title="A case", sample=False, changes=("failed trials: 1 → 0",))
ELSEWHERE = Changed(patient="W02", title="Another", sample=False, changes=("failed trials under ema: 1 → 0",))


def hanging(entry: str, *changed: Changed) -> Pack:
    figure = figures_of(KNOWLEDGE, entry)[0]
    steps = (Step(to="25 mg/day", changed=()), Step(to="100 mg/day", changed=changed))
    return Pack(entry=entry, hanging=(Hanging(figure=figure, steps=steps),))


def test_every_kind_of_entry_says_what_it_decides() -> None:
    assert set(DECIDES) == set(KINDS)


def test_every_entry_can_be_printed() -> None:
    text = page(packs(*EVERY))
    assert text.count("\n☐ accept") == len(EVERY)
    assert "Decimal(" not in text
    assert "frozenset" not in text
    assert "None" not in text


def test_a_pack_holds_figure_source_place_mark_and_a_line_to_sign() -> None:
    text = page(packs("agent sertraline"))
    assert "| least adequate dose | **50 mg/day** | MGH: form, sertraline | seen |" in text
    assert "| highest dose of the label | **200 mg/day** | US-LABEL: section 2, sertraline | from memory |" in text
    assert "- MGH: MGH Antidepressant Treatment Response Questionnaire (form)." in text
    assert "Name: ______" in text
    digest = short(digest_of(EVERY["agent sertraline"]))
    assert f'trd-cds knowledge sign "agent sertraline" --figures {digest} --reviewer' in text


def test_what_decides_most_stands_first() -> None:
    found = [hanging("agent lithium"), hanging("agent sertraline", CASE), hanging("agent citalopram", SAMPLE, CASE)]
    assert [pack.entry for pack in in_order(found, KNOWLEDGE)] == [
        "agent citalopram",
        "agent sertraline",
        "agent lithium",
    ]
    equal = [hanging("agent sertraline", CASE), hanging("agent fluoxetine", SAMPLE)]
    assert [pack.entry for pack in in_order(equal, KNOWLEDGE)] == ["agent fluoxetine", "agent sertraline"]


def test_the_steps_are_counted_and_one_patient_is_told() -> None:
    text = write([hanging("agent sertraline", CASE, SAMPLE)], KNOWLEDGE, tried="all", patients=9)
    assert "| 25 mg/day: none | 100 mg/day: 2 of 9 |" in text
    assert "sample patient dose-too-low (*Fifteen weeks*): failed trials: 0 → 1" in text
    assert "One step changes the answer for up to 2 of 9 patients." in text


def test_what_only_another_definition_counts_otherwise_is_said_as_that() -> None:
    text = write([hanging("agent sertraline", ELSEWHERE)], KNOWLEDGE, tried="all", patients=9)
    assert "100 mg/day: 1 of 9, only under another definition" in text


def test_an_entry_on_which_nothing_hangs_says_so_without_calling_it_light() -> None:
    text = page([hanging("agent sertraline")])
    assert "No patient tried changes by one step." in text
    assert "not that it is of no weight" in text


def test_an_entry_that_is_signed_names_its_reader() -> None:
    knowledge = signed(KNOWLEDGE, ["agent sertraline"])
    text = write(packs("agent sertraline"), knowledge, tried="all", patients=2)
    assert "now: A. Clinician, 2026-11-20" in text


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("agent sertraline", "Sertraline"),
        ("definition default", "Definition “default”: two adequate failed trials, this episode"),
        ("scale phq-9", "PHQ-9"),
        ("safety S315", "S315: eGFR below 30 → lithium"),
        ("row D18", "D18: two failures, no benefit or stopped"),
        ("modifier M10", "M10: insomnia"),
        ("modifier trials", "Modifier: trials"),
        ("figure tms-sessions", "Figure: tms sessions"),
    ],
)
def test_an_entry_has_the_name_a_clinician_gives_it(entry: str, title: str) -> None:
    assert title_of(entry, KNOWLEDGE) == title


def words(entry: str) -> str:
    return "\n".join(words_beside(entry, EVERY[entry], KNOWLEDGE))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("agent sertraline", "50 → 100 → 150 → 200"),
        ("agent sertraline", "hepatic avoid"),
        ("agent lithium", "Lithium carbonate … mg oral capsule; 150 mg = RxNorm 311355"),
        ("safety S315", "then: contraindicated; while it is not known, it is asked before any order"),
        ("safety S315", "the card says: Kidney function below 30: lithium is contraindicated."),
        ("row D18", "specialistReferral 4, tmsReferral 4"),
        ("country US", "988 Suicide & Crisis Lifeline"),
        ("definition default", "failure outcomes: "),
    ],
)
def test_the_words_that_are_signed_with_the_figures_are_printed(entry: str, told: str) -> None:
    assert told in words(entry)


def test_the_sources_to_have_in_hand_are_those_cited() -> None:
    assert [source.id for source in sources_of("safety S315", EVERY["safety S315"], KNOWLEDGE)] == ["LI-GGC"]
    found = {source.id for source in sources_of("agent sertraline", EVERY["agent sertraline"], KNOWLEDGE)}
    assert {"MGH", "US-LABEL", "ATHF-SF"} <= found


def test_side_by_side_the_packs_are_the_same() -> None:
    two = tuple(patient for patient in sample_patients() if patient.name in ("dose-too-low", "getting-well"))
    tried = try_out(KNOWLEDGE, two)
    wanted = ["safety S405", "figure tms-sessions", "agent mianserin"]
    one, more = (list(packs_of(tried, wanted, workers=workers)) for workers in (1, 2))
    assert sorted(more, key=lambda pack: pack.entry) == sorted(one, key=lambda pack: pack.entry)
    assert {pack.entry for pack in one} == set(wanted)
    assert replace(one[0]) == one[0]
