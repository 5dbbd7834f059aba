"""What stands in a sig and is no dose: quantities, refills, visits, telephone numbers, food, advice (R-D15)."""

import re

_NUMBER = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"

NOT_TAKING = re.compile(
    r"\bnot (?:currently |presently |been )?taking\b|\bno longer tak\w+\b|\bself[- ]discontinued\b|\bdiscontinued by\b"
    r"|\b(?:stopped|quit|refus\w+|declin\w+) (?:to take|taking)\b|\bnever (?:took|taken|started|filled)\b"
    r"|\b(?:did|has|does)(?:n't| not) (?:start\w*|take|taken|fill\w*)\b|\bdo not take\s*(?:[.;!]|$|this\b)"
)
IN_ADDITION = re.compile(r"\bin addition to\b|\badd(?:itional|ed)? to (?:the )?(?:current|existing|usual|other)\b")

_PHRASES = re.compile(
    "|".join(
        (
            r"\(\s*(?:patient not taking|reported)[^)]*\)",
            r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",  # dates
            r"\b\d{3}[ -]\d{4}\b|\b\(?\d{3}\)?[ -]\d{3}[ -]\d{4}\b",  # telephone
            r"\bphq[ -]?[289]\b(?:\s*(?:score)?\s*(?:of|is|=|:)?\s*\d+)?|\bgad[ -]?7\b(?:\s*(?:of|=|:)?\s*\d+)?",
            rf"{_NUMBER}(?:\s*(?:-|to)\s*{_NUMBER})?\s*(?:min(?:ute)?s?|hours?|hrs?)\s+(?:before|after|prior to|pre"
            rf"|post)\b"
            r"(?=\s*(?:a |the |each |every )?(?:breakfast|lunch|dinner|supper|meals?|food|bed|bedtime|eating|sleep"
            r"|dose|other))",
            rf"\b(?:over|for|within|at least)\s+{_NUMBER}\s*(?:min(?:ute)?s?)\b",
            rf"\bfor\s+{_NUMBER}\s*(?:hours?|hrs?)\b",
            r"\b(?:with|in|mixed (?:in|with))?\s*(?:at least |about |approx\w* )?\d+(?:\.\d+)?\s*(?:ml|oz|ounces?"
            r"|kcal|calories|cups?)\b"
            r"(?:\s*(?:of\s*(?:\w+\s)?)?(?:water|juice|food|fluid|liquid|milk|meal)\b|(?<=kcal)|(?<=calories))",
            r"#\s*\d+(?:\s*(?:tab|cap)(?:let|sule)?(?:\(s\)|s)?\b)?",
            r"\b\d+\s*(?:rf|refills?|repeats?)\b(?:\(s\))?|\b(?:rf|refills?|repeats?)(?:\(s\))?\s*[x:=#]*\s*\d+\b",
            r"\bdaw\s*\d\b|\blot\s*#?\s*\w+|\bexp(?:iry|ires?|iration)?\.?\s*:?\s*\d+/\d+",
            r"\b[a-z]\d{2}\.\d{1,2}\b",  # ICD codes
            r"\bvitamin\s+[a-z]\d{0,2}\b|\bomega[ -]?[369]\b|\b5[ -]?htp\b|\bco ?q ?10\b|\bt[34]\b(?=[\s,:]|$)|\bb12\b",
            r"\b(?:type|start date|end date|status)\s*:\s*\w+",
            r"\bdo(?:es)? not (?!exceed|take more|use more)[a-z ,]+",
            r"\bstep \d\b",
            r"\b(?:disp(?:ense)?|qty|quantity|supply)\s*[:#=]?\s*\d+(?:\s*(?:tab|cap)(?:let|sule)?(?:\(s\)|s)?\b)?",
            r"\bpharmacy\s*:.*$",
            r"\b(?:8|12|24)[ -]*(?:hr|hour|h)\b(?=\s*(?:er|xr|xl|sr|extended|release|cap|tab|oral))",
        )
    )
)
_CLAUSE_BREAK = re.compile(r"[;\n]|\.(?=\s|$)|,(?=\s)|\s-\s|:(?=\s)|[()]")
_NOISE_CLAUSE = re.compile(
    r"\b(?:dispens\w*|disp|issue[sd]?|collect(?:ion)?|pick ?up|blister|supervised|supply|supplied|mitte|qty|quantity"
    r"|review|follow[ -]?up|f/u|return|appointment|call|phone|tel|phq|gad|score|level|weight|wt|bmi|last (?:filled"
    r"|dose|seen)"
    r"|rx'?d|rx (?:sent|written)|prescribed on|prior auth\w*|approved|insurance|brand|lot|exp|expires|generic|ndc"
    r"|reported"
    r"|sent to|pharmacy|medication review|due|refill\w*|rf|repeats?|previously|was on"
    r"|allow|remove(?:d)? at|then remove|rotate)\b"
)
_HOLDS_INTAKE = re.compile(
    r"\b(?:take|tk|one|two|three|half|\d+(?:[./]\d+)?)\s*(?:\(\w+\)\s*)?(?:tab|cap|mg|ml|daily|od|bd|nocte|a day"
    r"|once|twice|every|each|at\b|in the|po\b|by mouth|q)"
)


def without_noise(text: str) -> str:
    """The text without what is no dose; clauses about supply, visits and tests go as a whole."""
    cleaned = _PHRASES.sub(" ", text)
    parts, last = [], 0
    for mark in _CLAUSE_BREAK.finditer(cleaned):
        parts.append((cleaned[last : mark.start()], mark.group()))
        last = mark.end()
    parts.append((cleaned[last:], ""))
    return "".join(("" if _is_noise(clause) else clause) + mark for clause, mark in parts)


def _is_noise(clause: str) -> bool:
    return bool(_NOISE_CLAUSE.search(clause)) and not _HOLDS_INTAKE.search(clause)
