"""Feedback in every dialect: the specification's, the sandbox's, Epic's, WintEHR's; free text is never in it."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from cds_hooks.envelope import RequestError
from cds_hooks.feedback import MOST_ENTRIES, Feedback, read_feedback

CARD = "4e0a3a1e-3f4b-4f85-9eec-2b2b2f0a3c11"
OVERRIDDEN: dict[str, Any] = {"card": CARD, "outcome": "overridden"}


def read(*entries: Any) -> tuple[Feedback, ...]:
    return read_feedback(orjson.dumps({"feedback": list(entries)}))


def test_the_specifications_own_form_is_read_whole() -> None:
    (said,) = read(
        {
            "card": CARD,
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": "s-1"}, {"id": "s-1"}, {"id": "s-2"}],
            "outcomeTimestamp": "2026-11-23T10:00:00.250Z",
        }
    )
    at = datetime(2026, 11, 23, 10, 0, 0, 250_000, tzinfo=UTC)
    assert said == Feedback(card=CARD, outcome="accepted", suggestions=("s-1", "s-2"), said_at=at)


@pytest.mark.parametrize(
    ("given", "reasons", "reason"),
    [
        pytest.param({}, (), None, id="a plain dismissal"),
        pytest.param(
            {"overrideReason": {"reason": {"code": "will-monitor", "system": "x"}}},
            ("will-monitor",),
            "will-monitor",
            id="the sandbox sends no display",
        ),
        pytest.param(
            {"overrideReasons": [{"reason": {"code": "patient-refuses"}}, {"reason": {"code": "other"}}]},
            ("patient-refuses", "other"),
            "patient-declined",
            id="Epic's plural, a code of HL7",
        ),
        pytest.param(
            {"overrideReasons": {"reason": [{"code": "42"}, {"code": "not-indicated"}]}},
            ("42", "not-indicated"),
            "not-indicated",
            id="several codings of one reason",
        ),
        pytest.param(
            {
                "overrideReasons": [
                    {"extension": {"com.epic.cdshooks.feedback.overrideReason.reasonDisplay": " patient DECLINES "}}
                ]
            },
            ("patient-declined",),
            "patient-declined",
            id="Epic's display without a reason",
        ),
        pytest.param(
            {"overrideReasons": [{"extension": {"com.epic.cdshooks.feedback.overrideReason.reasonTitle": "Ada L"}}]},
            ("unlisted",),
            None,
            id="a text that is none of ours is not kept",
        ),
        pytest.param({"overrideReason": {"key": "not-available"}}, ("not-available",), "not-available", id="WintEHR"),
        pytest.param({"overrideReason": {"code": "other"}}, ("other",), "other", id="a bare coding"),
        pytest.param(
            {"overrideReason": {"reason": {"code": "says Ada Lovelace"}}}, ("unlisted",), None, id="a sentence"
        ),
        pytest.param({"overrideReason": {"reason": {"display": "Other"}}}, ("other",), "other", id="a display alone"),
        pytest.param({"overrideReason": {"reason": [3]}}, (), None, id="no coding"),
        pytest.param({"overrideReason": "other", "overrideReasons": None}, (), None, id="no object"),
    ],
)
def test_a_reason_is_read_by_its_code(given: dict[str, Any], reasons: tuple[str, ...], reason: str | None) -> None:
    (said,) = read(OVERRIDDEN | given)
    assert (said.reasons, said.reason) == (reasons, reason)


@pytest.mark.parametrize(
    "given",
    [
        {"overrideReason": {"userComment": "Ada refuses"}},
        {"userComment": "Ada"},
        {"overrideReasons": [{"userComment": "x"}]},
    ],
    ids=["in the reason", "beside it", "Epic"],
)
def test_a_comment_may_hold_patient_data_and_only_that_there_was_one_is_known(given: dict[str, Any]) -> None:
    (said,) = read(OVERRIDDEN | given)
    assert said.commented
    assert "Ada" not in repr(said)


def test_an_empty_comment_is_none() -> None:
    assert not read(OVERRIDDEN | {"overrideReason": {"userComment": " "}})[0].commented


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2026-11-23T10:00:00", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T11:00:00+01:00", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("yesterday", None),
        (1700000000, None),
        ("0001-01-01T00:00:00+23:59", None),
    ],
)
def test_a_time_that_cannot_be_read_is_not_on_record(sent: object, expected: datetime | None) -> None:
    assert read(OVERRIDDEN | {"outcomeTimestamp": sent})[0].said_at == expected


def test_suggestions_come_as_objects_ids_or_by_another_name() -> None:
    (said,) = read(
        {"card": CARD, "outcome": " Accepted ", "acceptedSuggestions": ["a", {"uuid": "b"}, 3, {"id": "c d"}]}
    )
    assert said.suggestions == ("a", "b")


def test_a_batch_keeps_its_order_and_an_empty_one_says_nothing() -> None:
    assert [said.outcome for said in read(OVERRIDDEN, {"card": CARD, "outcome": "accepted"})] == [
        "overridden",
        "accepted",
    ]
    assert read() == ()


def test_one_entry_without_a_list_is_read() -> None:
    assert len(read_feedback(orjson.dumps({"feedback": OVERRIDDEN}))) == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "JSON"),
        (b"{}", "no feedback"),
        (b'{"feedback": "x"}', "no list"),
        (b'{"feedback": null}', "no list"),
        (b'{"feedback": ["x"]}', "Entry 1"),
        (b'{"feedback": [{"outcome": "accepted"}]}', "no card"),
        (b'{"feedback": [{"card": "", "outcome": "accepted"}]}', "no card"),
        (b'{"feedback": [{"card": "c"}]}', "no outcome"),
        (b'{"feedback": [{"card": "c", "outcome": "ignored"}]}', "neither"),
        (orjson.dumps({"feedback": [OVERRIDDEN] * (MOST_ENTRIES + 1)}), "at most"),
    ],
)
def test_what_cannot_be_understood_is_refused_as_a_whole(body: bytes, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        read_feedback(body)
