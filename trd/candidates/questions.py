"""Facts that a table wants known before the draft, and drugs of which nothing is drafted until they are (N-0.1)."""

from collections.abc import Iterable, Mapping

from trd.intervals import plus
from trd.knowledge.types import Agent
from trd.safety import Judgement, conditions
from trd.safety.facts import Facts
from trd.safety.measurements import usable
from trd.terms import FactList, Sex, Verdict

NO_DRAFT_UNTIL_KNOWN = frozenset({"TCA", "MAOI", "RIMA", "lithium"})
NO_DRAFT_AGENTS = frozenset({"valproate", "carbamazepine", "lithium"})
HARMS_PREGNANCY = frozenset({"lithium", "valproate", "carbamazepine", "paroxetine", "ketamine", "esketamine"})
"""The drugs of G-R3 and G-R4."""
PREGNANCY = "pregnancy"

WORDS: Mapping[str, str] = {
    "egfr": "kidney function",
    "sodium": "sodium",
    "calcium": "calcium",
    "tsh": "TSH",
    "ecg": "ECG (QTc)",
    "blood-pressure": "blood pressure",
    "alt-ast": "liver enzymes",
    "liver": "liver enzymes",
    "weight": "weight",
    "glucose": "glucose or HbA1c",
    "lipids": "lipids",
    "blood-count": "blood count",
    "drug-list": "complete drug list",
    "dementia": "dementia",
    "heart-disease": "heart disease",
    "arrhythmia": "arrhythmia",
    "osteoporosis": "osteoporosis",
    "seizure": "seizure",
    "eating-disorder": "eating disorder",
    "alcohol": "alcohol",
    "orthostasis": "standing blood pressure",
    "prolactin": "prolactin",
    "washout": "washout",
    "diet": "diet",
}
VALUES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "egfr": (("egfr", "creatinine-clearance"), 180),
    "sodium": (("sodium",), 90),
    "calcium": (("calcium",), 365),
    "tsh": (("tsh",), 365),
    "blood-pressure": (("bp-systolic",), 365),
    "ecg": (("qtc-interval",), 365),
    "alt-ast": (("alt", "ast"), 365),
    "liver": (("alt", "ast"), 365),
    "weight": (("weight", "bmi"), 365),
    "glucose": (("glucose-fasting", "hba1c"), 365),
    "lipids": (("triglycerides", "cholesterol-total", "cholesterol-ldl"), 365),
    "blood-count": (("neutrophils-absolute", "leukocytes"), 365),
    "prolactin": (("prolactin",), 365),
}
"""Which value answers the question, and how many days it is good for."""
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
HEART = ("mi-ihd", "heart-failure", "arrhythmia", "atrial-fibrillation", "heart-block", "cardiomyopathy")
ECG_FROM = 50
LIVER_SEVERITY = "Child-Pugh class"
LIVER_CONCEPTS = ("cirrhosis", "liver-failure", "liver-disease-other", "hepatitis-c")
NO_LIVER_LIMIT = frozenset({"levomilnacipran", "vilazodone", "selegiline", "desvenlafaxine"})
"""Antidepressants whose dose is the same in liver disease of any severity (§2.1, hepatic column)."""


def liver_questions(agent: Agent, judgement: Judgement, facts: Facts) -> tuple[str, ...]:
    """The severity of a liver disease decides the dose or forbids the drug, and no code says it (N-O4, §2.1)."""
    ill = any(conditions.active(facts, concept).verdict is Verdict.HIT for concept in LIVER_CONCEPTS)
    limited = agent.antidepressant and agent.id not in NO_LIVER_LIMIT
    named = any(f"condition:{concept}" in hit.row.codes for hit in judgement.hits for concept in LIVER_CONCEPTS)
    return (LIVER_SEVERITY,) if ill and (limited or named) else ()


def open_questions(required: Iterable[str], agent: Agent, facts: Facts) -> tuple[str, ...]:
    """The facts of the table that are not on record, in the table's order."""
    asked = [WORDS.get(word, word.replace("-", " ")) for word in required if not _known(word, agent, facts)]
    if agent.id in HARMS_PREGNANCY and PREGNANCY not in asked and pregnancy_not_known(facts):
        asked.append(PREGNANCY)
    return tuple(dict.fromkeys(asked))


def _known(word: str, agent: Agent, facts: Facts) -> bool:
    if word == PREGNANCY:
        return not pregnancy_not_known(facts)
    if word == "ecg" and agent.id == "lithium" and not _ecg_wanted(facts):
        return True
    if word in VALUES:
        concepts, days = VALUES[word]
        return any(usable(facts, concept, days) for concept in concepts)
    if word in LISTED:
        return facts.delivered(LISTED[word])
    return word not in ALWAYS_ASKED and word not in WORDS


def _ecg_wanted(facts: Facts) -> bool:
    """Lithium: an ECG with heart disease or from 50 on."""
    high = facts.person.age_high
    return high is None or high >= ECG_FROM or any(concept in facts.conditions for concept in HEART)


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
