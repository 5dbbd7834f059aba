"""The page of the cards: what a clinician reads of each sample patient and each sample order."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson

TOLD_ON = date(2026, 11, 23)
EVERY_CARD = {"org.trd-cds.configuration": {"maxCards": 12}}

PREFACE = (
    "# The cards",
    "",
    "Made from the samples (`make fix`): invented people, and what a clinician is shown of them, without the cap",
    "on their number. As an EHR sends it: `trd-cds demo --request NAME`. Nothing here has been signed by a clinician.",
)


def cards_page() -> str:
    """The page `docs/cards.md`."""
    from app.answering import answer_hook
    from app.demo import TELLS, hook_request
    from app.demo.orders import CALLS
    from app.main import start
    from app.settings import read_settings

    shell = start(read_settings({}), demo=True)
    lines = [*PREFACE]
    for name in (*TELLS, *CALLS):
        request = {**hook_request(name, TOLD_ON), "extension": EVERY_CARD}
        answer = answer_hook(shell, f"trd-{request['hook']}", orjson.dumps(request), today=TOLD_ON)
        told = CALLS[name].tells if name in CALLS else TELLS[name]
        lines += ["", f"## {told}", "", f"`{name}` · {request['hook']}"]
        found = orjson.loads(answer.body)["cards"]
        lines += [line for card in found for line in _card(card)] or ["", "No card."]
    lines += ["", "## The first patient, without epilepsy", "", "`two-failed-trials` · patient-view"]
    told = orjson.loads(answer_hook(shell, "trd-patient-view", _without_epilepsy(), today=TOLD_ON).body)["cards"]
    lines += [line for card in told if card["source"]["topic"]["code"] == "tmsReferral" for line in _card(card)]
    return "\n".join(lines) + "\n"


def _without_epilepsy() -> bytes:
    """The request of the first sample with one diagnosis less: what epilepsy ruled out is offered."""
    from app.demo import hook_request

    request = {**hook_request("two-failed-trials", TOLD_ON), "extension": EVERY_CARD}
    conditions = request["prefetch"]["conditions"]
    conditions["entry"] = [one for one in conditions["entry"] if one["resource"]["id"] != "a-epilepsy"]
    return orjson.dumps(request)


def _card(card: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"### {card['summary']}", "", f"*{card['indicator']}* · {card['source']['topic']['display']}", "")
    yield from card.get("detail", "").split("\n")
    suggestions = card.get("suggestions", ())
    if suggestions:
        yield from ("", "Offered:", "")
    for one in suggestions:
        for action in one["actions"]:
            yield f"- **{one['label']}** ({action['type']}): {action['description']}"
