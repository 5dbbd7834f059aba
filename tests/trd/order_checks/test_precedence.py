"""One finding an order and cause: the most severe wins, and a check that says more wins over a row (R-Z33)."""

from typing import Any

from trd.options import OrderFinding, Remedy
from trd.order_checks.precedence import NUMBERS, cut, once_a_pair, settled


def found(check: str, level: str, cause: str = "sertraline+phenelzine", **more: Any) -> OrderFinding:
    known = {"message": f"{check} {level}", "row": None, "order": "MedicationRequest/1", **more}
    return OrderFinding(check=check, level=level, cause=cause, **known)


def test_every_check_of_the_specification_has_its_number() -> None:
    assert sorted(NUMBERS.values()) == list(range(1, 31))


def test_the_most_severe_of_one_cause_wins_and_the_rest_is_its_detail() -> None:
    (winner,) = settled([found("matrix-avoid", "warning"), found("matrix-contraindicated", "critical")])
    assert (winner.check, winner.level) == ("matrix-contraindicated", "critical")
    assert winner.details == ("matrix-avoid warning",)


def test_of_one_level_the_lower_number_wins() -> None:
    (winner,) = settled([found("matrix-avoid", "warning"), found("same-class-twice", "warning")])
    assert winner.check == "same-class-twice"


def test_a_check_that_says_more_wins_over_the_row_and_takes_its_level() -> None:
    row = found("matrix-contraindicated", "critical", remedies=(Remedy(delete=True),))
    (winner,) = settled([found("serotonin-syndrome-risk", "warning"), row])
    assert (winner.check, winner.level) == ("serotonin-syndrome-risk", "critical")
    assert winner.remedies == (Remedy(delete=True),)


def test_a_duplicate_keeps_a_level_of_its_own() -> None:
    (winner,) = settled([found("matrix-contraindicated", "critical"), found("duplicate-moiety", "warning")])
    assert (winner.check, winner.level) == ("duplicate-moiety", "warning")


def test_two_causes_are_two_findings_worst_first() -> None:
    both = settled([found("matrix-avoid", "warning", "a:x"), found("maoi-washout", "critical", "a+b")])
    assert [each.check for each in both] == ["maoi-washout", "matrix-avoid"]


def test_the_order_in_which_findings_come_changes_nothing() -> None:
    several = [
        found("matrix-avoid", "warning"),
        found("matrix-contraindicated", "critical"),
        found("matrix-check-first", "info", "a:y"),
    ]
    assert settled(several) == settled(reversed(several))


def test_at_most_three_of_a_draft_are_shown_and_the_fourth_is_named() -> None:
    shown = cut([found("matrix-avoid", "warning", f"a:{number}", message=str(number)) for number in range(4)])
    assert len(shown) == 3
    assert shown[-1].details == ("3",)


def test_a_critical_finding_is_never_cut() -> None:
    critical = [found("matrix-contraindicated", "critical", f"a:{number}") for number in range(4)]
    shown = cut([*critical, found("matrix-avoid", "warning", "a:z", message="avoid")])
    assert [each.level for each in shown] == ["critical"] * 4
    assert shown[-1].details == ("avoid",)


def test_two_drafts_that_collide_are_told_once() -> None:
    one = found("serotonin-syndrome-risk", "critical", "phenelzine+sertraline", order="MedicationRequest/1")
    other = found("serotonin-syndrome-risk", "critical", "phenelzine+sertraline", order="MedicationRequest/2")
    assert once_a_pair([other, one], ["sertraline", "phenelzine"]) == [one]
    assert once_a_pair([other, one], ["sertraline"]) == [other, one]
