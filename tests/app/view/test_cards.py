"""A CDS Hooks response as a strict EHR shows it: what is wrong in a card is said, and nothing in it can run."""

import json
from typing import Any

import pytest

from app.demo import hook_request
from app.demo.orders import CALLS
from app.judging import judge
from app.settings import Settings
from app.shell import Shell
from app.view.card_detail import MOST_CHARACTERS, write_detail
from app.view.card_parts import MOST_PARTS
from app.view.cards import (
    MOST_CARDS,
    MOST_MARKDOWN,
    CardShown,
    UnreadableResponse,
    read_response,
    show_card,
    show_response,
)
from cds_hooks.messages import json_bytes
from tests.app.conftest import DAY
from trd.knowledge.types import Knowledge

GOOD: dict[str, Any] = {
    "uuid": "5b4c3f0e-0d6b-4b0b-9a4e-0f6f8a3a2b11",
    "summary": "Two trials failed",
    "detail": "**Why**: see [the guideline](https://example.org/g).",
    "indicator": "warning",
    "source": {
        "label": "A guideline",
        "url": "https://example.org",
        "topic": {"code": "summary", "display": "History"},
    },
    "suggestions": [
        {
            "label": "Refer",
            "uuid": "s1",
            "isRecommended": True,
            "actions": [
                {"type": "create", "description": "Refer to ECT", "resource": {"resourceType": "ServiceRequest"}}
            ],
        },
        {
            "label": "Remove",
            "uuid": "s2",
            "actions": [{"type": "delete", "description": "Remove it", "resourceId": "MedicationRequest/1"}],
        },
    ],
    "selectionBehavior": "at-most-one",
    "overrideReasons": [{"code": "already-tried", "system": "x", "display": "Already tried"}],
    "links": [{"label": "Timeline", "url": "https://example.org/launch", "type": "smart", "autolaunchable": True}],
}


def shown(**changed: Any) -> CardShown:
    return show_card({name: value for name, value in {**GOOD, **changed}.items() if value is not None}, 0)


def test_a_card_after_the_specification_has_no_fault() -> None:
    card = shown()
    assert card.faults == ()
    assert (card.sign, card.word, card.summary) == ("▲", "Warning", "Two trials failed")
    assert (card.source, card.source_address, card.topic) == ("A guideline", "https://example.org", "History")
    assert card.choosing == "Choose one of these, or none."
    assert card.reasons == (("already-tried", "Already tried"),)
    (link,) = card.links
    assert (link.smart, link.autolaunchable, link.address) == (True, True, "https://example.org/launch")
    refer, remove = card.suggestions
    assert (refer.recommended, remove.recommended) == (True, False)
    assert (refer.actions[0].kind, refer.actions[0].resource_type) == ("create", "ServiceRequest")
    assert remove.actions[0].written == '{\n  "resourceId": "MedicationRequest/1"\n}'


@pytest.mark.parametrize("name", ["two-failed-trials", "psychotic-and-suicidal", *CALLS])
def test_no_card_of_ours_has_a_fault(name: str, knowledge: Knowledge) -> None:
    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests", demo=True)
    judged = judge(shell, json.dumps(hook_request(name, DAY)).encode(), as_of=DAY)
    found = read_response(json_bytes({"cards": judged.cards}))
    assert found.cards
    assert [card.faults for card in found.cards] == [()] * len(found.cards)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"summary": None}, "has no summary"),
        ({"summary": 7}, "has no summary"),
        ({"summary": "x" * 140}, "140 characters"),
        ({"indicator": "hard-stop"}, "indicator"),
        ({"indicator": None}, "indicator"),
        ({"source": None}, "source has no label"),
        ({"source": {"label": "A", "url": "javascript:alert(1)"}}, "is not followed"),
        ({"selectionBehavior": None}, "selectionBehavior"),
        ({"selectionBehavior": "all"}, "selectionBehavior"),
        ({"suggestions": {"label": "x"}}, "suggestions is to be a list"),
        ({"suggestions": ["x"]}, "no object"),
        ({"suggestions": [{"uuid": "s1"}]}, "Suggestion 1 has no label"),
        ({"suggestions": [{"label": "x"}] * (MOST_PARTS + 1)}, f"{MOST_PARTS} are shown"),
        ({"suggestions": [{"label": "x", "isRecommended": True}] * 2}, "Only one suggestion"),
        ({"suggestions": [{"label": "x", "actions": [{"type": "create", "description": "y"}]}]}, "has no resource"),
        ({"suggestions": [{"label": "x", "actions": [{"type": "delete", "description": "y"}]}]}, "no resourceId"),
        ({"suggestions": [{"label": "x", "actions": [{"type": "delete", "resourceId": "y"}]}]}, "no description"),
        ({"suggestions": [{"label": "x", "actions": [{"type": "sign", "description": "y"}]}]}, "create, update or"),
        ({"overrideReasons": [{"code": "a"}]}, "no code or no display"),
        ({"links": [{"label": "x", "url": "javascript:alert(1)", "type": "absolute"}]}, "is not followed"),
        ({"links": [{"label": "x", "url": "/etc", "type": "absolute"}]}, "is not followed"),
        ({"links": [{"label": "x", "type": "absolute"}]}, "is not followed"),
        ({"links": [{"label": "x", "url": "https://example.org", "type": "popup"}]}, "absolute or smart"),
        ({"links": [{"url": "https://example.org", "type": "smart"}]}, "Link 1 has no label"),
        ({"links": [{"label": "x", "url": "https://e.org", "type": "absolute", "appContext": "y"}]}, "appContext"),
        ({"detail": "x" * (MOST_CHARACTERS + 1)}, "not read as Markdown"),
    ],
)
def test_what_the_specification_forbids_is_shown_as_a_fault(changed: dict[str, Any], fault: str) -> None:
    faults = shown(**changed).faults
    assert len([told for told in faults if fault in told]) == 1, faults


def test_of_many_long_details_only_the_first_are_read_as_markdown() -> None:
    response = {"cards": [{**GOOD, "detail": "[" * MOST_CHARACTERS}] * MOST_CARDS}
    cards = show_response(response).cards
    read = MOST_MARKDOWN // MOST_CHARACTERS
    assert [card.detail is not None for card in cards] == [True] * read + [False] * (MOST_CARDS - read)
    assert all(card.plain == "[" * MOST_CHARACTERS for card in cards)
    assert [any("not read as Markdown" in fault for fault in card.faults) for card in cards[read - 1 : read + 1]] == [
        False,
        True,
    ]


def test_a_summary_of_139_characters_is_whole_and_a_longer_one_is_cut_at_140() -> None:
    assert shown(summary="x" * 139).summary == "x" * 139
    assert shown(summary="x" * 200).summary == "x" * 140 + "…"


def test_a_resource_that_is_nested_too_deep_is_a_fault_and_no_failure() -> None:
    deep: dict[str, Any] = {"resourceType": "ServiceRequest"}
    for _ in range(600):
        deep = {"resourceType": "ServiceRequest", "extension": [deep]}
    action = {"type": "create", "description": "y", "resource": deep}
    card = shown(suggestions=[{"label": "x", "actions": [action]}])
    assert "A resource is nested too deep to be shown." in card.faults
    assert card.suggestions[0].actions[0].written == ""


@pytest.mark.parametrize(
    "detail",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://tracker.example.org/pixel.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox(1))",
        "[x](/cds-services)",
        "[x](//elsewhere.example.org)",
        "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        "<style>body{display:none}</style>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='https://example.org'><input name=x></form>",
        "`<b onmouseover=alert(1)>`",
        '<p id="card-0" class="badge" style="position:fixed">x</p>',
    ],
)
def test_nothing_in_a_detail_runs_loads_or_passes_for_our_page(detail: str) -> None:
    html = str(write_detail(detail))
    for opened in ("<script", "<img", "<svg", "<style", "<iframe", "<form", "<input", "<b "):
        assert opened not in html.lower()
    tags = [part.partition(">")[0] for part in html.split("<")[1:]]
    for tag in tags:
        assert " on" not in tag
        assert "style=" not in tag
        assert "id=" not in tag
        assert "class=" not in tag
        assert "href=" not in tag or 'href="http' in tag


def test_a_link_of_a_detail_opens_beside_and_tells_nobody_where_it_came_from() -> None:
    assert str(write_detail("[g](https://example.org/g)")) == (
        '<p><a href="https://example.org/g" target="_blank" rel="noopener noreferrer">g</a></p>\n'
    )


def test_lists_tables_emphasis_and_strike_are_read_and_headings_stand_under_the_summary() -> None:
    html = str(write_detail("# A\n\n###### B\n\n- *a*\n- **b** ~~c~~\n\n| x |\n| --- |\n| y |\n"))
    for part in ("<h4>A</h4>", "<h6>B</h6>", "<em>a</em>", "<strong>b</strong>", "<s>c</s>", "<td>y</td>"):
        assert part in html


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "no JSON"),
        (b"[]", "an object with a list of cards"),
        (b"{}", "an object with a list of cards"),
        (b'{"cards": {}}', "an object with a list of cards"),
        (b'{"cards": ["x"]}', "Every card is an object"),
        (json.dumps({"cards": [{}] * (MOST_CARDS + 1)}).encode(), f"{MOST_CARDS} are drawn at most"),
    ],
    ids=["broken", "list", "no cards", "cards no list", "card no object", "too many"],
)
def test_what_is_no_response_is_refused_with_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableResponse, match=sentence):
        read_response(body)


def test_no_card_is_a_response_too_and_the_ehrs_own_actions_are_told() -> None:
    assert show_response({"cards": []}).cards == ()
    acted = show_response({"cards": [], "systemActions": [{"type": "delete", "resourceId": "Task/1"}]})
    assert [(action.kind, action.resource_type) for action in acted.system_actions] == [("delete", "Task")]


@pytest.mark.parametrize("value", [None, 1, "x", [], [[]], {"a": {}}, True], ids=repr)
@pytest.mark.parametrize("member", [*GOOD, "extension"])
def test_no_member_of_any_form_makes_a_card_fail(member: str, value: Any) -> None:
    assert show_card({**GOOD, member: value}, 0).place == 0
