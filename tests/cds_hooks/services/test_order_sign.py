"""The last look before signing: safety, of all drafts together."""

from cds_hooks.services.order_sign import SERVICE
from tests.acceptance.charts import diagnosis, takes, took
from tests.cds_hooks.called import call
from tests.cds_hooks.order_calls import DEPRESSION, ONE_FAILURE, draft, reference

EPILEPSY = [*ONE_FAILURE, *diagnosis("epilepsy")]


def test_the_service_is_the_one_of_its_hook() -> None:
    assert (SERVICE.id, SERVICE.hook) == ("trd-order-sign", "order-sign")
    assert "whatever their status" in SERVICE.usage_requirements


def test_every_draft_is_checked_whatever_is_selected() -> None:
    orders = [draft("bupropion", 150), draft("ibuprofen", 400)]
    found = call("order-sign", orders, EPILEPSY, selections=[reference("ibuprofen")])
    assert "matrix-contraindicated" in found.checks


def test_a_washout_moves_the_start_of_the_draft() -> None:
    found = call("order-sign", [draft("sertraline")], [DEPRESSION, *took("phenelzine", 45, "2026-09-01", "2026-11-09")])
    assert found.checks == ["maoi-washout"]
    (action,) = found.cards[0]["suggestions"][0]["actions"]
    assert action["type"] == "update"
    assert action["resource"]["dispenseRequest"]["validityPeriod"] == {"start": "2026-11-24"}


def test_no_card_of_the_next_step_stands_on_a_signature() -> None:
    assert call("order-sign", [draft("ibuprofen", 400)]).topics in ([], ["orderSafety"])


def test_what_was_said_when_it_was_chosen_is_not_said_again_but_a_critical_finding_is() -> None:
    lithium = [*ONE_FAILURE, *takes("lithium", 900, "2026-01-01")]
    before = call("order-select", [draft("ibuprofen", 400)], lithium)
    assert before.cards
    silenced = frozenset(before.answer.finding_keys)
    assert call("order-sign", [draft("ibuprofen", 400)], lithium, silenced_keys=silenced).cards == []
    critical = call("order-select", [draft("bupropion", 150)], EPILEPSY)
    again = call(
        "order-sign", [draft("bupropion", 150)], EPILEPSY, silenced_keys=frozenset(critical.answer.finding_keys)
    )
    assert again.cards[0]["indicator"] == "critical"


def test_an_order_hook_in_silent_mode_records_and_shows_nothing() -> None:
    found = call("order-sign", [draft("bupropion", 150)], EPILEPSY, silent=True)
    assert (found.cards, found.answer.silent_because) == ([], "silent")
    assert found.answer.topics
