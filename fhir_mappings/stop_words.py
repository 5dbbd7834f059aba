"""Why a drug was stopped, in the words of the record (§5.4): plain statements only, since a failure rests on them.

What says that a drug failed, helped in part or cured is read when the whole clause says just that: "no response
from patient" and "no effect on weight" are about something else. The other rows are searched for, but for
what is negated or doubtful. What is not read leaves the outcome unknown: a clinician is asked, never overruled.
"""

import re
from typing import Final

from trd.terms import StopReason

_ABOUT: Final = (
    r"the|this|that|any|a|an|his|her|their|current|present|previous|prescribed|antidepressants?|psychiatric|oral|major"
    r"|severe|recurrent|medications?|medicines?|meds|drugs?|tablets?|treatments?|therapy|agents?|regimen|doses?|dosage"
    r"|ssris?|snris?|lithium|[a-z]{2,}(?:oxetine|xamine|traline|faxine|pram|tyline|pramine|trimine|pion|zodone"
    r"|prazole|apine|latine|cipran|bemide|elzine|promine|etamine)|\d+(?:\.\d+)?|mg|depression|depressive|disorder"
    r"|symptoms?|mood|low|episode|illness|mdd"
)
"""Words of the drug and of the illness that it is for."""
_BEFORE: Final = (
    rf"(?:(?:{_ABOUT}|patient|pt|client|she|he|they|it|reports?|reported|reporting|says|said|states?|stated|feels?"
    r"|felt|thinks?|because|due|owing|to|stopp?(?:ed|ing)?|discontinued|ended|reason|for|was|is|were|has|had|been"
    r"|being|found|deemed|judged|considered|clinically|largely|completely|mostly|fully|quite|very|still|in|total"
    r"|complete|full|sustained|stable|overall|perceived|apparent|documented|with|of) )*"
)
_AFTER: Final = (
    rf"(?: (?:{_ABOUT}|at|all|so|far|reported|noted|observed|documented|achieved|reached|attained|per patient|seen"
    r"|clinically|enough|any ?more|well|to|of|on|with|from|for|in|despite|by|after|during|under|over|within|max"
    r"|maximum|maximal|full|adequate|highest|high|target|optimal|sufficient|tolerated|daily|day|per day|about|one|two"
    r"|three|four|six|eight|ten|twelve|several|many|few|long|days?|weeks?|wks?|months?|trials?|courses?))*"
)

_WHOLE: Final = (
    (
        StopReason.PARTIAL_BENEFIT,
        r"(?:only )?(?:a )?partial(?:ly)? (?:response|responder|effective|benefit|improvement)"
        r"|insufficient(?:ly)? (?:response|effect\w*|benefit|efficacy|improvement)"
        r"|inadequate (?:response|effect|benefit|efficacy)|incomplete response"
        r"|(?:only )?some (?:benefit|response|improvement)|sub-?optimal (?:response|effect|benefit)",
    ),
    (
        StopReason.INEFFECTIVE,
        r"ineffective|ineffectiveness|not effective|no (?:effect|response|benefit|improvement|efficacy)"
        r"|lack of (?:efficacy|effect|effectiveness|response|benefit|improvement)"
        r"|treatment failure|failed (?:treatment|trial|to respond|therapy)|therapeutic failure"
        r"|did(?:n'?t| not) (?:help|work|respond)|does(?:n'?t| not) (?:help|work)|has(?:n'?t| not) helped"
        r"|non ?-?response|non ?-?responder|not working|not helping|unsuccessful|poor response"
        r"|(?:drug )?(?:treatment|therapy) (?:failed|unsuccessful)|wirkungslos|unwirksam|keine wirkung"
        r"|mangelnde wirkung",
    ),
    (
        StopReason.REMISSION,
        r"remission|recovered|recovery|no longer (?:needed|required|necessary|indicated)"
        r"|course (?:completed?|finished)|(?:treatment|therapy|regimen) (?:completed?|completion)"
        r"|complet(?:ed|ion of) (?:the )?(?:course|treatment|therapy)|symptoms? (?:resolved|free)"
        r"|(?:problem|condition|depression) resolved|got better|feels? well",
    ),
)
"""A statement of benefit: nothing but it may stand in its clause."""

_EFFECT: Final = (
    r"side ?-?effects?|adverse|intoleran\w*|not tolerat\w*|(?:could|did|does|do|can)(?:n'?t| ?not) tolerate"
    r"|allerg(?:y|ies|ic)(?! (?:season|clinic|test|shot|screen|appointment|rhinitis))|poorly tolerated"
    r"|unable to tolerate|toxicity|reaction|nausea|vomiting|weight gain|sexual dysfunction|sedation|drows\w*"
    r"|insomnia|agitation|headache\w*(?! clinic)|dizz\w*|rash|hyponatr\w*|qt ?c? prolong\w*|serotonin syndrome|tremor"
    r"|unverträglich\w*|nebenwirkung\w*"
)
_SUICIDAL: Final = r"suicid\w*|self[- ]harm\w*"
_SWITCH: Final = r"hypo ?mani\w*|mani(?:a|c)\b|mood switch\w*|switch(?:ed)? to mania|mixed state"
_CONTACT: Final = (
    r"no (?:response|reply|answer|contact) (?:from|with) (?:the )?(?:patient|pt|client|family|carer)"
    r"|(?:no (?:response|reply|answer)|(?:did(?:n'?t| not)|failed to) (?:respond|reply|answer)) to (?:\w+ ){0,3}"
    r"(?:phone|telephone|calls?|letters?|messages?|e-?mails?|texts?|invitations?|reminders?|contact|outreach|recall)"
)
_SOUGHT: Final = (
    (StopReason.SUICIDAL_THOUGHTS, _SUICIDAL),
    (StopReason.MOOD_SWITCH, _SWITCH),
    (
        StopReason.PREGNANCY,
        r"pregnan\w*\b(?! test)|breast ?-?feed\w*|lactati\w*|planning (?:a )?(?:pregnancy|to conceive)",
    ),
    (StopReason.ADVERSE_EFFECT, _EFFECT),
    (
        StopReason.PATIENT_CHOICE,
        r"patient (?:choice|preference|request\w*|declin\w*|refus\w*|decision|stopped|discontinued|wish\w*)"
        r"|refus\w*|declin\w*|moved (?:away|house|city|to (?:an)?other (?:city|town|area|country|practice))"
        r"|(?:patient|pt|client) (?:has )?moved|moved$"
        r"|lost to follow|non ?-?attend\w*|did not attend|did(?:n'?t| not) want|by patient|no longer wants"
        rf"|patientenwunsch|{_CONTACT}",
    ),
    (
        StopReason.ADMINISTRATIVE,
        r"cost|insurance|formulary|supply|shortage|unavailab\w*|not available|out of stock|interaction|duplicat\w*"
        r"|surgery|procedure|hospital|admission|admitted|washout|prior auth\w*|re-?order\w*"
        r"|dose (?:change|adjust\w*|increase\w*|decrease\w*)|formulation change|replaced|alternate therapy"
        r"|switch(?:ed)? to generic|error in order|clarification|lab(?:oratory)? interference",
    ),
)
"""What is found by a word in its clause; in this order, and after a statement of benefit."""

_ORDER: Final = (
    *(StopReason.SUICIDAL_THOUGHTS, StopReason.MOOD_SWITCH, StopReason.PARTIAL_BENEFIT, StopReason.INEFFECTIVE),
    *(StopReason.PREGNANCY, StopReason.REMISSION, StopReason.ADVERSE_EFFECT, StopReason.PATIENT_CHOICE),
    StopReason.ADMINISTRATIVE,
)
_DANGERS: Final = frozenset({StopReason.SUICIDAL_THOUGHTS, StopReason.MOOD_SWITCH})
"""Read when merely suspected, too: it was reason enough to stop."""
_UNNEGATED: Final = frozenset({StopReason.PATIENT_CHOICE, StopReason.ADMINISTRATIVE})
""""Not covered by insurance", "no supply": the negation is part of the reason."""

_NEGATION: Final = re.compile(
    r"\b(?:no|not|non|never|nor|neither|denie[sd]|deny|denying|without|absence of|free of|kein\w*|ohne|nicht)\b|n't\b"
)
_UNDONE: Final = re.compile(
    r"\b(?:ruled out|rule out|r/o|exclu\w+|unlikely|feared|fears?|fearing|afraid|worr\w+|concern\w*|risk|potential\w*"
    r"|avoid\w*|prevent\w*|unclear|unknown|uncertain|whether|family|mother|father|sister|brother"
    r"|not (?:been )?(?:reached|achieved|attained|obtained|sustained|maintained|seen|observed|confirmed|present|proven"
    r"|the reason)|ausschluss)\b"
    r"|\bnegative\b|\bif\b"
)
"""It is not said of this patient and this drug, or it is said not to be."""
_DOUBT: Final = re.compile(
    r"\?|\b(?:possibl[ey]|probabl[ey]|presum\w+|suspect\w*|question\w*|likely|maybe|perhaps|verdacht)\b"
)
_NO_OUTCOME: Final = re.compile(r"\b(?:died|deceased|death|entered in error|error)\b")
_JOINED: Final = re.compile(
    r"(?<=\?)|[;.:\n()\[\]/&+,]| - |\s[–—]\s?|\b(?:and|but|however|also|plus|then|therefore|so)\b"
)
_SPACES: Final = re.compile(r"[\s-]*\s[\s-]*")
_LISTED: Final = re.compile(
    rf"\b(?:no|without|denies|denied|denying|nor|not due to)\s+(?:any |evidence of |signs of |reported )*"
    rf"(?:{_EFFECT}|{_SUICIDAL}|{_SWITCH})(?: (?:effects?|events?|reactions?|thoughts?|ideation))?"
    rf"(?:\s*(?:,|/|\band\b|\bor\b|\bnor\b|, or|, and)\s*(?:{_EFFECT}|{_SUICIDAL}|{_SWITCH})"
    rf"(?: (?:effects?|events?|reactions?|thoughts?|ideation))?(?!\w))*"
    rf"(?: (?:and|or|nor) (?:treatment failure|therapeutic failure|lack of \w+|non ?-?response|ineffectiveness))?"
)
"""A negation goes through the whole of a list: "no nausea, vomiting or rash"."""

_WHOLE_PATTERNS: Final = tuple((reason, re.compile(rf"{_BEFORE}(?:{words}){_AFTER}")) for reason, words in _WHOLE)
_SOUGHT_PATTERNS: Final = tuple((reason, re.compile(rf"(?<![a-z])(?:{words})")) for reason, words in _SOUGHT)
_OF_THE_PERSON: Final = re.compile(
    r"(?:patient|pt|client|she|he|they) (?:is |was |has |had )?"
    r"(?:not working|no response|(?:did(?:n'?t| not)|failed to) (?:respond|work|help)|unsuccessful)"
)
"""Out of work, or not to be reached: no word on the drug."""
LONGEST: Final = 400
"""A reason is short; of a letter pasted into one only the beginning is read."""


def reason_in_words(text: str) -> StopReason | None:
    """The row of §5.4 that the words state; None: nothing that is read for certain."""
    plain = _LISTED.sub("|", text[:LONGEST].lower().replace("’", "'"))
    if _NO_OUTCOME.search(plain):
        return None
    clauses = [clause for part in _JOINED.split(plain) if (clause := _SPACES.sub(" ", part or "").strip())]
    found = {reason for clause in clauses for reason in _sought(clause)}
    if not _UNDONE.search(plain) and not _DOUBT.search(plain):
        found |= {reason for clause in clauses for reason in _stated(clause)}
    return next((reason for reason in _ORDER if reason in found), None)


def _stated(clause: str) -> set[StopReason]:
    """Benefit or none, where the clause says nothing else."""
    words = clause.strip(" !-\"'*|")
    if _OF_THE_PERSON.fullmatch(words):
        return set()
    return {reason for reason, pattern in _WHOLE_PATTERNS if pattern.fullmatch(words)}


def _sought(clause: str) -> set[StopReason]:
    undone, doubtful = _UNDONE.search(clause), _DOUBT.search(clause)
    found = set()
    for reason, pattern in _SOUGHT_PATTERNS:
        match = pattern.search(clause)
        if match is None or (undone and reason is not StopReason.ADMINISTRATIVE):
            continue
        if doubtful and reason not in _DANGERS:
            continue
        if reason in _UNNEGATED or not _NEGATION.search(clause[: match.start()]):
            found.add(reason)
    return found
