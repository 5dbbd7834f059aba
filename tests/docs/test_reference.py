"""Whatever can be looked up stands in the reference: nothing of the code is missing there."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from prometheus_client.metrics import MetricWrapperBase

from app.cli.main import cli
from app.cli.talk import Exit
from app.clients import Client, SmartApp
from app.main import create_app, start
from app.metrics import series
from app.outcomes import MEDIA_TYPE
from app.pages.definitions import every_schema
from app.settings import Settings, read_settings
from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.configuration import REQUEST_EXTENSION
from scripts.reference_clients import explained
from scripts.reference_codes import VERDICTS
from scripts.reference_commands import commands
from tests.documents import DOCS
from trd.decision.gates import WORDS
from trd.terms import GapCode, Topic


def first_cells(page: str, heading: str = "") -> list[str]:
    """The first column of the tables of a page, or of one of its parts."""
    text = (DOCS / page).read_text(encoding="utf-8")
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0] if heading else text
    return re.findall(r"(?m)^\| `([^`]+)`", part)


def test_every_setting() -> None:
    assert first_cells("settings.md") == [f"TRD_{name.upper()}" for name in Settings.model_fields]


def test_every_metric() -> None:
    made = [one for one in vars(series).values() if isinstance(one, MetricWrapperBase)]
    names = {f"{one._name}_total" if one._type == "counter" else one._name for one in made}
    assert names
    assert names <= set(first_cells("metrics.md"))


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        pytest.param("Topics of cards", [topic.value for topic in Topic], id="topics"),
        pytest.param("Override reasons", [reason.code for reason in OVERRIDE_REASONS], id="override reasons"),
        pytest.param("Gaps", [code.value for code in GapCode], id="gap codes"),
        pytest.param("Gates", list(WORDS), id="gates"),
    ],
)
def test_every_code(heading: str, codes: list[str]) -> None:
    assert first_cells("reference/codes.md", heading) == codes


def test_every_verdict_with_its_values() -> None:
    page = (DOCS / "reference" / "codes.md").read_text(encoding="utf-8")
    for name, words in VERDICTS.items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
        assert re.findall(r"`([^`]+)`", line.split("|")[2]) == [word.value for word in words]


def test_every_exit_code() -> None:
    assert first_cells("reference/commands.md", "Exit codes") == [str(int(code)) for code in Exit]


def option_names(command: Any) -> set[str]:
    named = {name for one in command.params if one.param_type_name == "option" for name in one.opts}
    return named - {"--help", "--install-completion", "--show-completion"}


def test_every_command_with_every_option() -> None:
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    told = dict(commands(typer.main.get_command(cli)))
    assert set(re.findall(r"(?m)^## (trd-cds .+)$", page)) == set(told)
    for name, command in told.items():
        part = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert option_names(command) <= set(re.findall(r"`(--[\w-]+)`", part)), name


def test_every_command_says_what_it_does_and_every_option_too() -> None:
    for name, command in commands(typer.main.get_command(cli)):
        assert command.help, name
        assert [one.name for one in command.params if one.name != "help" and not one.help] == [], name


@pytest.mark.parametrize("model", [Client, SmartApp], ids=["client", "smart"])
def test_every_key_of_the_clients_file_is_explained(model: type[Client] | type[SmartApp]) -> None:
    assert set(model.model_fields) <= set(first_cells("reference/clients.md"))
    assert [name for name in model.model_fields if not explained(model).get(name)] == []


def test_what_a_request_may_ask_for_is_what_is_read() -> None:
    source = (Path(DOCS.parent) / "cds_hooks" / "configuration.py").read_text(encoding="utf-8")
    named = first_cells("reference/clients.md", "What a request may ask for")
    assert f'extension["{REQUEST_EXTENSION}"]' in (DOCS / "reference" / "clients.md").read_text(encoding="utf-8")
    assert [name for name in named if f'"{name}"' not in source] == []


def test_every_schema_and_every_address() -> None:
    page = (DOCS / "reference" / "schemas.md").read_text(encoding="utf-8")
    assert first_cells("reference/schemas.md", "Schemas") == list(every_schema("https://example.org"))
    assert MEDIA_TYPE in page
    routes = create_app(start(read_settings({}))).state.routes
    paths = {route.path for route in routes if route.include_in_schema} - {"/cds-services/{service_id}"}
    assert [path for path in sorted(paths) if f"`{path}`" not in page] == []
