"""What the words are about: one patient's judgement, the knowledge behind it, and the names in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from cds_hooks.configuration import Configuration
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised, catalogue, shortened, translated
from trd.assessment import Assessment
from trd.history import Score
from trd.knowledge.reviewing import named
from trd.knowledge.types import Agent, Knowledge
from trd.options import Option, Recommendations
from trd.resistance import RatedTrial
from trd.terms import EpisodeOf, ReleaseForm, Sex, Topic, TrialKind

DRUG_TOPICS = frozenset({Topic.DOSE_OPTIMIZATION, Topic.SWITCH, Topic.COMBINATION, Topic.AUGMENTATION})
PREGNANCY_RULED_OUT_FROM = 60
SAID_FORMS = frozenset({ReleaseForm.EXTENDED, ReleaseForm.CONTROLLED, ReleaseForm.SUSTAINED, ReleaseForm.PATCH})
"""Release forms that are said with the name of a drug."""

NAMES = "names"
"""The group in which names of drugs and scales are counted that have none in the language of an answer."""
DRUG_KINDS = frozenset({TrialKind.MONOTHERAPY, TrialKind.COMBINATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One answer to be put into words."""

    assessment: Assessment
    recommendations: Recommendations
    knowledge: Knowledge
    configuration: Configuration
    card: Topic | None = None
    """Whose card is being written; None: all of the answer is meant."""

    def on_card(self, topic: Topic) -> "Telling":
        """The same, said on the card of one topic: what that card rests on decides whether it is a draft."""
        return replace(self, card=topic)

    @property
    def country(self) -> str:
        return self.configuration.choices.country.upper()

    @property
    def draft_version(self) -> str | None:
        """The version of the knowledge, unless all that this card rests on is signed by a clinician."""
        reviews = self.knowledge.reviews
        return self.knowledge.version if reviews.behind(self.card, self._of_this_record()) else None

    def _of_this_record(self) -> frozenset[str]:
        """The entries that this patient's record and this request add to what every card of a topic rests on."""
        judged, choices = self.assessment, self.configuration.choices
        drugs = {name for rated in judged.trials for name in rated.trial.agents}
        drugs |= {exposure.agent for exposure in judged.exposures} | {each.agent for each in judged.not_counted}
        scales = {score.instrument for score in judged.history.scores}
        scales |= {answer.instrument for answer in judged.history.answers}
        country = choices.country if choices.country in self.knowledge.countries else "other"
        return named(agents=drugs, scales=scales, definition=choices.definition, country=country)

    @property
    def can_be_pregnant(self) -> bool:
        """False only for men and from 60 years; a sex or an age that is not on record rules nothing out (§3.0)."""
        person = self.assessment.person
        low = person.age_low if person.age_low is not None else person.age
        return person.sex is not Sex.MALE and (low is None or low < PREGNANCY_RULED_OUT_FROM)

    def asked(self, option: Option) -> tuple[str, ...]:
        """What is to be asked before an option; nobody is asked of a pregnancy that cannot be."""
        if self.can_be_pregnant:
            return option.unknowns
        return tuple(text for text in option.unknowns if "pregnan" not in text.casefold())

    def agent(self, agent_id: str | None) -> Agent | None:
        return self.knowledge.agents.get(agent_id) if agent_id else None

    def drug(self, agent_id: str, form: ReleaseForm | None = None) -> str:
        """A drug inside a sentence: generic name in lower case, release form after it (R-W6)."""
        agent = self.agent(agent_id)
        label = translated(agent.label if agent else agent_id.replace("-", " "), NAMES)
        words = WORDS.word(f"release_forms_of.{agent_id}", form.value) if form else None
        said = words or (WORDS.word("release_forms", form.value) if form else None)
        return f"{label} {said}" if said and not label.endswith(f" {said}") else label

    def new_drug(self, agent_id: str) -> str:
        """A drug as it is suggested, with the release form that is meant."""
        if name := WORDS.word("suggested_names", agent_id):
            return name
        form = WORDS.word("suggested_forms", agent_id)
        return self.drug(agent_id, ReleaseForm(form) if form else None)

    def running(self, agent_id: str) -> str:
        """A drug as it is or was taken in this record, with the release form of its last exposure."""
        forms = [exposure.form for exposure in self.assessment.exposures if exposure.agent == agent_id]
        last = forms[-1] if forms else None
        return self.drug(agent_id, last if last in SAID_FORMS else None)

    def kind(self, kind: str) -> str:
        return spelled_here(WORDS.word("kinds", kind, kind.replace("-", " ")) or kind, self.country)

    def scale(self, instrument: str) -> str:
        scale = self.knowledge.scales.get(instrument)
        return translated(scale.label, NAMES) if scale else instrument.upper()

    def score(self, score: Score | None) -> str | None:
        return None if score is None else figures.number(score.value)

    def current_trials(self) -> tuple[RatedTrial, ...]:
        """The trials of this episode, oldest first."""
        return tuple(rated for rated in self.assessment.trials if rated.trial.episode is not EpisodeOf.EARLIER)

    def trial_of(self, agent_id: str | None) -> RatedTrial | None:
        """The trial that an option is about: the agent's last; without one what runs, else the last that failed."""
        drugs = [rated for rated in self.current_trials() if rated.trial.kind in DRUG_KINDS]
        if agent_id:
            own = [rated for rated in drugs if agent_id in rated.trial.agents]
            return own[-1] if own else None
        running = [rated for rated in drugs if rated.trial.ongoing]
        failed = [rated for rated in drugs if rated.failed]
        found = running or failed
        return found[-1] if found else None

    def base(self, option: Option) -> RatedTrial | None:
        """The trial of the drug that an option changes, adds to or leaves."""
        return self.trial_of(option.plan.base_agent if option.plan else None) or self.trial_of(None)

    def name(self, option: Option) -> str:
        """An option in a list of other ways: short, and clear without its card."""
        if option.agent and option.topic in DRUG_TOPICS:
            drug = self.drug(option.agent)
            return WORDS.say(f"short_topics.{option.topic}", agent=drug) or drug
        if option.kind and option.topic is Topic.MEASUREMENT:
            return self.scale(option.kind)
        if option.kind and option.topic not in (Topic.SPECIALIST_REFERRAL, Topic.DIAGNOSTIC_REVIEW):
            return spelled_here(WORDS.word("short_kinds", option.kind) or self.kind(option.kind), self.country)
        if option.topic is Topic.DIAGNOSTIC_REVIEW and (what := WORDS.word("explanations", option.kind or "")):
            return WORDS.say("short_topics.review_of", what=what) or what
        return WORDS.word("short_topics", option.topic.value, option.topic.value) or option.topic.value

    def names(self, options: Sequence[Option]) -> list[str]:
        """Options by name, each once; a drug once, by the best way to use it."""
        named = {option.agent or self.name(option): self.name(option) for option in reversed(options)}
        return list(dict.fromkeys(named[option.agent or self.name(option)] for option in options))

    def aside(self, agent: str | None, kind: str | None, topic: Topic) -> str:
        """What was set aside, by its bare name."""
        if agent:
            return self.drug(agent)
        if kind:
            words = WORDS.word("short_kinds", kind) or WORDS.word("explanations", kind) or self.kind(kind)
            return spelled_here(words, self.country)
        return WORDS.word("topics_set_aside", topic.value) or WORDS.word("short_topics", topic.value) or topic.value

    def set_aside(self, topics: Sequence[Topic]) -> list[str]:
        """The options of `topics` that the record rules out; those of one reason together, its first sentence."""
        named: dict[str, list[str]] = {}
        whole = [item for item in self.recommendations.set_aside if not item.agent]
        if not any(item.topic in topics for item in self.recommendations.set_aside):
            return []
        taken = {row.id for row in self.knowledge.safety if row.codes == "same-ingredient"}
        for item in self.recommendations.set_aside:
            if item.topic in topics and item.row not in taken:  # a drug that runs is no news to who prescribed it
                reason = figures.continued(item.reason.partition(". ")[0])
                named.setdefault(reason, []).append(self.aside(item.agent, item.kind, item.topic))
        everything = WORDS.word("topics_set_aside", "everything") or ""
        return [
            aside_clause([everything] if len(whole) >= EVERYTHING and len(names) >= EVERYTHING else names, reason)
            for reason, names in named.items()
        ]


EVERYTHING = 6
"""So many whole topics of one reason are all that a closing gate takes away."""

NAMED_ASIDE = 3
LONGEST_ASIDE = 140


def aside_clause(names: Sequence[str], reason: str) -> str:
    """Names with the reason that they share: at most three, the rest counted, and the reason never cut off (§7.2)."""
    names = list(dict.fromkeys(names))
    shown = names if len(names) <= NAMED_ASIDE + 1 else names[:NAMED_ASIDE]
    said = figures.listed(shown)
    if len(shown) < len(names):
        said = f"{said} {WORDS.say('lines.and_more', n=len(names) - len(shown))}"
    return f"{said} ({shortened(_unbracketed(reason), WORDS.room(LONGEST_ASIDE) - len(said))})"


def _unbracketed(reason: str) -> str:
    """A reason that stands in brackets itself has none inside."""
    return INNER.sub(lambda found: f"{', ' if found[1][:1].isdigit() else ' – '}{found[1]}", reason)


INNER = re.compile(r" \(([^()]*)\)")


def spelled_here(text: str, country: str) -> str:
    """The text in the spelling of the country (R-C2 f)."""
    pattern, words = _spelling(WORDS.language, country)
    return pattern.sub(lambda found: words[found[0]], text) if pattern else text


@cache
def _spelling(language: str, country: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    own = catalogue(language)
    table = {**own.table("spelling.every"), **own.table(f"spelling.{country}")}
    words = {**table, **{capitalised(british): capitalised(local) for british, local in table.items()}}
    return re.compile("|".join(sorted(words, key=len, reverse=True))) if words else None, words
