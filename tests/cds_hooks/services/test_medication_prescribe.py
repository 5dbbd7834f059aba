"""The hook of CDS Hooks 1.0: what order-select answers, and every order counts as chosen."""

from cds_hooks.services.medication_prescribe import SERVICE
from tests.acceptance.charts import diagnosis
from tests.cds_hooks.called import call
from tests.cds_hooks.order_calls import ONE_FAILURE, draft

EPILEPSY = [*ONE_FAILURE, *diagnosis("epilepsy")]


def test_the_service_is_the_one_of_its_hook() -> None:
    assert (SERVICE.id, SERVICE.hook) == ("trd-medication-prescribe", "medication-prescribe")


def test_it_answers_what_order_select_answers() -> None:
    orders = [draft("bupropion", 150), draft("ibuprofen", 400)]
    old, new = call("medication-prescribe", orders, EPILEPSY), call("order-select", orders, EPILEPSY)
    assert [card["summary"] for card in old.cards] == [card["summary"] for card in new.cards]
    assert old.answer.keys == new.answer.keys
    assert old.cards
