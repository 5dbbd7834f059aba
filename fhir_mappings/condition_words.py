"""A diagnosis that has no code is read by its words (R-P6b): depression, the gates, and how severe it is.

Only plain statements are read. A negation, a question, a family history, a rule-out or a screening is not.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from fhir_mappings.safety_words import concepts_in

DISTINCT_TEXTS: Final = 8_192
"""So many readings are kept: the same words stand in thousands of records."""
LONGEST_TEXT: Final = 1_000
"""A diagnosis in words is short; of a letter pasted into one only the beginning is read."""
SINGLE: Final = "single"
RECURRENT: Final = "recurrent"
FULL: Final = "in-full-remission"
PARTIAL: Final = "in-partial-remission"
UNSPECIFIED: Final = "unspecified-remission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words of a diagnosis say."""

    concepts: frozenset[str]
    severity: str | None = None
    psychotic: bool | None = None
    remission: str | None = None
    episode: str | None = None
    past: bool = False
    """"History of …": it was so once; no word that it is so now."""


NOT_STATED: Final = re.compile(
    r"\b(family|fam|fhx?|(?<!in )(?<!in the )mother|father|parents?|sister|brother|sibling|siblings|relatives?)\b"
    r"|\bscreen\w*|\brisk\b|\brules? out\b|\bruled out\b|\br/o\b|\bexclu\w+|\bunlikely\b|\bdifferential\b"
    r"|\bpossibl[ey]\b|\bprobabl[ey]\b|\bsuspect\w*|\bquestion\w*|\bqueries\b|\bquery\b|\bvs\b|\bversus\b|\bconcern\w*"
    r"|\bausschluss\b|\bverdacht\b|\bfraglich\b|\?"
)
"""Anywhere in the sentence: it is not said of this patient, or not said for certain."""

NEGATION: Final = re.compile(
    r"\b(no|not|non|never|denies|denied|deny|denying|without|negative for|absence of|free of|kein\w*|ohne)\b"
)
"""From here to the end of the sentence nothing is stated, but for "not otherwise specified"."""

NOS: Final = re.compile(r"\b(not|nicht) (otherwise|else\w*|naher|further) \w+|\bunspecified\b|\bnon[- ]?psychotic\b")

PAST: Final = re.compile(r"\b(history of|hx of|h/o|past|previous|previously|former|pmh|status post|s/p|zustand nach)\b")

NOT_MOOD: Final = re.compile(
    r"\b(respiratory|breathing|st|st-segment|segment|skull|marrow|myelo|cns|myocardial|cardiac|immune|cortical|spreading"
    r"|skin|corneal|tongue|inbreeding|endogamic|fracture|gait|reflex|ventricular|platelet|neonatal|pr) depression\b"
    r"|\bdepression (fracture|of (the )?(skull|st|respiration|consciousness|marrow|tongue))"
    r"|\bdepressed (skull|fracture|consciousness|level)"
)

DEPRESSION: Final = re.compile(
    r"\bmajor depress\w*|\bmajeure depress\w*|\bmdd\b|\bmelanchol\w+|\bdepressions?\b"
    r"|\bdepress(ive|iven|iver|if|ifs|ieve|iva|ivo)"
    r" (disorder|episode|illness|state|reaction|stoerung|storung|stoornis|erkrankung)\w*"
    r"|\b(trastorno|episodio|disturbo|transtorno) depres+iv[oa]\b|\b(trouble|episode) depressif\w*"
    r"|\bdepressie\b|\bdepressione\b|\bdepressao\b|\bdepresion\b"
)

GATES: Final = (
    (re.compile(r"\bbipolar\w*( affective| disorder)?( disorder)?,?( type)? (ii|2)\b"), "bipolar-ii"),
    (re.compile(r"\bbipolar\w*|\bmanisch-?\s?depressiv\w*|\bmanic[- ]depress\w*"), "bipolar-i"),
    (re.compile(r"\b(hypo)?manic\b|\b(hypo)?mania\b|\b(hypo)?manie\b"), "mania"),
    (re.compile(r"\bschizophren\w*|\bschizoaffe[ck]t\w*|\bdelusional disorder\b"), "schizophrenia-spectrum"),
    (re.compile(r"\bdementia\b|\bdemenz\b|\bdemence\b|\balzheimer\w*"), "dementia"),
    (re.compile(r"\bcyclothym\w*|\bzyklothym\w*"), "cyclothymia"),
)

KINDS_OF_DEPRESSION: Final = (
    (re.compile(r"\bdysthym\w*|\bpersistent depressive\b"), "dysthymia"),
    (re.compile(r"\badjustment\b|\banpassungsstorung\b"), "adjustment-disorder-depressed"),
    (re.compile(r"\bmixed anxiety\b|\banxiety.depressive\b"), "mixed-anxiety-depression"),
    (re.compile(r"\bpremenstrual\b"), "pmdd"),
    (re.compile(r"\b(induced|organic|due to|secondary to)\b"), "depression-organic-or-substance"),
    (re.compile(r"\bpost(partum|natal)\b|\bpuerperal\b"), "postpartum-depression"),
    (re.compile(r"\b(antenatal|prenatal|antepartum)\b"), "perinatal-depression-antenatal"),
    (re.compile(r"\b(treatment|therapy)[- ](resistant|refractory)\b"), "treatment-resistant-depression"),
)
"""A depression by another name, which counts, or does not count, under its own concept (R-P6)."""

SEVERITY: Final = (
    ("severe", re.compile(r"\bsevere\b|\bschwer\w*|\bsevere?\b|\bgrave\b|\bernstig\w*")),
    ("moderate", re.compile(r"\bmoderate\w*|\bmittelgradig\w*|\bmodere\w*|\bmatig\w*")),
    ("mild", re.compile(r"\bmild\b|\bleicht\w*|\bleger\w*|\blicht\w*")),
)
WITH_PSYCHOTIC: Final = re.compile(r"\bpsychotic\b|\bpsychosis\b|\bpsychotisch\w*|\bwith psychot\w*")
WITHOUT_PSYCHOTIC: Final = re.compile(
    r"\b(without|no|ohne|sans|zonder)( \w+){0,2} psychot\w*|\bnon[- ]?psychotic\b|\bnot psychotic\b"
)
FULL_WORDS: Final = re.compile(r"\b(full|complete|sustained full) remission\b|\bvollremission\b")
PARTIAL_WORDS: Final = re.compile(r"\b(partial|incomplete) remission\b|\bteilremission\b")
REMISSION_WORDS: Final = re.compile(r"\bremission\b|\bremittiert\b|\bin remissie\b")
RECURRENT_WORDS: Final = re.compile(r"\brecurr\w*|\brezidivierend\w*|\brecidiv\w*|\brecurrent\w*")
SINGLE_WORDS: Final = re.compile(r"\bsingle\b|\beenmalige\b|\bfirst episode\b")

REFUSAL: Final = re.compile(
    r"\b(refus(al|es|ed|ing)|declin(es|ing)|verweiger\w*)( \w+){0,3} "
    r"(food|foods|eat|eating|fluid|fluids|drink|drinks|drinking|intake|nahrung\w*|essen|trinken|flussigkeit\w*)\b"
    r"|\b(food|fluid|nahrungs|flussigkeits)[- ]?(refusal|verweigerung)\b"
)
"""Refusal of food or fluid, by name alone (U3); never inferred from dehydration or loss of weight."""

PART_OF_MOOD: Final = frozenset({"psychosis-other"})
"""Said beside a mood disorder it is a feature of it, no disorder of its own."""

OF_HERSELF: Final = re.compile(
    r"\b(breast-?\s?feeding|lactating|pregnant|nursing|expectant|delivered)\s*[,:]?\s*\(?\s*mothers?\b\)?"
)
"""The mother is the patient here, not her mother."""

_SENTENCE: Final = re.compile(r"[;\n\r]+|\.(?:\s|$)|\bbut\b")
_SPACES: Final = re.compile(r"\s+")


def fold_words(text: str) -> str:
    """Lower case, accents and doubled spaces away, so that one pattern finds every spelling."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return _SPACES.sub(" ", bare.casefold()).replace("v.a.", "verdacht").replace("z.n.", "zustand nach").strip()


def read_words(text: str) -> Reading | None:
    """What a diagnosis without a code says: gate or depression, and what a treatment may harm; None: nothing."""
    return _read(text[:LONGEST_TEXT])


def refuses_intake(text: str) -> bool:
    """Whether the words say that food or fluid is refused (U3); a negation before them takes it back."""
    return _refuses(text[:LONGEST_TEXT])


@lru_cache(maxsize=DISTINCT_TEXTS)
def _read(text: str) -> Reading | None:
    folded = OF_HERSELF.sub(_herself, fold_words(text.replace("\n", ";")))
    sentences = [part for part in _SENTENCE.split(folded) if part and part.strip()]
    stated = list(_stated(sentences))
    whole = " ".join(sentences)
    past = bool(PAST.search(whole))
    others = frozenset(concept for sentence in stated for concept in concepts_in(sentence, past=past))
    gates = frozenset(concept for sentence in stated for concept in _gates(sentence))
    if gates:
        return Reading(concepts=gates | (others - PART_OF_MOOD), past=past)
    depression = next((found for part in stated if (found := _depression(part, whole, past=past))), None)
    if depression is not None:
        return replace(depression, concepts=depression.concepts | (others - PART_OF_MOOD))
    return Reading(concepts=others, remission=_remission(whole), past=past) if others else None


def _herself(found: re.Match[str]) -> str:
    return "breastfeeding" if found.group(1) == "nursing" else found.group(1)


@lru_cache(maxsize=DISTINCT_TEXTS)
def _refuses(text: str) -> bool:
    for sentence in filter(None, _SENTENCE.split(fold_words(text.replace("\n", ";")))):
        found = REFUSAL.search(sentence)
        before = sentence[: found.start()] if found else ""
        if found and not NOT_STATED.search(sentence) and not NEGATION.search(before):
            return True
    return False


def _stated(sentences: list[str]) -> Iterator[str]:
    """The part of each sentence that states something of this patient."""
    for sentence in sentences:
        if not NOT_STATED.search(sentence):
            plain = NOS.sub(lambda found: " " * len(found.group()), sentence)
            negated = NEGATION.search(plain)
            yield sentence[: negated.start()] if negated else sentence


def _gates(sentence: str) -> Iterator[str]:
    for pattern, concept in GATES:
        if pattern.search(sentence):
            yield concept
            if concept.startswith("bipolar"):
                return


def _depression(sentence: str, whole: str, *, past: bool) -> Reading | None:
    plain = NOT_MOOD.sub(" ", sentence)
    dysthymia = KINDS_OF_DEPRESSION[0][0].search(plain)
    if not dysthymia and not DEPRESSION.search(plain):
        return None
    severity = next((word for word, pattern in SEVERITY if pattern.search(whole)), None)
    psychotic = False if WITHOUT_PSYCHOTIC.search(whole) else True if WITH_PSYCHOTIC.search(whole) else None
    remission = _remission(whole)
    episode = RECURRENT if RECURRENT_WORDS.search(whole) else SINGLE if SINGLE_WORDS.search(whole) else None
    kind = next((concept for pattern, concept in KINDS_OF_DEPRESSION if pattern.search(plain)), None)
    concept = kind or _concept(severity, psychotic, remission, episode)
    return Reading(
        concepts=frozenset({concept}),
        severity=severity,
        psychotic=psychotic,
        remission=remission,
        episode=episode,
        past=past,
    )


def _remission(whole: str) -> str | None:
    if PARTIAL_WORDS.search(whole):
        return PARTIAL
    if FULL_WORDS.search(whole):
        return FULL
    return UNSPECIFIED if REMISSION_WORDS.search(whole) and "no remission" not in whole else None


def _concept(severity: str | None, psychotic: bool | None, remission: str | None, episode: str | None) -> str:
    """The concept of the code tables that says the same."""
    family = {RECURRENT: "mdd-recurrent", SINGLE: "mdd-single", None: "depression"}[episode]
    if remission == FULL:
        return f"{family}-full-remission"
    if remission == PARTIAL:
        return f"{family}-partial-remission"
    if remission == UNSPECIFIED and episode == RECURRENT:
        return "mdd-recurrent-remission-unspecified"
    if psychotic:
        return f"{family}-severe-psychotic"
    return f"{family}-{severity or 'unspecified'}"
