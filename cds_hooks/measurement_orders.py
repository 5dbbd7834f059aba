"""A missing score or test -> the draft that asks for it (§5.4, §5.5)."""

from cds_hooks.drafting import Recipient, subject_of, suggestion, supporting
from cds_hooks.responses import Suggestion
from cds_hooks.wording import figures
from cds_hooks.wording.catalogue import WORDS, capitalised, translated
from cds_hooks.wording.telling import Telling
from fhir_mappings.writing.drafts import DraftMeasurement
from fhir_mappings.writing.tests_offered import TESTS
from trd.options import Option
from trd.terms import Topic

USUAL_QUESTIONNAIRE = "phq-9"
MOST_TESTS = 3
ORDERED_BY_THE_SERVICE = frozenset({Topic.ECT_REFERRAL, Topic.TMS_REFERRAL})
"""The ECT or TMS service orders its own work-up; the card names it in words (§5.4)."""

MASS_UNITS = frozenset({"US"})
"""Countries whose laboratories report mass; elsewhere amounts of substance (R-F42)."""


def can_be_ordered(option: Option) -> bool:
    """An instrument without a verified code is asked for in words alone (R-F50)."""
    return option.kind is None or option.kind in TESTS


def order_questionnaire(option: Option, telling: Telling, recipient: Recipient) -> Suggestion:
    """The instrument already in use, since one instrument has to serve both ends; else PHQ-9 (R-F50)."""
    test = option.kind if option.kind in TESTS else USUAL_QUESTIONNAIRE
    instrument = WORDS.word("suggestion.tests", test) or telling.scale(test)
    due = figures.day_of(option.facts.get("judge_on"))
    said = WORDS.say("suggestion.description.questionnaire", instrument=instrument, date=due)
    draft = DraftMeasurement(test=test, supporting=supporting(option, telling), **subject_of(telling, recipient))
    return suggestion(WORDS.say("suggestion.order", test=instrument), said, draft, telling)


def order_screen(telling: Telling, recipient: Recipient, *, today: bool) -> Suggestion:
    """The Columbia screen: what one item of a questionnaire does not ask."""
    draft = DraftMeasurement(test="c-ssrs", priority="stat" if today else "routine", **subject_of(telling, recipient))
    said = WORDS.say("suggestion.description.c_ssrs_today" if today else "suggestion.description.c_ssrs")
    return suggestion(WORDS.say("suggestion.order_c_ssrs"), said, draft, telling)


def order_tests(option: Option, telling: Telling, recipient: Recipient) -> list[Suggestion]:
    """The tests that would answer what is not on record, each once, at most three (R-F3, R-F40)."""
    if option.topic in ORDERED_BY_THE_SERVICE:
        return []
    new = telling.new_drug(option.agent) if option.agent else None
    return [order_test(test, new, telling, recipient) for test in _missing(option, telling)[:MOST_TESTS]]


def _missing(option: Option, telling: Telling) -> list[str]:
    known = WORDS.table("suggestion.tests_for")
    found = [test for test in option.tests if test in TESTS]
    found += [
        test
        for unknown in telling.asked(option)
        for words, test in known.items()
        if words.casefold() in unknown.casefold() and test in TESTS
    ]
    if option.topic is Topic.DIAGNOSTIC_REVIEW:
        about = WORDS.table("suggestion.tests_about")
        found += [test for item in telling.assessment.explanations.found for test in about.get(item.code, ())]
    return list(dict.fromkeys(found))


def order_test(test: str, new: str | None, telling: Telling, recipient: Recipient) -> Suggestion:
    """One test, before the drug `new` where it goes with one."""
    name = WORDS.word("suggestion.tests", test) or translated(TESTS[test].text)
    said = WORDS.say("suggestion.description.test", test=capitalised(name), new=new)
    draft = DraftMeasurement(test=test, si_units=telling.country not in MASS_UNITS, **subject_of(telling, recipient))
    return suggestion(WORDS.say("suggestion.order", test=name), said, draft, telling)
