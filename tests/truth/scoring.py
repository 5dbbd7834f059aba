"""What a number of charts comes to: agreement on adequacy and resistance, failed trials found, what was left open."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.truth.comparing import Case, Pair
from tests.truth.figures import Kappa, Share
from tests.truth.outcomes import Verdict

NO_TRIAL = "no trial"
UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    charts: int
    trials: int
    adequacy: Kappa
    """Against what the chart lets one know: "undetermined" is right where it hides the fact, and wrong elsewhere."""
    against_life: Kappa
    """Against the life; "undetermined" never agrees."""
    when_determined: Kappa
    """Against the life, of the trials that were determined."""
    status: Kappa
    precision: Share
    """Of the trials called failed: how many failed in the life."""
    recall: Share
    """Of the trials that failed in the life: how many were called failed."""
    recall_of_knowable: Share
    """Of those of which the chart lets one know it."""
    false_at_any: int
    false_at_high: int
    mistaken_at_high: int
    """Of those: where the chart does not tell of a failure. The others lost the score that showed the benefit."""
    undetermined: Share
    hidden: Share
    """Trials that the chart hides: where "undetermined" is the right answer."""


def row(cases: Sequence[Case]) -> Row:
    """The figures of these charts."""
    pairs = [pair for case in cases for pair in case.pairs]
    by_chart = [pair for case in cases if not case.beyond for pair in case.pairs if pair.known or pair.found]
    by_life = [pair for pair in pairs if pair.truth or pair.found]
    found = [pair for pair in by_life if pair.found]
    called = [pair for pair in pairs if pair.found and pair.found.failed == "yes"]
    false = [pair for case in cases for pair in case.pairs if _is_called(pair) and not _failed_then(pair, case)]
    failed = [pair for pair in pairs if did_fail(pair.truth)]
    knowable = [pair for pair in failed if pair.known and pair.known.failed == {"yes"}]
    at_high = [pair for pair in false if pair.found is not None and pair.found.confidence == "high"]
    lived = [(_word(pair.truth), _word(pair.found)) for pair in by_life]
    return Row(
        charts=len(cases),
        trials=len(by_chart),
        adequacy=Kappa.of(adequacies(cases)),
        against_life=Kappa.of(lived),
        when_determined=Kappa.of([(one, other) for one, other in lived if other != UNDETERMINED]),
        status=Kappa.of(statuses(cases)),
        precision=Share(len(called) - len(false), len(called)),
        recall=Share(sum(_is_called(pair) for pair in failed), len(failed)),
        recall_of_knowable=Share(sum(_is_called(pair) for pair in knowable), len(knowable)),
        false_at_any=len(false),
        false_at_high=len(at_high),
        mistaken_at_high=sum(pair.known is None or pair.known.failed != {"yes"} for pair in at_high),
        undetermined=Share(sum(_word(pair.found) == UNDETERMINED for pair in found), len(found)),
        hidden=Share(sum(_word(pair.known) == UNDETERMINED for pair in by_chart), len(by_chart)),
    )


def confusion(pairs: Sequence[tuple[str, str]]) -> str:
    """How often each word was said where each was right, as a table: a row is what is right, a column what was said."""
    words = sorted({word for pair in pairs for word in pair})
    lines = ["| right ↓ told → | " + " | ".join(words) + " |", "|---|" + "---:|" * len(words)]
    lines += [f"| {word} | " + " | ".join(str(pairs.count((word, told))) for told in words) + " |" for word in words]
    return "\n".join(lines) + "\n"


def adequacies(cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Right and told, a trial each."""
    by_chart = (pair for case in cases if not case.beyond for pair in case.pairs if pair.known or pair.found)
    return [(_word(pair.known), _word(pair.found)) for pair in by_chart]


def statuses(cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Right and told, a chart each."""
    return [(_admissible(case), case.status) for case in cases if not case.beyond]


def did_fail(verdict: Verdict | None) -> bool:
    """Adequate, and no better: in the life there is nothing that is only possible but the outcome nobody measured."""
    return verdict is not None and "yes" in verdict.failed


def _failed_then(pair: Pair, case: Case) -> bool:
    """A treatment that the chart shows as one may have been two in the life: it failed when either did."""
    told = pair.found
    if told is None or did_fail(pair.truth):
        return did_fail(pair.truth)
    return any(
        did_fail(lived) and lived.agents == told.agents and lived.start <= told.last and told.start <= lived.last
        for lived in case.truth.trials
    )


def differs(pair: Pair) -> bool:
    """The service says something else than the chart lets one know."""
    if _word(pair.known) != _word(pair.found):
        return True
    return bool(pair.known and pair.found and pair.found.failed not in pair.known.failed)


def _is_called(pair: Pair) -> bool:
    return pair.found is not None and pair.found.failed == "yes"


def _word(verdict: object) -> str:
    return getattr(verdict, "adequacy", NO_TRIAL)


def _admissible(case: Case) -> str:
    """The service's own word where it is one of the right ones."""
    return case.status if case.status in case.known.status else min(case.known.status)
