"""The words of the decision table for one patient, each computed once (`clinical-nextsteps.md` §1.2.1)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from trd.assessment import Assessment
from trd.choices import Choices
from trd.knowledge.types import Knowledge
from trd.options import UnderWay
from trd.resistance import RatedTrial
from trd.safety import Facts, read_facts
from trd.situation.improvement import improvement_since_start
from trd.situation.ladder import Room, read_room
from trd.situation.past import Past, read_past
from trd.situation.requests import under_way
from trd.situation.running import Running, counted, find_add_on, find_current, in_episode
from trd.terms import Outcome, SeverityBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One patient as the decision table sees them."""

    assessment: Assessment
    knowledge: Knowledge
    choices: Choices
    facts: Facts
    n: int
    """Certain failures under the definition in force."""
    p: int
    """Further agents with only possible failures."""
    current: Running | None
    """`cur`."""
    room: Room | None
    add_on: RatedTrial | None
    """`aug`."""
    episode: tuple[RatedTrial, ...]
    """Trials of this episode, of every kind."""
    past: Past
    band: SeverityBand | None
    """`sev`."""
    improvement: Fraction | None
    """`impr`: from baseline to the latest fresh score on or after day 14 of the current trial."""
    under_way: tuple[UnderWay, ...] = ()
    """What was asked for already (N-R2)."""

    @property
    def as_of(self) -> date:
        return self.assessment.as_of

    @property
    def stopped(self) -> bool:
        """No drug runs, and at least one was tried in this episode."""
        return self.current is None and bool(counted(self.episode))

    @property
    def untried(self) -> bool:
        return self.current is None and not counted(self.episode)

    @property
    def needed_days(self) -> int:
        """`W` of the definition in force."""
        return int(self.assessment.definition.days_at_dose.value)

    @property
    def days_to_judge(self) -> int:
        """N more days at dose before the current trial can be judged (N-W1)."""
        if self.current is None:
            return 0
        return max(self.needed_days - self.current.trial.adequacy.most_certain, 0)

    @property
    def outcome(self) -> Outcome | None:
        return self.current.trial.outcome.outcome if self.current else None

    @property
    def psychotic(self) -> bool:
        return "psychotic" in self.assessment.diagnosis.flags

    @property
    def headroom(self) -> bool:
        return self.room is not None and self.room.headroom

    @property
    def column(self) -> int:
        """Column of the agent tables: n 0 or 1, 2, 3 or more."""
        return min(max(self.n, 1), 3) - 1

    def days(self, figure: str) -> int:
        """A number of days of the knowledge, by its name."""
        return self.facts.days(figure)

    def share(self, figure: str) -> Fraction:
        """A share of the knowledge, whether it stands as a part of one or in per cent."""
        known = self.knowledge.figures[figure]
        value = Fraction(known.value)
        return value / 100 if known.unit == "%" else value

    @property
    def older(self) -> bool:
        """Certainly an older adult."""
        return (self.facts.person.age_low or 0) >= self.days("older-from")

    @property
    def oldest(self) -> bool:
        return (self.facts.person.age_low or 0) >= self.days("oldest-from")

    def at_least(self, band: SeverityBand) -> bool:
        return self.band is not None and self.band.at_least(band)


def read_situation(assessment: Assessment, knowledge: Knowledge, choices: Choices) -> Situation:
    """Compute the words of §1.2.1 once for all strategies."""
    facts = read_facts(
        assessment.history,
        assessment.exposures,
        assessment.person,
        assessment.suicide_risk,
        knowledge,
        choices,
        as_of=assessment.as_of,
    )
    episode = in_episode(assessment)
    add_on = find_add_on(episode)
    current = find_current(episode, add_on, assessment.as_of)
    return Situation(
        assessment=assessment,
        knowledge=knowledge,
        choices=choices,
        facts=facts,
        n=assessment.resistance.failed_trials,
        p=assessment.resistance.possible_failures,
        current=current,
        room=read_room(current, facts) if current else None,
        add_on=add_on,
        episode=episode,
        past=read_past(assessment, knowledge),
        band=assessment.severity.band if assessment.severity else None,
        improvement=improvement_since_start(current, assessment, knowledge, choices) if current else None,
        under_way=under_way(assessment.history, knowledge, as_of=assessment.as_of),
    )


__all__ = ["Room", "Running", "Situation", "read_situation"]
