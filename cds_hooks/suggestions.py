"""Option -> suggestions: one drug or referral, then the tests that go with it (§5.0, R-F2, R-F3)."""

from cds_hooks.drafting import Recipient, can_be_drafted, subject_of, suggestion, supporting
from cds_hooks.drug_orders import draft_drug
from cds_hooks.measurement_orders import can_be_ordered, order_questionnaire, order_screen, order_tests
from cds_hooks.referral_orders import refer, refer_today
from cds_hooks.responses import Suggestion
from cds_hooks.wording.telling import DRUG_TOPICS, Telling
from trd.options import Option
from trd.suicide_risk import OLD
from trd.terms import RiskLevel, Topic

MOST_SUGGESTIONS = 4


def suggest(option: Option, telling: Telling, recipient: Recipient) -> tuple[Suggestion, ...]:
    """At most one drug, referral or questionnaire; with `any` a user may accept every suggestion of a card (R-F2)."""
    if not can_be_drafted(telling, recipient):
        return ()
    first: list[Suggestion] = []
    if option.topic in DRUG_TOPICS:
        order = draft_drug(option, telling, subject_of(telling, recipient), supporting(option, telling))
        first = [suggestion(order.label, order.description, order.draft, telling)] if order else []
        if option.topic is Topic.DOSE_OPTIMIZATION and option.case == "wait":
            first = [order_questionnaire(option, telling, recipient)] if can_be_ordered(option) else []
    elif option.topic is Topic.MEASUREMENT:
        first = [order_questionnaire(option, telling, recipient)] if can_be_ordered(option) else []
    elif option.draft and option.topic is not Topic.DIAGNOSTIC_REVIEW:
        first = [refer(option, telling, recipient)]
    return tuple([*first, *order_tests(option, telling, recipient)][:MOST_SUGGESTIONS])


def suggest_for_risk(telling: Telling, recipient: Recipient) -> tuple[Suggestion, ...]:
    """Of a high risk the same-day referral and the Columbia screen; else the screen, after an old answer the PHQ-9."""
    if not can_be_drafted(telling, recipient):
        return ()
    risk = telling.assessment.suicide_risk
    if risk.level is RiskLevel.HIGH:
        return (refer_today(telling, recipient), order_screen(telling, recipient, today=True))
    screen = order_screen(telling, recipient, today=False)
    if OLD in risk.notes:
        return (screen, order_questionnaire(Option(topic=Topic.MEASUREMENT), telling, recipient))
    return (screen,)
