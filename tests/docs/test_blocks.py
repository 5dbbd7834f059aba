"""What a page shows to be typed or pasted works, or the page itself says that it was not tried."""

import json
import re
import shlex
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest
import typer
import uvicorn
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner

from app.cli.main import cli
from app.main import create_app, start
from app.pages.definitions import every_schema
from app.settings import read_settings
from scripts.assessment_page import command, excerpt
from scripts.examples import EXAMPLES, curl
from scripts.pages import curl_command
from scripts.reference_commands import commands
from tests.documents import ROOT, Block, blocks, name_of, pages
from tests.ports import open_port

UNTRIED = "# not tried by the tests"
HERE = "http://127.0.0.1:8000"
SHELL = blocks("console", "sh")


def is_tried(block: Block) -> bool:
    return UNTRIED not in block.text


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demonstration, on a port of its own."""
    app = create_app(start(read_settings({}), demo=True))
    server = uvicorn.Server(uvicorn.Config(app, port=open_port(), log_level="critical", lifespan="off"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        sleep(0.02)
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    thread.join()


def test_calls_that_are_shown_send_an_example_to_its_service() -> None:
    """What each brings is tested with the examples, and the README's as it is written, through curl."""
    called = {one for block in SHELL if is_tried(block) for one in block.commands if "curl" in one}
    examples = {*(curl(name) for name in EXAMPLES), command()}
    assert len(called) >= 8
    assert [one for one in sorted(called - examples) if one not in curl_command()] == []


def test_the_open_fhir_server_of_the_demonstration_is_read_as_shown(demo: str) -> None:
    shown = {one for block in SHELL for one in block.commands if f"--fhir-server {HERE}" in one}
    assert shown
    for one in sorted(shown):
        told = CliRunner().invoke(cli, shlex.split(one.replace(HERE, demo))[1:])
        assert told.exit_code == 0, told.output
        assert "adequate" in told.output


@pytest.mark.parametrize("block", [one for one in blocks("sh") if is_tried(one)], ids=lambda block: block.name)
def test_a_script_that_is_shown_runs_beside_the_file_of_a_store(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own command at its end is run here, in the environment that the script left."""
    sqlite3.connect(tmp_path / "trd-cds.sqlite3").close()
    script, _, own = block.text.partition("\ntrd-cds ")
    ran = subprocess.run(
        ["bash", "-euc", f"{script}\nenv -0 > environment"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    if own:
        pairs = (line.split("=", 1) for line in (tmp_path / "environment").read_text().split("\0") if line)
        monkeypatch.chdir(tmp_path)
        told = CliRunner().invoke(cli, shlex.split(own), env=dict(pairs))
        assert told.exit_code == 0, told.output


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.name)
def test_what_is_not_tried_is_said_where_it_is_shown(block: Block) -> None:
    """Make's targets are looked up, calls of the demonstration are made above; all else is marked."""
    typed = [one for one in block.commands if not one.startswith("make ") and HERE not in one and one != "trd-cds demo"]
    assert not typed or not is_tried(block), f"try it here, or begin the block with: {UNTRIED}: why"


NAMED = re.compile(r"(?:\$ |`|\.venv/bin/)trd-cds((?: [a-z]+)+)([^`\n]*)")


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_command_and_option_that_is_named_is_one(page: Path) -> None:
    known = dict(commands(typer.main.get_command(cli)))
    groups = {name.rpartition(" ")[0] for name in known}
    unknown = []
    for words, rest in NAMED.findall(page.read_text(encoding="utf-8")):
        named = words.split()
        name = next((one for one in (" ".join(["trd-cds", *named[:2]]), f"trd-cds {named[0]}") if one in known), None)
        if name is None:
            unknown += [] if f"trd-cds {named[0]}" in groups else [words]
            continue
        options = {option for one in known[name].params for option in one.opts} | {"--help"}
        unknown += [one for one in re.findall(r"(?<= )--[a-z][\w-]*", rest.split("|")[0]) if one not in options]
    assert unknown == []


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.name)
def test_python_that_is_shown_runs_and_prints_what_stands_below_it(
    block: Block, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_tried(block):
        return
    monkeypatch.chdir(ROOT)
    exec(compile(block.text, block.name, "exec"), {})
    below = block.page.read_text(encoding="utf-8").partition(block.text)[2]
    shown = re.match(r"```\n\n```text\n(.*?)```", below, re.DOTALL)
    assert shown, "show what it prints"
    assert capsys.readouterr().out == shown[1]


@pytest.mark.parametrize("block", blocks("json"), ids=lambda block: block.name)
def test_json_that_is_shown_is_a_prefetch_or_a_part_of_a_result(block: Block) -> None:
    """The prefetch of a guide is compared with discovery by tests/test_integrators.py."""
    found: Any = json.loads(block.text)
    if block.page.name == "assessments.md":
        schema = every_schema("https://example.org")["result.json"]
        jsonschema.validate(found, {**schema, "required": []})
    else:
        assert list(found) == ["prefetch"]
        assert block.page.parent.name == "integrators"


async def test_the_judgement_is_asked_for_as_shown() -> None:
    (shown,) = {one for block in SHELL for one in block.commands if "/assessments" in one}
    assert shown == command()
    parts = shlex.split(shown)
    data, address = (ROOT / next(part[1:] for part in parts if part[0] == "@")), parts[-1].removeprefix(HERE)
    transport = httpx.ASGITransport(create_app(start(read_settings({}), demo=True)))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post(
            address, content=data.read_bytes(), headers={"Content-Type": "application/fhir+json"}
        )
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("asOf", "failedTrials", "resistance")} == {
        name: excerpt()[name] for name in ("asOf", "failedTrials", "resistance")
    }


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.name)
def test_yaml_that_is_shown_is_read(block: Block) -> None:
    assert list(yaml.safe_load(block.text)) == ["scrape_configs"]


def test_every_block_says_in_which_language_it_is() -> None:
    known = {"console", "sh", "python", "json", "yaml", "toml", "sql", "text", "http"}
    fences = {
        (name_of(page), language)
        for page in pages()
        for language in re.findall(r"(?ms)^ *```(\w*)\n.*?^ *```", page.read_text(encoding="utf-8"))
    }
    assert sorted(fence for fence in fences if fence[1] not in known) == []
