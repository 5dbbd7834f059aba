"""A session by the words of its Procedure: "Bilateral ECT", "ECT #5", "TMS treatment 12", "rTMS session".

The whole text must say it: the treatment's name, and besides it only words of a session. "ECT consultation" and "TMS
motor threshold" are none; neither are names that mean something else inside a sentence (MST, VNS).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from fhir_mappings.condition_words import fold_words

_NAMES: Final = (
    ("esketamine-session", r"esketamine(?: nasal spray)?|intranasal esketamine|spravato"),
    ("ketamine-infusion", r"(?:iv|intravenous) ketamine(?: infusion)?|ketamine (?:iv )?infusion"),
    ("deep-tms", r"deep (?:tms|transcranial magnetic stimulation)|dtms"),
    ("tbs", r"itbs|(?:intermittent )?theta[- ]?burst(?: stimulation)?"),
    ("rtms", r"r?tms|(?:repetitive )?transcranial magnetic stimulation"),
    ("ect", r"ect|ekt|electro-?\s?convulsive (?:therapy|treatment|shock)|elektrokonvulsionstherapie"),
)
"""Procedure -> its names, in folded form; the narrower one stands before the wider one."""

_BESIDE: Final = re.compile(
    r"(?:treatments?|sessions?|therapy|procedure|administration|dose|visit|course|series|nr|number|of|and|with|under|for"
    r"|the|a|in|to|by|at|mg|bilateral|bi-?lateral|bitemporal|bifrontal|bifrontotemporal|unilateral|right|left|rul|brief"
    r"|ultra-?brief|pulse|modified|acute|index|maintenance|continuation|outpatient|inpatient|daily|weekly|high|low"
    r"|frequency|single|multiple|seizures?|delivery|supervised|nasal|intranasal|spray|dlpfc|dorsolateral|prefrontal"
    r"|cortex|depression|depressive|disorder|major|mdd|trd|treatment-resistant|resistant|hz"
    r"|sitzung|behandlung|serie|bilateral[e]?|unilateral[e]?|\d+(?:st|nd|rd|th)?|i{1,3}|iv|v)"
)
_MARKS: Final = re.compile(
    r"\b(?:under|with|in) (?:general )?ana?esthesia\b|\bno\b\.?(?=\s*\d)|[#()\[\],.:;/–—]+|\s-\s|\s-(?=\d)"
)
_WORDS: Final = tuple((concept, re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")) for concept, names in _NAMES)
LONGEST: Final = 120
"""Longer than any name of a session."""


def treatments_in(folded: str) -> Iterator[str]:
    """Every treatment that folded words name, the narrower before the wider, whatever stands beside it."""
    left = folded
    for concept, names in _WORDS:
        left, count = names.subn(" ", left)
        if count:
            yield concept


@lru_cache(maxsize=20_000)
def session_in_words(text: str) -> str | None:
    """The treatment whose session the whole of a text names; None: anything else."""
    if len(text) > LONGEST:
        return None
    left, found = _MARKS.sub(" ", fold_words(text)), []
    for concept, names in _WORDS:
        left, count = names.subn(" ", left)
        found += [concept] if count else []
    if not found or not all(_BESIDE.fullmatch(word) for word in left.split()):
        return None
    return found[0]
