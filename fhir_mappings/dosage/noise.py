"""What stands in a sig and is no dose: quantities, refills, visits, telephone numbers, food, advice (R-D15)."""

import re

_NUMBER = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"

NOT_TAKING = re.compile(
    r"\bnot (?:currently |presently |been )?taking\b|\bno longer tak\w+\b|\bself[- ]discontinued\b|\bdiscontinued by\b"
    r"|\b(?:stopped|quit|refus\w+|declin\w+) (?:to take|taking)\b|\bnever (?:took|taken|started|filled)\b"
    r"|\b(?:did|has|does)(?:n't| not) (?:start\w*|take|taken|fill\w*)\b|\bdo not take\s*(?:[.;!]|$|this\b)"
)
FORBIDDEN = re.compile(
    r"\b(?:do not|don'?t|never|not to|must not|should not)\s+(?:take|use|give|swallow|have)\s+"
    rf"(?:an?\b|half\b|{_NUMBER})"
)
"""An amount that is not to be taken; "do not take more than two" is a maximum and read as one."""
IN_ADDITION = re.compile(r"\bin addition to\b|\badd(?:itional|ed)? to (?:the )?(?:current|existing|usual|other)\b")

_GOES_ON = r"(?:otherwise|then|else|increas\w*|decreas\w*|reduc\w*|tak\w+|tab\w*|cap\w*|one|two|half|double)"
"""What tells that a sentence of advice goes on with a dose."""
_CHANGES = r"\b(?:increas|decreas|reduc|chang|titrat|taper|rais|double|go(?:ing)? (?:up|down))\w*\b"
_ON_A_DAY = (
    r"\b(?:on|from|by|starting|effective|beginning|as of)\s+(?:the\s+)?"
    r"(?:\d{1,2}[/-]\d{1,2}|\d{4}-\d\d|\d{1,2}(?:st|nd|rd|th)\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
    r"|(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:next|this) (?:week|month))"
)
DATED_CHANGE = re.compile(rf"{_CHANGES}[^.;]*{_ON_A_DAY}|{_ON_A_DAY}[^.;]*{_CHANGES}")
"""A change on a day: what holds before it, or after it, the order's dates do not say."""

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
            r"\b(?:half an|an|one|1) (?:hour|hr) (?:before|after|prior to)\b",
            rf"(?:\b(?:taken|spaced|separated by|at least|about)\s+)*\b{_NUMBER}\s*(?:hours?|hrs?|h)\s+apart\b",
            rf"\b(?:over|for|within|at least)\s+{_NUMBER}\s*(?:min(?:ute)?s?)\b",
            rf"\bfor\s+{_NUMBER}\s*(?:hours?|hrs?)\b",
            r"\b(?:with|in|mixed (?:in|with))?\s*(?:at least |about |approx\w* )?"
            r"(?:\d+(?:\.\d+)?|1/[24]|half an?|an?)\s*(?:ml|oz|ounces?|kcal|calories|cups?)\b"
            r"(?:\s*(?:of\s*(?:\w+\s)?)?(?:water|juice|food|fluid|liquid|milk|meal)\b|(?<=kcal)|(?<=calories))",
            r"#\s*\d+(?:\s*(?:tab|cap)(?:let|sule)?(?:\(s\)|s)?\b)?",
            r"\b\d+\s*(?:rf|refills?|repeats?)\b(?:\(s\))?",
            r"\b(?<!may )(?<!can )(?:rf|refills?|repeats?)(?:\(s\))?\s*[x:=#]*\s*\d+\b",
            r"\bdaw\s*\d\b|\blot\s*#?\s*\w+|\bexp(?:iry|ires?|iration)?\.?\s*:?\s*\d+/\d+",
            r"\b[a-z]\d{2}\.\d{1,2}\b",  # ICD codes
            r"\bvitamin\s+[a-z]\d{0,2}\b|\bomega[ -]?[369]\b|\b5[ -]?htp\b|\bco ?q ?10\b|\bt[34]\b(?=[\s,:]|$)|\bb12\b",
            r"\b(?:type|start date|end date|status)\s*:\s*\w+",
            r"\bdo(?:es)? not (?!exceed|take more|use more)[a-z ,]+",
            r"\b(?:stop|discontinue|d/c|dc)(?: taking| use| using| medication| med| it)*"
            rf"(?: and (?:call|notify)(?: \w+){{0,2}})?\s+if\b(?:(?!\b{_GOES_ON}\b)[^.;\d])*(?=[.;]|$)",
            r"\breplac(?:es|ing|ement for)\s+(?:the |your |old |previous |current )*[\d.]+\s*mg"
            r"(?: (?:tab|cap)\w*| dose)?",
            r"\(\s*(?:dose |strength )?(?:increased?|decreased?|reduced|changed?|up|down) from [^)]*\)",
            r"\bstep \d\b",
            r"\(\s*(?:half|double|twice)\s+(?:of\s+)?(?:the |your )?(?:previous|old|prior|former)\s+dos(?:e|age)\s*\)",
            r"\b(?:disp(?:ense)?|qty|quantity|supply)\s*[:#=]?\s*\d+(?:\s*(?:tab|cap)(?:let|sule)?(?:\(s\)|s)?\b)?",
            r"\bpharmacy\s*:.*$",
            r"\b(?:8|12|24)[ -]*(?:hr|hour|h)\b(?=\s*(?:er|xr|xl|sr|extended|release|cap|tab|oral))",
        )
    )
)
_FORMER = re.compile(
    r"(?:^|(?<=[.;,(]))\s*(?:(?:was|had been|used to be) (?:taking|on)|previously(?: (?:taking|on))?|formerly)\s*:?\s+"
    r"(?:[^.;,()]|[.,](?=\d))*"
)
"""What it was before: "previously 100 mg daily", "was taking 100 mg, now …"."""
_RELATIVE = re.compile(
    r"\b(?:add|plus|more|less|by|same|resume|continue|again|back|extra|another|both|with|still|also"
    r"|(?:increas|decreas|reduc|addition|tapering|titrat)\w*)\b"
)
"""The dose may be told by its difference from the former one: neither is left out then."""
_CLAUSE_BREAK = re.compile(r"[;\n]|\.(?=\s|$)|,(?=\s)|\s-\s|:(?=\s)|[()]")
_NOISE_CLAUSE = re.compile(
    r"\b(?:dispens\w*|disp|issue[sd]?|collect(?:ion)?|pick ?up|blister|supervised|supply|supplied|mitte|qty|quantity"
    r"|review|follow[ -]?up|f/u|return|appointment|call|phone|tel|phq|gad|score|level|weight|wt|bmi|last (?:filled"
    r"|dose|seen)"
    r"|rx'?d|rx (?:sent|written)|prescribed on|prior auth\w*|approved|insurance|brand|lot|exp|expires|generic|ndc"
    r"|reported"
    r"|sent to|pharmacy|medication review|due|refill\w*|rf|(?<!may )(?<!can )repeats?|previously|was on"
    r"|allow|remove(?:d)? at|then remove|rotate)\b"
)
_HOLDS_INTAKE = re.compile(
    r"\b(?:take|tk|one|two|three|half|\d+(?:[./]\d+)?)\s*(?:\(\w+\)\s*)?(?:tab|cap|mg|ml|daily|od|bd|nocte|a day"
    r"|once|twice|every|each|at\b|in the|po\b|by mouth|q)"
)


def without_noise(text: str) -> str:
    """The text without what is no dose; clauses about supply, visits and tests go as a whole."""
    cleaned = _PHRASES.sub(" ", text if _RELATIVE.search(text) else _FORMER.sub(" ", text))
    parts, last = [], 0
    for mark in _CLAUSE_BREAK.finditer(cleaned):
        parts.append((cleaned[last : mark.start()], mark.group()))
        last = mark.end()
    parts.append((cleaned[last:], ""))
    return "".join(("" if _is_noise(clause) else clause) + mark for clause, mark in parts)


def _is_noise(clause: str) -> bool:
    return bool(_NOISE_CLAUSE.search(clause)) and not _HOLDS_INTAKE.search(clause)
