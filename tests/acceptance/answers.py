"""What came back of a hook: its cards by topic, what was set aside, and the drafts that an EHR could file."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Card = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """The cards of one answer."""

    cards: tuple[Card, ...]

    @property
    def topics(self) -> list[str]:
        return [card["source"]["topic"]["code"] for card in self.cards]

    def card(self, topic: str) -> Card:
        found = [card for card in self.cards if card["source"]["topic"]["code"] == topic]
        assert found, f"no card on {topic}, only on {', '.join(self.topics) or 'nothing'}"
        return found[0]

    def recommendation(self, topic: str) -> dict[str, Any]:
        told: dict[str, Any] = self.card(topic)["extension"]["org.trd-cds.recommendation"]
        return told

    @property
    def assessment(self) -> dict[str, Any]:
        told: dict[str, Any] = self.card("summary")["extension"]["org.trd-cds.assessment"]
        return told

    @property
    def set_aside(self) -> list[tuple[str, str | None, str | None, str]]:
        """Topic, agent (or which kind of treatment), row of the safety matrix, reason."""
        return [
            (
                entry["topic"],
                (entry.get("agent") or {}).get("name") or entry.get("kind"),
                entry.get("row"),
                reason(entry),
            )
            for entry in self.assessment.get("setAside", ())
        ]

    def why_not(self, topic: str, agent: str | None = None) -> str:
        """The reason for which something was set aside."""
        found = [reason for known, name, _, reason in self.set_aside if known == topic and agent in (None, name)]
        assert found, f"{topic} {agent or ''} was not set aside, only {self.set_aside}"
        return found[0]

    def drafts(self, topic: str) -> list[dict[str, Any]]:
        """The orders that this card offers to file."""
        suggestions = self.card(topic).get("suggestions", ())
        return [action["resource"] for one in suggestions for action in one["actions"]]

    @property
    def words(self) -> str:
        return "\n".join(f"{card['summary']}\n{card.get('detail', '')}" for card in self.cards)


def reason(entry: dict[str, Any]) -> str:
    told: str = entry["reason"]
    return told


Ask = Callable[[dict[str, Any]], Awaitable[Answer]]
