"""Did it help? Scores, windows, reasons, inference (§5, W55)."""

from datetime import date, timedelta

import pytest

from tests.builders import allergy, depression, history, order, score, sessions, statement
from trd.adequacy import rate
from trd.choices import Choices
from trd.exposures import rebuild
from trd.knowledge.loading import load
from trd.response import OutcomeRating, judge
from trd.terms import Outcome
from trd.trials import join

START = date(2026, 2, 1)
"""Day 0; six weeks are reached on 14 March."""
BEFORE, ENDPOINT = "2026-01-30", "2026-03-30"
SERTRALINE = statement("sertraline", 50, "2026-02-01", "2026-03-31")


def judged(*facts, which: int = 0, as_of: str = "2026-04-05", definition: str = "default") -> OutcomeRating:
    record, knowledge, day = history(depression(), *facts), load(), date.fromisoformat(as_of)
    rebuilt = rebuild(record, knowledge, Choices(), as_of=day)
    trials = join(rebuilt, record, knowledge, Choices(), as_of=day).trials
    trial, chosen = trials[which], knowledge.definitions[definition]
    adequacy = rate(trial, record, chosen, knowledge, Choices(), as_of=day)
    others = [other for other in trials if other is not trial]
    return judge(trial, adequacy, others, record, chosen, knowledge, Choices(), as_of=day)


@pytest.mark.parametrize(
    ("scale", "before", "after", "word", "notes"),
    [
        pytest.param("phq-9", 20, 4, "remission", (), id="PHQ-9 20 to 4"),
        pytest.param("phq-9", 20, 5, "response", (), id="PHQ-9 20 to 5"),
        pytest.param("phq-9", 20, 10, "response", (), id="exactly half"),
        pytest.param("phq-9", 20, 11, "partial-response", (), id="PHQ-9 20 to 11"),
        pytest.param("phq-9", 20, 15, "partial-response", (), id="exactly a quarter"),
        pytest.param("phq-9", 20, 16, "non-response", (), id="a fifth"),
        pytest.param("phq-9", 18, 22, "non-response", (), id="4 points worse are no note"),
        pytest.param("phq-9", 18, 23, "non-response", ("worse",), id="5 points worse"),
        pytest.param("qids-sr16", 16, 8, "response", (), id="QIDS 16 to 8"),
        pytest.param("qids-sr16", 16, 5, "remission", (), id="QIDS 16 to 5"),
        pytest.param("hamd-17", 24, 12, "response", (), id="HAM-D 24 to 12"),
        pytest.param("hamd-17", 24, 7, "remission", (), id="HAM-D 24 to 7"),
        pytest.param("madrs", 32, 24, "partial-response", (), id="MADRS 32 to 24"),
        pytest.param("madrs", 32, 16, "response", (), id="MADRS 32 to 16"),
        pytest.param("madrs", 32, 10, "remission", (), id="MADRS 32 to 10"),
        pytest.param("promis-dep-8a", 30, 19, "response", (), id="PROMIS raw, floor 8"),
        pytest.param("promis-dep-8a", 30, 20, "partial-response", (), id="PROMIS raw, one more"),
        pytest.param("zung-sds", 60, 40, "response", (), id="Zung, floor 20"),
    ],
)
def test_the_word_of_a_pair(scale, before, after, word, notes) -> None:
    found = judged(SERTRALINE, score(scale, before, BEFORE), score(scale, after, ENDPOINT))
    assert (found.outcome, found.basis, found.notes) == (word, "scores", notes)
    assert not found.low_confidence
    assert not found.moderate_confidence


@pytest.mark.parametrize(
    ("scale", "after", "word"),
    [
        pytest.param("phq-9", 21, "non-response", id="PHQ-9 21"),
        pytest.param("phq-9", 20, "partial-response", id="PHQ-9 20"),
        pytest.param("phq-9", 14, "partial-response", id="PHQ-9 14"),
        pytest.param("phq-9", 13, "unknown", id="PHQ-9 13"),
        pytest.param("phq-9", 4, "remission", id="PHQ-9 4"),
        pytest.param("madrs", 46, "non-response", id="MADRS 46"),
        pytest.param("madrs", 45, "partial-response", id="MADRS 45"),
        pytest.param("madrs", 31, "partial-response", id="MADRS 31"),
        pytest.param("madrs", 30, "unknown", id="MADRS 30"),
        pytest.param("cgi-i", 2, "response", id="CGI-I 2"),
        pytest.param("cgi-i", 3, "partial-response", id="CGI-I 3"),
        pytest.param("cgi-i", 4, "non-response", id="CGI-I 4"),
        pytest.param("promis-dep-t", 54, "remission", id="PROMIS T tells remission"),
        pytest.param("promis-dep-t", 60, "unknown", id="and nothing else"),
        pytest.param("gad-7", 21, "unknown", id="no scale of depression"),
        pytest.param("phq-9", 28, "unknown", id="no possible total"),
    ],
)
def test_the_word_of_an_endpoint_alone(scale, after, word) -> None:
    """R-O24, R-O25: confidence moderate."""
    found = judged(SERTRALINE, score(scale, after, ENDPOINT))
    assert found.outcome == word
    assert found.moderate_confidence == (found.endpoint is not None)


def test_a_scale_without_a_percent_rule_tells_remission_alone() -> None:
    pair = [score("promis-dep-t", 70, BEFORE), score("promis-dep-t", 60, ENDPOINT)]
    assert judged(SERTRALINE, pair).outcome == "unknown"
    assert judged(SERTRALINE, pair, score("phq-9", 22, ENDPOINT)).outcome == "non-response"
    early = [score("promis-dep-t", 70, BEFORE), score("promis-dep-t", 60, "2026-02-20")]
    assert judged(SERTRALINE, early, score("phq-9", 22, ENDPOINT)).outcome == "non-response"


def test_the_impression_of_change_stands_back_behind_a_pair() -> None:
    pair = [score("phq-9", 20, BEFORE), score("phq-9", 18, ENDPOINT)]
    assert judged(SERTRALINE, pair, score("cgi-i", 2, ENDPOINT)).outcome == "non-response"


@pytest.mark.parametrize(
    ("days", "inside"),
    [
        pytest.param(-29, False, id="29 days before"),
        pytest.param(-28, True, id="28 days before"),
        pytest.param(7, True, id="day 7"),
        pytest.param(8, False, id="day 8"),
    ],
)
def test_where_a_baseline_may_lie(days, inside) -> None:
    """R-O10."""
    found = judged(SERTRALINE, score("phq-9", 20, START + timedelta(days=days)), score("phq-9", 18, ENDPOINT))
    assert (found.baseline is not None) == inside


@pytest.mark.parametrize(
    ("value", "day", "doubtful"),
    [
        pytest.param(4, -28, True, id="in remission 28 days before"),
        pytest.param(4, 7, True, id="in remission on day 7"),
        pytest.param(4, -29, False, id="29 days before"),
        pytest.param(5, 0, False, id="one point above remission is a baseline"),
    ],
)
def test_a_trial_that_began_in_remission_is_a_possible_failure_at_most(value, day, doubtful) -> None:
    """Decision 0004: a maintenance drug on which the depression came back may have worked."""
    start = score("phq-9", value, START + timedelta(days=day))
    found = judged(SERTRALINE, start, score("phq-9", 21, ENDPOINT))
    assert found.outcome is Outcome.NON_RESPONSE
    assert found.blocks_failure is doubtful
    assert ("remission-at-start" in found.notes) is doubtful


def test_the_latest_baseline_before_the_start_is_taken() -> None:
    scores = [score("phq-9", value, START + timedelta(days=day)) for day, value in ((-20, 24), (0, 20), (3, 26))]
    found = judged(SERTRALINE, scores, score("phq-9", 15, ENDPOINT))
    assert found.baseline is not None
    assert found.baseline.value == 20


def test_the_first_of_several_later_baselines_is_taken() -> None:
    scores = [score("phq-9", value, START + timedelta(days=day)) for day, value in ((2, 24), (5, 20))]
    found = judged(SERTRALINE, scores, score("phq-9", 15, ENDPOINT))
    assert found.baseline is not None
    assert found.baseline.value == 24


def test_a_baseline_in_remission_is_none() -> None:
    found = judged(SERTRALINE, score("phq-9", 4, BEFORE), score("phq-9", 20, ENDPOINT))
    assert found.baseline is None
    assert found.outcome == "partial-response"


@pytest.mark.parametrize(
    ("day", "word"),
    [
        pytest.param("2026-03-13", "unknown", id="the day before adequacy"),
        pytest.param("2026-03-14", "non-response", id="the day of adequacy"),
        pytest.param("2026-04-14", "non-response", id="14 days after the end"),
        pytest.param("2026-04-15", "unknown", id="15 days after the end"),
    ],
)
def test_where_an_endpoint_may_lie(day, word) -> None:
    """R-O11."""
    assert judged(SERTRALINE, score("phq-9", 20, BEFORE), score("phq-9", 19, day), as_of="2026-05-30").outcome == word


def test_a_drug_is_judged_before_what_was_added_to_it() -> None:
    """R-O11: the window ends 14 days after the next treatment starts."""
    base = statement("sertraline", 100, "2026-01-01", "2026-06-30")
    added = statement("aripiprazole", 5, "2026-04-01", "2026-06-30")
    scores = [score("phq-9", 20, "2025-12-30"), score("phq-9", 19, "2026-04-15"), score("phq-9", 8, "2026-04-16")]
    assert judged(base, added, scores, as_of="2026-07-05").outcome == "non-response"
    assert judged(base, scores, as_of="2026-07-05").outcome == "response"


def test_a_treatment_added_before_adequacy_is_no_limit() -> None:
    """If the limit lies before the adequacy day, the window ends with the trial."""
    base = statement("sertraline", 100, "2026-01-01", "2026-06-30")
    added = statement("aripiprazole", 5, "2026-01-20", "2026-06-30")
    scores = [score("phq-9", 20, "2025-12-30"), score("phq-9", 18, "2026-06-29"), score("phq-9", 9, "2026-07-01")]
    assert judged(base, added, scores, as_of="2026-07-05").outcome == "non-response"


def test_psychotherapy_beside_it_is_no_limit() -> None:
    base = statement("sertraline", 100, "2026-01-01", "2026-06-30")
    therapy = sessions("cbt", ["2026-03-01", "2026-03-08"])
    scores = [score("phq-9", 20, "2025-12-30"), score("phq-9", 8, "2026-06-20")]
    assert judged(base, therapy, scores, as_of="2026-07-05").outcome == "response"


@pytest.mark.parametrize(
    ("day", "word"),
    [
        pytest.param("2026-02-14", "ongoing", id="day 13"),
        pytest.param("2026-02-15", "response", id="day 14"),
    ],
)
def test_an_early_response_is_kept(day, word) -> None:
    """R-O12, R-O28."""
    running = statement("sertraline", 50, "2026-02-01", asserted="2026-02-25")
    assert judged(running, score("phq-9", 20, BEFORE), score("phq-9", 10, day), as_of="2026-02-25").outcome == word


def test_an_early_response_holds_until_a_later_score_says_otherwise() -> None:
    running = statement("sertraline", 50, "2026-02-01", asserted="2026-02-28")
    scores = [score("phq-9", 20, BEFORE), score("phq-9", 10, "2026-02-16"), score("phq-9", 18, "2026-02-27")]
    assert judged(running, scores, as_of="2026-02-28").outcome == "ongoing"


def test_a_short_trial_has_a_word_for_display() -> None:
    """R-O13."""
    short = statement("sertraline", 50, "2026-02-01", "2026-03-01")
    assert judged(short, score("phq-9", 20, BEFORE), score("phq-9", 18, "2026-02-28")).outcome == "non-response"


@pytest.mark.parametrize(
    ("early", "word", "note", "blocks"),
    [
        pytest.param([("2026-02-20", 9)], "non-response", "early-dip", True, id="one good day before adequacy"),
        pytest.param([("2026-02-20", 4)], "response", "relapse-on-treatment", False, id="remission once"),
        pytest.param([("2026-03-14", 9)], "response", "relapse-on-treatment", False, id="response on the adequacy day"),
        pytest.param(
            [("2026-02-16", 9), ("2026-03-02", 9)], "response", "relapse-on-treatment", False, id="twice, 14 days apart"
        ),
        pytest.param([("2026-02-17", 9), ("2026-03-02", 9)], "non-response", "early-dip", True, id="13 days apart"),
        pytest.param([("2026-02-14", 9)], "non-response", None, False, id="on day 13: no part of it"),
    ],
)
def test_it_was_good_before(early, word, note, blocks) -> None:
    """R-O30, R-O30b."""
    scores = [score("phq-9", value, day) for day, value in early]
    found = judged(SERTRALINE, score("phq-9", 20, BEFORE), scores, score("phq-9", 18, ENDPOINT))
    assert (found.outcome, found.notes, found.blocks_failure) == (word, (note,) if note else (), blocks)


@pytest.mark.parametrize(
    ("scales", "word", "low"),
    [
        pytest.param([("madrs", 32, 30), ("phq-9", 20, 18)], "non-response", False, id="they agree"),
        pytest.param([("madrs", 32, 24), ("phq-9", 20, 18)], "partial-response", False, id="the preferred one"),
        pytest.param([("madrs", 32, 30), ("phq-9", 20, 9)], "response", True, id="they disagree: the better word"),
        pytest.param([("madrs", 32, 10), ("phq-9", 20, 18)], "remission", True, id="remission by one"),
    ],
)
def test_several_instruments(scales, word, low) -> None:
    """R-O15."""
    scores = [each for name, b, e in scales for each in (score(name, b, BEFORE), score(name, e, ENDPOINT))]
    found = judged(SERTRALINE, scores)
    assert (found.outcome, found.low_confidence, found.conflicting) == (word, low, low)


def test_remission_by_an_instrument_without_baseline_weighs_against_a_pair() -> None:
    found = judged(SERTRALINE, score("phq-9", 20, BEFORE), score("phq-9", 18, ENDPOINT), score("madrs", 8, ENDPOINT))
    assert (found.outcome, found.conflicting) == ("remission", True)


def test_instruments_without_baseline_that_disagree_give_the_better_word() -> None:
    found = judged(SERTRALINE, score("phq-9", 22, ENDPOINT), score("madrs", 20, ENDPOINT))
    assert (found.outcome, found.basis) == ("unknown", "none")


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        pytest.param(("hamd-17", 22), ("qids-sr16", 15), "non-response", id="HAM-D 22 is QIDS 17"),
        pytest.param(("ids-sr30", 40), ("hamd-17", 12), "partial-response", id="IDS 40 is QIDS 16, HAM-D 12 is 9"),
        pytest.param(("qids-sr16", 16), ("hamd-17", 7), "remission", id="remission by its own cut"),
        pytest.param(("hamd-17", 19), ("qids-sr16", 7), "response", id="an interval: the better reading"),
        pytest.param(("phq-9", 20), ("madrs", 46), "non-response", id="no table: the endpoint alone"),
    ],
)
def test_two_instruments_by_the_table(before, after, word) -> None:
    """R-O16: low confidence, never a failure."""
    found = judged(SERTRALINE, score(before[0], before[1], BEFORE), score(after[0], after[1], ENDPOINT))
    assert found.outcome == word
    assert found.crosswalked == (before[0] != "phq-9")


@pytest.mark.parametrize(
    ("totals", "word"),
    [
        pytest.param([(9, None), (15, None)], "unknown", id="they disagree"),
        pytest.param([(17, None), (18, None)], "non-response", id="they agree on the word"),
        pytest.param([(9, "2026-03-30T08:00"), (15, "2026-03-30T18:00")], "partial-response", id="the later counts"),
        pytest.param([(4, None), (9, None)], "unknown", id="remission or response"),
    ],
)
def test_two_totals_of_one_day(totals, word) -> None:
    """R-O4."""
    scores = [score("phq-9", value, ENDPOINT, issued=issued) for value, issued in totals]
    assert judged(SERTRALINE, score("phq-9", 20, BEFORE), scores).outcome == word


def test_two_totals_without_a_baseline_agree_or_say_nothing() -> None:
    assert judged(SERTRALINE, score("phq-9", 22, ENDPOINT), score("phq-9", 23, ENDPOINT)).outcome == "non-response"
    assert judged(SERTRALINE, score("phq-9", 14, ENDPOINT), score("phq-9", 23, ENDPOINT)).outcome == "unknown"


def test_one_readable_pair_beside_an_unreadable_one_is_used_with_low_confidence() -> None:
    scores = [score("madrs", 32, BEFORE), score("madrs", 10, ENDPOINT), score("madrs", 30, ENDPOINT)]
    found = judged(SERTRALINE, scores, score("phq-9", 20, BEFORE), score("phq-9", 18, ENDPOINT))
    assert (found.outcome, found.low_confidence) == ("non-response", True)


@pytest.mark.parametrize(
    ("reason", "word", "basis", "blocks"),
    [
        pytest.param("ineffective", "non-response", "recorded-reason", False, id="ineffective"),
        pytest.param("partial-benefit", "partial-response", "recorded-reason", False, id="partial"),
        pytest.param("adverse-effect", "intolerance", "recorded-reason", False, id="adverse effect"),
        pytest.param("mood-switch", "intolerance", "recorded-reason", False, id="switch of mood"),
        pytest.param("suicidal-thoughts", "intolerance", "recorded-reason", False, id="suicidal thoughts"),
        pytest.param("remission", "remission", "recorded-reason", False, id="recovered"),
        pytest.param("patient-choice", "unknown", "none", True, id="patient's choice"),
        pytest.param("pregnancy", "unknown", "none", True, id="pregnancy"),
        pytest.param("administrative", "unknown", "none", True, id="formulary"),
    ],
)
def test_a_recorded_reason(reason, word, basis, blocks) -> None:
    """§5.4."""
    stopped = order("sertraline", 50, "2026-02-01", "2026-03-31", status="stopped", stop_reason=reason)
    found = judged(stopped)
    assert (found.outcome, found.basis, found.blocks_inference) == (word, basis, blocks)


def stopped_as(reason: str):
    return order("sertraline", 50, "2026-02-01", "2026-03-31", status="stopped", stop_reason=reason)


@pytest.mark.parametrize(
    ("reason", "scores", "word", "low"),
    [
        pytest.param("ineffective", [(BEFORE, 20), (ENDPOINT, 8)], "response", True, id="scores show response"),
        pytest.param("ineffective", [(BEFORE, 20), (ENDPOINT, 18)], "non-response", False, id="scores agree"),
        pytest.param("remission", [(BEFORE, 20), (ENDPOINT, 18)], "non-response", True, id="said to be well"),
        pytest.param("administrative", [(BEFORE, 20), (ENDPOINT, 18)], "non-response", False, id="formulary"),
        pytest.param("ineffective", [(ENDPOINT, 13)], "non-response", False, id="a score that leaves it open"),
        pytest.param("administrative", [(ENDPOINT, 13)], "unknown", False, id="neither tells"),
        pytest.param("ineffective", [(BEFORE, 20), ("2026-02-20", 9)], "non-response", True, id="one good day"),
        pytest.param("adverse-effect", [(BEFORE, 20), ("2026-02-20", 9)], "intolerance", False, id="not tolerated"),
    ],
)
def test_scores_and_reason_together(reason, scores, word, low) -> None:
    """R-O32, R-O42."""
    found = judged(stopped_as(reason), [score("phq-9", value, day) for day, value in scores])
    assert (found.outcome, found.low_confidence) == (word, low)


def test_the_reason_of_the_last_record_counts() -> None:
    first = order("sertraline", 50, "2026-01-01", "2026-01-31", status="stopped", stop_reason="adverse-effect")
    assert judged(first, stopped_as("ineffective")).outcome == "non-response"
    assert judged(first, statement("sertraline", 50, "2026-02-01", "2026-03-31")).outcome == "unknown"


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        pytest.param(allergy("sertraline", recorded="2026-04-30"), "intolerance", id="30 days after the end"),
        pytest.param(allergy("sertraline", recorded="2026-05-01"), "unknown", id="31 days after the end"),
        pytest.param(allergy("sertraline", onset="2026-02-10"), "intolerance", id="began in the trial"),
        pytest.param(allergy("sertraline", recorded="2026-01-31"), "unknown", id="older than the trial"),
        pytest.param(allergy("citalopram", recorded="2026-03-01"), "unknown", id="another drug"),
    ],
)
def test_an_allergy_entry_of_the_time(entry, word) -> None:
    """R-O41."""
    assert judged(SERTRALINE, entry, as_of="2026-05-30").outcome == word


def test_a_drug_that_goes_on_is_tolerated() -> None:
    running = statement("sertraline", 50, "2026-02-01", asserted="2026-05-30")
    assert judged(running, allergy("sertraline", recorded="2026-03-01"), as_of="2026-05-30").outcome == "unknown"
