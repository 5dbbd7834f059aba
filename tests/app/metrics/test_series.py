"""What ships for operators speaks of series that there are: the page, the alert rules, the dashboard."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.metrics.counting import GAP_CODES, TOPICS
from app.metrics.series import ALL, LABELS
from trd.terms import GapCode, Topic

ROOT = Path(__file__).parents[3]
OPERATORS = ROOT / "docs" / "operators"
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
OF_PROMETHEUS = {"up": {"job", "instance"}}


def series() -> dict[str, set[str]]:
    """The names that can be asked for, and the labels of each."""
    found = dict(OF_PROMETHEUS)
    for metric in ALL:
        (family,) = metric.describe()
        for suffix in SUFFIXES[family.type]:
            found[family.name + suffix] = {*metric._labelnames, *(["le"] if suffix == "_bucket" else [])}
    return found


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((OPERATORS / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield f"alert {rule['alert']}", rule["expr"]
    for panel in json.loads((OPERATORS / "dashboard.json").read_text())["panels"]:
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"]


@pytest.mark.parametrize(("where", "expression"), [pytest.param(*one, id=one[0]) for one in expressions()])
def test_every_expression_asks_for_series_and_labels_that_there_are(where: str, expression: str) -> None:
    known = series()
    named = set(re.findall(r"\b(?:(?:trd|http)_[a-z_]+|up)\b", expression)) - LABELS.keys()
    assert named, where
    assert named <= known.keys(), named - known.keys()
    labels = set().union(*(known[name] for name in named))
    for grouped in re.findall(r"(?:by|ignoring|on|without) \(([^)]*)\)", expression):
        assert {label.strip() for label in grouped.split(",")} <= labels, expression
    for name, matchers in re.findall(r"\b([a-z_]+)\{([^}]*)\}", expression):
        assert set(re.findall(r"([a-z_]+)\s*(?:=~|!=|!~|=)", matchers)) <= known[name], expression


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_grave_it_is_and_names_labels_that_it_has(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("info", "warning", "critical")
    told = rule["annotations"]["summary"]
    for label in re.findall(r"\$labels\.([a-z_]+)", told):
        assert label in rule["expr"] or label == "instance"


def test_every_series_is_watched_or_told_what_for() -> None:
    """A number that no alert and no panel asks for is on the page of all series at least."""
    page = (ROOT / "docs" / "metrics.md").read_text()
    for metric in ALL:
        (family,) = metric.describe()
        assert f"`{family.name}" in page


@pytest.mark.parametrize(
    "name",
    [
        "http_server_request_duration_seconds",
        "trd_hook_duration_seconds",
        "trd_hook_stage_seconds",
        "trd_hooks_total",
        "trd_cards_total",
        "trd_feedback_total",
        "trd_gaps_total",
        "trd_fhir_requests_total",
        "trd_fhir_request_duration_seconds",
        "trd_jwt_rejections_total",
        "trd_knowledge_info",
        "trd_build_info",
    ],
)
def test_the_names_that_were_promised_are_there(name: str) -> None:
    assert {name, f"{name}_count"} & series().keys()


def test_every_label_is_described_and_used() -> None:
    used = {label for metric in ALL for label in metric._labelnames}
    assert used == LABELS.keys()


def test_topics_and_gap_codes_are_the_published_lists() -> None:
    assert {topic.value for topic in Topic} == TOPICS
    assert {code.value for code in GapCode} == GAP_CODES
