"""O26: an antidepressant in bipolar disorder without a mood stabiliser."""

from typing import Any

import pytest

from tests.told import days_before, findings_of, found_by

CHECK = "antidepressant-monotherapy-bipolar"
HOOKS = ["order-select", "order-sign", "medication-refill"]


def with_(concept: str, onset: str = "2020-01-01", **more: Any) -> dict[str, Any]:
    return {"conditions": [{"concept": concept, "onset": onset, **more}]}


@pytest.mark.parametrize(
    ("known", "level"),
    [
        pytest.param(with_("bipolar-i"), "warning", id="bipolar I"),
        pytest.param(with_("bipolar-ii"), "warning", id="bipolar II"),
        pytest.param(with_("bipolar-ii", clinical="resolved"), "warning", id="ever"),
        pytest.param(with_("bipolar-ii", verification="provisional"), "warning", id="provisional"),
        pytest.param(with_("bipolar-ii", verification="unconfirmed"), None, id="only suspected"),
        pytest.param(with_("bipolar-ii", verification="refuted"), None, id="refuted"),
        pytest.param(with_("mania", days_before(90), clinical="resolved"), "critical", id="mania 90 days ago"),
        pytest.param(with_("mania", days_before(91), clinical="resolved"), "warning", id="mania 91 days ago"),
        pytest.param(with_("mania", "2020-01-01"), "critical", id="mania still active"),
        pytest.param(with_("cyclothymia"), "info", id="cyclothymia"),
    ],
)
@pytest.mark.parametrize("hook", HOOKS)
def test_without_a_mood_stabiliser(hook: str, known: dict[str, Any], level: str | None) -> None:
    if level == "info" and hook == "medication-refill":
        level = None
    found = found_by(CHECK, hook=hook, **known, drafts=[["sertraline", 50]])
    assert (found.level if found else None) == level


@pytest.mark.parametrize(
    "stabiliser", ["lithium", "valproate", "lamotrigine", "carbamazepine", "quetiapine", "haloperidol"]
)
def test_with_a_mood_stabiliser_it_is_silent(stabiliser: str) -> None:
    known = {**with_("bipolar-ii"), "patient": {"sex": "male"}, "drugs": [[stabiliser, 200, "2026-06-01"]]}
    found = findings_of(**known, drafts=[["sertraline", 50]])
    assert not {each.row for each in found} & {"S138", "S139", "S459"}
    assert CHECK not in {each.check for each in found}
    drafted = found_by(CHECK, **{**known, "drugs": []}, drafts=[["sertraline", 50], [stabiliser, 200]])
    assert drafted is not None, "one that is only drafted does not stabilise yet"


@pytest.mark.parametrize(
    "drugs",
    [
        pytest.param([["lithium", 600, "2026-01-01", days_before(1)]], id="it ended yesterday"),
        pytest.param([["metoclopramide", 10, "2026-06-01"]], id="an antiemetic"),
        pytest.param(
            [{"as": "order", "agent": "lithium", "dose": 600, "start": "2026-01-10", "supply_days": 30}], id="perhaps"
        ),
    ],
)
def test_what_does_not_stabilise(drugs: list[Any]) -> None:
    assert found_by(CHECK, **with_("bipolar-ii"), drugs=drugs, drafts=[["sertraline", 50]]) is not None


def test_one_that_ends_in_the_call_stabilises_no_more() -> None:
    known = {**with_("bipolar-ii"), "drugs": [["lithium", 600, "2026-01-01"]]}
    stop = {"agent": "lithium", "of": "lithium", "stops": True, "tapers": True}
    assert found_by(CHECK, **known, drafts=[["sertraline", 50], stop]) is not None


@pytest.mark.parametrize(
    ("known", "row"), [(with_("mania", days_before(53)), "S138"), (with_("mania", "2020-01-01"), "S459")]
)
def test_mania_speaks_with_a_mood_stabiliser_too(known: dict[str, Any], row: str) -> None:
    found = findings_of(**known, drugs=[["lithium", 900, "2026-06-01"]], drafts=[["sertraline", 50]])
    assert ("matrix-contraindicated", "critical", row) in [(each.check, each.level, each.row) for each in found]


def test_it_replaces_the_rows() -> None:
    found = findings_of(**with_("mania", days_before(53)), drafts=[["sertraline", 50]])
    assert [each.check for each in found] == [CHECK]
    assert found[0].remedies[0].delete, "critical: the draft may be removed"


def test_an_add_on_is_no_antidepressant() -> None:
    assert found_by(CHECK, **with_("bipolar-ii"), drafts=[["lamotrigine", 25]]) is None
