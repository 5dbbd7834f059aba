"""How many different agents failed, and what that comes to (§6.3)."""

from collections.abc import Iterable, Sequence

from trd.knowledge.types import Definition, Knowledge
from trd.resistance.rated import RatedTrial, Resistance
from trd.terms import EpisodeOf, ResistanceStatus, TrialKind


def resistance(
    trials: Sequence[RatedTrial],
    definition: Definition,
    knowledge: Knowledge,
    *,
    undated: frozenset[str] = frozenset(),
) -> Resistance:
    """Grade the episode by R-P20: certain only when the possible failures could not tip it.

    `undated`: agents of which only the dates are missing; each is a possible failure (R-0.3).
    """
    counted = [rated for rated in trials if rated.counted]
    own = [rated for rated in counted if rated.trial.episode is not EpisodeOf.EARLIER]
    certain = len(failed_agents((rated for rated in own if rated.failed), knowledge))
    at_most = failed_agents((rated for rated in own if rated.failed or rated.possible_failure), knowledge)
    at_most |= {counts_as(agent, knowledge) for agent in undated}
    possible = max(len(at_most) - certain, 0)
    return Resistance(
        status=status(certain, possible, definition.failures),
        definition=definition.words,
        failed_trials=certain,
        possible_failures=possible,
        lifetime_failed_trials=len(failed_agents((rated for rated in counted if rated.failed), knowledge)),
    )


def not_applied(graded: Resistance, reason: str) -> Resistance:
    """No grade for someone whom the definitions do not mean; the trials stay listed (§6.1)."""
    return Resistance(
        status=ResistanceStatus.NONE,
        definition=f"not applied: {reason}",
        failed_trials=graded.failed_trials,
        possible_failures=graded.possible_failures,
        lifetime_failed_trials=graded.lifetime_failed_trials,
    )


def status(certain: int, possible: int, needed: int) -> ResistanceStatus:
    """R-P20, R-P21: the grade of c, if the possible failures leave it as it is."""
    grade = _grade(certain, needed)
    return grade if grade is _grade(certain + possible, needed) else ResistanceStatus.INDETERMINATE


def failed_agents(trials: Iterable[RatedTrial], knowledge: Knowledge) -> frozenset[str]:
    """The agents that failed, each once: isomers and metabolites together, a combination as one (R-P20, R-T8).

    Of a combination a single agent is named: the one that has not failed otherwise.
    """
    found: set[str] = set()
    combinations: list[tuple[str, ...]] = []
    for rated in trials:
        names = tuple(counts_as(agent, knowledge) for agent in rated.trial.agents)
        if rated.trial.kind is TrialKind.COMBINATION:
            combinations.append(names)
        else:
            found.add(names[0])
    spent = set(found)
    for names in combinations:
        new = [name for name in names if name not in spent]
        if new:
            found.add(new[-1])
            spent.update(names)
    return frozenset(found)


def counts_as(agent: str, knowledge: Knowledge) -> str:
    """The name under which an agent is counted (R-A23, R-A24)."""
    row = knowledge.agents.get(agent)
    return (row.counts_as or agent) if row is not None else agent


def _grade(failures: int, needed: int) -> ResistanceStatus:
    if failures >= needed:
        return ResistanceStatus.RESISTANT
    return ResistanceStatus.ONE_FAILURE if failures else ResistanceStatus.NONE
