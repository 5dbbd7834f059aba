"""Facts that a table wants known before the draft, and drugs of which nothing is drafted until they are (N-0.1)."""

from collections.abc import Iterable, Mapping

from trd.intervals import plus
from trd.knowledge.types import Agent
from trd.safety import Judgement, conditions, look_for
from trd.safety.facts import Facts
from trd.safety.monitoring import is_wanted, on_record
from trd.terms import FactList, Sex, Verdict

NO_DRAFT_UNTIL_KNOWN = frozenset({"TCA", "MAOI", "RIMA", "lithium"})
NO_DRAFT_AGENTS = frozenset({"valproate", "carbamazepine", "lithium"})
HARMS_PREGNANCY = frozenset({"lithium", "valproate", "carbamazepine", "paroxetine", "ketamine", "esketamine"})
"""The drugs of G-R3 and G-R4."""
PREGNANCY = "pregnancy"

WORDS: Mapping[str, str] = {
    "drug-list": "complete drug list",
    "dementia": "dementia",
    "heart-disease": "heart disease",
    "arrhythmia": "arrhythmia",
    "osteoporosis": "osteoporosis",
    "seizure": "seizure",
    "eating-disorder": "eating disorder",
    "alcohol": "alcohol",
    "orthostasis": "standing blood pressure",
    "washout": "washout",
    "diet": "diet",
}
"""Questions that no test answers; those that one does are called as the test is (`monitoring.toml`)."""
LISTED: Mapping[str, FactList] = {
    "dementia": FactList.CONDITIONS,
    "heart-disease": FactList.CONDITIONS,
    "arrhythmia": FactList.CONDITIONS,
    "osteoporosis": FactList.CONDITIONS,
    "seizure": FactList.CONDITIONS,
    "eating-disorder": FactList.CONDITIONS,
    "alcohol": FactList.CONDITIONS,
    "drug-list": FactList.MEDICATIONS,
}
"""Questions that a delivered list answers: absence is then clear (R-Z2)."""
ALWAYS_ASKED = frozenset({"diet", "orthostasis"})
ONLY_WHERE_WANTED = frozenset({"lithium"})
"""Of these a required ECG is asked only where the table of tests wants it: with heart disease or from 50 on (§2.4)."""
FATTY_LIVER = "fatty-liver"
LIVER_SEVERITY = "Child-Pugh class"
LIVER_CONCEPTS = ("cirrhosis", "liver-failure", "liver-disease-other", "hepatitis-c")
NO_LIVER_LIMIT = frozenset({"levomilnacipran", "vilazodone", "selegiline", "desvenlafaxine"})
"""Antidepressants whose dose is the same in liver disease of any severity (§2.1, hepatic column)."""


def liver_questions(agent: Agent, judgement: Judgement, facts: Facts) -> tuple[str, ...]:
    """The severity of a liver disease decides the dose or forbids the drug, and no code says it (N-O4, §2.1).

    A fatty liver alone is asked about only by its enzymes: they tell whether it is more.
    """
    known = [
        fact
        for concept in LIVER_CONCEPTS
        for fact in facts.conditions.get(concept, ())
        if conditions.is_active(fact, facts.as_of)
    ]
    limited = agent.antidepressant and agent.id not in NO_LIVER_LIMIT
    about_it = any(f"condition:{concept}" in hit.row.codes for hit in judgement.hits for concept in LIVER_CONCEPTS)
    if not known or not (limited or about_it):
        return ()
    if all(FATTY_LIVER in fact.concepts for fact in known):
        return _by_enzymes(facts)
    return (LIVER_SEVERITY,)


def _by_enzymes(facts: Facts) -> tuple[str, ...]:
    """High enzymes: the severity is asked; none on record: the enzymes are; else nothing."""
    test = facts.knowledge.monitoring.tests["alt"]
    high = facts.knowledge.figures["fatty-liver-enzymes-from"].value
    found = look_for(f"observation:alt>={high}; observation:ast>={high}", "any", test.days, facts)
    if found.verdict is Verdict.HIT:
        return (LIVER_SEVERITY,)
    return () if on_record(test.id, "", facts) else (test.words,)


def open_questions(required: Iterable[str], agent: Agent, facts: Facts) -> tuple[str, ...]:
    """The facts of the table that are not on record, in the table's order."""
    asked = [named(word, facts) for word in required if not _known(word, agent, facts)]
    if agent.id in HARMS_PREGNANCY and PREGNANCY not in asked and pregnancy_not_known(facts):
        asked.append(PREGNANCY)
    return tuple(dict.fromkeys(asked))


def named(word: str, facts: Facts) -> str:
    """What a card calls a required fact."""
    test = facts.knowledge.monitoring.by_word.get(word)
    return test.words if test else WORDS.get(word, word.replace("-", " "))


def _known(word: str, agent: Agent, facts: Facts) -> bool:
    if word == PREGNANCY:
        return not pregnancy_not_known(facts)
    test = facts.knowledge.monitoring.by_word.get(word)
    if test is not None:
        return on_record(test.id, agent.id, facts) or not _wanted(test.id, agent, facts)
    if word in LISTED:
        return facts.delivered(LISTED[word])
    return word not in ALWAYS_ASKED and word not in WORDS


def _wanted(test: str, agent: Agent, facts: Facts) -> bool:
    rows = [row for row in facts.knowledge.monitoring.of(agent.id) if row.test == test and row.before]
    conditional = agent.id in ONLY_WHERE_WANTED and bool(rows)
    return not conditional or any(is_wanted(row, facts) for row in rows)


def pregnancy_not_known(facts: Facts) -> bool:
    """A woman of 18 to 49, or sex or age not stated, without a fact about pregnancy in 42 days (G-R4)."""
    if facts.person.sex is Sex.MALE:
        return False
    low, high = facts.person.age_low, facts.person.age_high
    if (
        low is not None
        and high is not None
        and (low > facts.days("pregnancy-age-to") or high < facts.days("pregnancy-age-from"))
    ):
        return False
    first = plus(facts.as_of, -facts.days("pregnancy-test-days"))
    tested = any(found.day is not None and found.day >= first for found in facts.findings.get("hcg", ()))
    coded = any(
        (known.recorded and known.recorded >= first) or (known.onset and known.onset.latest >= first)
        for known in facts.conditions.get(PREGNANCY, ())
    )
    return not (tested or coded)


def withholds_draft(agent: Agent, questions: Iterable[str], facts: Facts) -> str | None:
    """Why nothing is drafted: a required fact of one of these drugs is unknown (N-0.1)."""
    asked = list(questions)
    if LIVER_SEVERITY in asked:
        return f"not on record: {LIVER_SEVERITY}"
    bound = agent.drug_class in NO_DRAFT_UNTIL_KNOWN or agent.mechanism == "tca" or agent.id in NO_DRAFT_AGENTS
    if asked and bound:
        return f"not on record: {', '.join(asked)}"
    if PREGNANCY in asked and agent.id in HARMS_PREGNANCY and facts.person.sex is not Sex.MALE:
        return "not on record: pregnancy"
    return None
