"""Laws of the assessment on histories that nobody wrote: what more, fewer or other facts may change, and what not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import condition, depression, history, order, score, statement
from trd.assessment import Assessment, assess
from trd.choices import Choices
from trd.history import MedicationRecord, Score, TreatmentHistory
from trd.intervals import DayInterval
from trd.knowledge.loading import load
from trd.resistance import RatedTrial
from trd.terms import Adequacy, Confidence, Outcome, RecordStatus

KNOWLEDGE = load()
FIRST, AS_OF = date(2025, 12, 5), date(2026, 11, 23)
ONSET = depression(onset="2025-12-01")
DOSES = {"sertraline": (25, 50, 150), "venlafaxine": (75, 150), "mirtazapine": (15, 30), "nortriptyline": (50, 100)}
SURE = (Confidence.LOW, Confidence.MODERATE, Confidence.HIGH)


LONGER = replace(
    KNOWLEDGE.definitions["default"],
    id="longer",
    days_at_dose=replace(KNOWLEDGE.definitions["default"].days_at_dose, value=Decimal(56)),
)
STRICTER = replace(KNOWLEDGE, definitions={**KNOWLEDGE.definitions, "longer": LONGER})

PAIRS = [
    ("default", "ema"),
    ("default", "longer"),
    ("canmat-2023", "ema"),
    ("nice", "default"),
    ("nice", "consensus"),
    ("consensus", "ema"),
]
"""The looser definition first: lower doses, fewer days, or more outcomes that count."""


def judged(*facts: Any, **choices: Any) -> Assessment:
    return assess(history(ONSET, *facts), KNOWLEDGE, Choices(**choices), as_of=AS_OF)


@st.composite
def treatments(draw: st.DrawFn) -> list[MedicationRecord]:
    """One drug after another, with free days between, each at one or two doses."""
    records: list[MedicationRecord] = []
    day = FIRST
    for agent in draw(st.permutations(list(DOSES)))[: draw(st.integers(1, 3))]:
        for dose in draw(st.lists(st.sampled_from(DOSES[agent]), min_size=1, max_size=2)):
            last = day + timedelta(days=draw(st.integers(20, 75)))
            records.append(statement(agent, dose, day, last, id=f"MedicationStatement/{len(records)}"))
            day = last + timedelta(days=1)
        day += timedelta(days=draw(st.integers(0, 20)))
    return records


@st.composite
def overlapping(draw: st.DrawFn) -> list[MedicationRecord]:
    """Up to four drugs at any time, an augmenter among them."""
    records = []
    for number in range(draw(st.integers(1, 4))):
        agent = draw(st.sampled_from([*DOSES, "aripiprazole"]))
        dose = 5 if agent == "aripiprazole" else draw(st.sampled_from(DOSES[agent]))
        start = FIRST + timedelta(days=draw(st.integers(0, 120)))
        end = start + timedelta(days=draw(st.integers(10, 120)))
        records.append(statement(agent, dose, start, end, id=f"MedicationStatement/{number}"))
    return records


@st.composite
def totals(draw: st.DrawFn, low: int = 3) -> list[Score]:
    """PHQ-9 totals every ten days or so, some left out; most show little change, so that failures are common."""
    found = []
    for number, day in enumerate(range(-3, 300, 10)):
        value = draw(st.one_of(st.none(), st.integers(16, 22), st.integers(16, 22), st.integers(low, 27)))
        if value is not None:
            on = FIRST + timedelta(days=day + draw(st.integers(0, 6)))
            found.append(score("phq-9", value, on, id=f"Observation/{number}"))
    return found


def _month(day: date) -> DayInterval:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return DayInterval(earliest=day.replace(day=1), latest=following - timedelta(days=1))


def failed(found: Assessment) -> set[str]:
    """The agents with a certain failure."""
    return {rated.trial.agents[0] for rated in found.trials if rated.failed}


@given(st.sampled_from(sorted(DOSES)), st.data(), st.integers(5, 120), st.integers(1, 60))
def test_more_days_never_make_a_trial_less_adequate(agent: str, data: st.DataObject, days: int, more: int) -> None:
    dose = data.draw(st.sampled_from(DOSES[agent]))
    ends = (FIRST + timedelta(days=days + extra) for extra in (0, more))
    short, long = (judged(statement(agent, dose, FIRST, end)).trials for end in ends)
    for one, other in zip(short, long, strict=True):
        assert other.adequacy.most_certain >= one.adequacy.most_certain
        assert other.adequacy.most_possible >= one.adequacy.most_possible
        assert other.adequacy.verdict is Adequacy.ADEQUATE or one.adequacy.verdict is not Adequacy.ADEQUATE


@given(treatments(), totals(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_gap_never_adds_certainty(records: list[MedicationRecord], scores: list[Score], data: st.DataObject) -> None:
    """A dose, an end or a start that is no longer told makes no new failure, and no trial surer."""
    place = data.draw(st.integers(0, len(records) - 1))
    record = records[place]
    hidden = data.draw(st.sampled_from(["dose", "end", "month"]))
    if hidden == "dose":
        poorer = replace(record, steps=())
    elif hidden == "end":
        poorer = replace(record, end=None, status=RecordStatus.COMPLETED)
    else:
        assert record.start is not None
        first = record.start.earliest
        month = DayInterval(
            earliest=first.replace(day=1),
            latest=(first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1),
        )
        poorer = replace(record, start=month)
    whole = judged(records, scores)
    less = judged([*records[:place], poorer, *records[place + 1 :]], scores)
    assert failed(less) <= failed(whole)
    assert less.resistance.failed_trials <= whole.resistance.failed_trials


@given(treatments(), totals())
@settings(max_examples=150, deadline=None)
def test_a_stricter_definition_never_counts_more_failures(records: list[MedicationRecord], scores: list[Score]) -> None:
    """Each pair: the second asks at least as much in dose, days and lack of benefit.

    Of treatments one after another. Where something was added before a drug was adequate, R-O11 lets the window of the
    longer definition reach to the trial's end and closes that of the shorter one two weeks after the addition, so that
    a late score fails the drug by the longer definition alone.
    """
    found = assess(history(ONSET, records, scores), STRICTER, Choices(), as_of=AS_OF).by_definition
    for loose, strict in PAIRS:
        assert found[strict].failed_trials <= found[loose].failed_trials, (loose, strict)


@given(treatments(), totals(low=14), st.data())
@settings(max_examples=150, deadline=None)
def test_removing_a_score_never_creates_a_failure_at_higher_confidence(
    records: list[MedicationRecord], scores: list[Score], data: st.DataObject
) -> None:
    """Where no score shows benefit: one that does decides against failure, and without it the record differs."""
    assume(scores)
    gone = data.draw(st.integers(0, len(scores) - 1))
    whole, less = judged(records, scores), judged(records, [*scores[:gone], *scores[gone + 1 :]])
    for one, other in zip(whole.trials, less.trials, strict=True):
        if other.failed and one.outcome.outcome not in (Outcome.RESPONSE, Outcome.REMISSION):
            assert not _surer(other, one)


def _surer(one: RatedTrial, other: RatedTrial) -> bool:
    return SURE.index(one.confidence) > SURE.index(other.confidence)


TRIAL_SETS = (
    *("mdd", "dysthymia", "bipolar", "psychotic-disorder", "psychotic-flag", "dementia", "secondary-depression"),
    *("full-remission", "partial-remission", "remission-unspecified", "non-adherence", "augmenter-other-reason"),
)
"""What may bear on a trial: the gates, the episode, adherence, another reason for an augmenter."""

RELATED = {name for each in TRIAL_SETS for name in KNOWLEDGE.concept_sets.get(each, frozenset())}
UNRELATED = sorted({name for row in KNOWLEDGE.explanations.values() for name in row.conditions} - RELATED)


@given(overlapping(), totals(), st.sampled_from(UNRELATED))
def test_an_unrelated_condition_changes_no_trial(
    records: list[MedicationRecord], scores: list[Score], concept: str
) -> None:
    before = judged(records, scores)
    after = judged(records, scores, condition(concept, recorded="2026-03-01", id="Condition/unrelated"))
    assert after.trials == before.trials
    assert after.resistance.failed_trials == before.resistance.failed_trials


@given(overlapping(), totals(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(
    records: list[MedicationRecord], scores: list[Score], random: Any
) -> None:
    facts = [*records, *scores]
    random.shuffle(facts)
    before, after = judged(records, scores), judged(facts)
    assert replace(after, history=TreatmentHistory()) == replace(before, history=TreatmentHistory())


@given(overlapping(), totals(), st.integers(0, 350))
def test_nothing_after_the_day_of_the_answer_is_read(
    records: list[MedicationRecord], scores: list[Score], cut: int
) -> None:
    """R-T37."""
    day = FIRST + timedelta(days=cut)
    past = [each for each in scores if each.day <= day]
    whole = assess(history(ONSET, records, scores), KNOWLEDGE, Choices(), as_of=day)
    told = assess(history(ONSET, records, past), KNOWLEDGE, Choices(), as_of=day)
    assert whole.trials == told.trials
    assert all(rated.trial.start.earliest <= day for rated in whole.trials)


@given(st.sampled_from(sorted(DOSES)), st.integers(30, 120), totals())
def test_an_open_order_is_never_surer_than_a_stated_period(agent: str, days: int, scores: list[Score]) -> None:
    """R-0.2: what rests on an assumed end has confidence low."""
    dose = Decimal(DOSES[agent][-1])
    assumed, *_ = judged(order(agent, dose, FIRST), scores).trials
    stated, *_ = judged(statement(agent, dose, FIRST, FIRST + timedelta(days=89)), scores).trials
    assert assumed.adequacy.most_certain <= stated.adequacy.most_certain
    if assumed.failed:
        assert assumed.confidence is Confidence.LOW
