"""`trd-cds replay`: what other knowledge would have answered to a request, and whether this is the code that did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from zipfile import BadZipFile, ZipFile

import orjson
import typer

from app.answering import answer_hook
from app.cli.card_drawing import draw_cards
from app.cli.store import within
from app.cli.talk import Exit, configuration_faults, out, print_json, read_input, stop, talk
from app.clients import UNNAMED, Client
from app.clock import today
from app.main import start
from app.outcomes import ShellError
from app.remembering import FETCHED, code_hash, digest_of_input
from app.settings import read_settings
from app.shell import Shell
from app.store.database import Database
from app.store.migration import is_known, versions
from app.store.records import DecisionRecord, find_by_input
from app.versions import package_version
from cds_hooks.catalog import ALL_SERVICES
from cds_hooks.wording.catalogue import languages
from trd.knowledge.loading import load
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Knowledge

INSIDE = "trd/knowledge/"
"""Where a wheel of this package holds its knowledge."""


def replay(
    file: Annotated[str, typer.Argument(help="The CDS Hooks request; - is standard input.")],
    knowledge: Annotated[
        Path | None, typer.Option(help="A folder of knowledge files, or an earlier wheel; default those in force.")
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="What changes from the knowledge in force to the other.")
    ] = False,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day to answer for.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Answer a request again. Example: trd-cds replay request.json --knowledge 2026.10 --diff"""
    body = read_input(file)
    with configuration_faults():
        settings = read_settings()
        shell = start(settings, insecure=True)
    record = recorded(shell, body)
    day = as_of.date() if as_of else date.fromisoformat(record.as_of) if record else today()
    with other_knowledge(knowledge, shell.knowledge) as other:
        client = in_its_language(client_of(shell, record), record)
        before = cards_of(shell, body, day, client)
        after = before if other is shell.knowledge else cards_of(replace(shell, knowledge=other), body, day, client)
        told: dict[str, Any] = {
            "asOf": day.isoformat(),
            "record": told_of(record, other),
            "knowledge": other.version,
            "cards": [brief(card) for card in after],
            "diff": differences(before, after) if diff else None,
        }
    if as_json:
        print_json(told)
        return
    for line in notices(record, other):
        talk().print(line, markup=False, style="yellow")
    if not diff:
        draw_cards(out(), after)
        return
    for line in told["diff"] or ["Nothing changes."]:
        out().print(line, markup=False, soft_wrap=True)


def recorded(shell: Shell, body: bytes) -> DecisionRecord | None:
    """The record of this very request, where the store has one."""
    digest = digest_of_input(shell.secret, body)

    async def work(database: Database) -> DecisionRecord | None:
        version = (await versions(database))[0]
        if version is None or not is_known(version):
            return None
        async with database.reading() as connection:
            return await find_by_input(connection, digest)

    return within(shell.settings, work)


@contextmanager
def other_knowledge(path: Path | None, in_force: Knowledge) -> Iterator[Knowledge]:
    """The knowledge of a folder or of a wheel; ends the command when it can't be used."""
    if path is None:
        yield in_force
        return
    with TemporaryDirectory() as name:
        folder = path
        if path.is_file():
            folder = Path(name) / INSIDE
            try:
                with ZipFile(path) as wheel:
                    wheel.extractall(name, [member for member in wheel.namelist() if member.startswith(INSIDE)])
            except (BadZipFile, OSError) as error:
                stop(Exit.UNREADABLE, f"{path} is neither a folder nor a wheel ({type(error).__name__}).")
        try:
            yield load(folder)
        except KnowledgeError as error:
            stop(Exit.UNREADABLE, f"{path} can't be used by this code: {error}")


def client_of(shell: Shell, record: DecisionRecord | None) -> Client:
    """Who asked, so that its entry holds again; nobody known: the site's settings as they are."""
    listed = (client for client in shell.clients.listed if record is not None and client.id == record.client)
    return next(listed, UNNAMED)


def in_its_language(client: Client, record: DecisionRecord | None) -> Client:
    """The language that was spoken then, whatever site and client say today; it must still be one of ours."""
    spoken = record.settings.get("language") if record else None
    return client.changed(language=spoken) if spoken in languages() else client


def cards_of(shell: Shell, body: bytes, day: date, client: Client) -> list[dict[str, Any]]:
    """What the request's own service answers on that day; in silent mode too, since nobody treats by it."""
    try:
        hook = orjson.loads(body)["hook"]
        service = next(one.id for one in ALL_SERVICES.values() if one.hook == hook)
        shown = shell.settings.model_copy(update={"legacy_hooks": True, "silent": False})
        client = client.changed(silent=False)
        answered = answer_hook(replace(shell, settings=shown), service, body, today=day, client=client)
    except ShellError as error:
        stop(Exit.UNREADABLE, error.sentence)
    except (orjson.JSONDecodeError, KeyError, TypeError, StopIteration):
        stop(Exit.UNREADABLE, "The file holds no CDS Hooks request of one of our hooks.")
    cards: list[dict[str, Any]] = orjson.loads(answered.body)["cards"]
    return cards


def brief(card: dict[str, Any]) -> dict[str, Any]:
    """What a card says at a glance."""
    topic = card["source"]["topic"]
    return {
        "topic": topic if isinstance(topic, str) else topic["code"],
        "indicator": card["indicator"],
        "summary": card["summary"],
        "key": card["extension"]["org.trd-cds.card"]["key"],
    }


def told_of(record: DecisionRecord | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """What the record tells, and whether this answer may be called the same."""
    if record is None:
        return None
    return {
        "packageVersion": record.package_version,
        "knowledgeVersion": record.knowledge_version,
        "sameCode": record.code_hash == code_hash(),
        "sameKnowledge": record.knowledge_hash == knowledge.hash,
        "topics": [card.topic for card in record.cards if card.indicator],
        "settings": dict(record.settings),
    }


def notices(record: DecisionRecord | None, knowledge: Knowledge) -> Iterator[str]:
    """What a reader must know before comparing with the answer of that day."""
    if record is None:
        yield "The store has no record of this request: nothing tells what was answered then."
        return
    yield f"On record: answered for {record.as_of} by {record.package_version}, knowledge {record.knowledge_version}."
    if fetched := record.settings.get(FETCHED):
        yield (
            f"Fetched then, and not in the request: {', '.join(fetched)}. What is answered here lacks them: "
            "this is not the same answer."
        )
    if record.code_hash != code_hash():
        yield (
            f"The code differs from the record's ({record.package_version}; this is {package_version()}): "
            "this is not the same answer, even where it reads alike."
        )
    if record.knowledge_hash != knowledge.hash:
        yield f"The knowledge differs from the record's: {record.knowledge_version} then, {knowledge.version} here."


def differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
    """A line a card that comes, goes or says something else."""
    old, new = ({one["topic"]: one for one in map(brief, cards)} for cards in (before, after))
    lines = [f"- {topic}: {card['summary']}" for topic, card in old.items() if topic not in new]
    for topic, card in new.items():
        was = old.get(topic)
        if was is None:
            lines.append(f"+ {topic}: {card['summary']}")
        elif was != card:
            lines += [
                f"- {topic} ({was['indicator']}): {was['summary']}",
                f"+ {topic} ({card['indicator']}): {card['summary']}",
            ]
    details = {brief(card)["topic"]: card.get("detail") for card in before}
    same = [brief(card)["topic"] for card in after if old.get(brief(card)["topic"]) == brief(card)]
    lines += [f"~ {topic}: the detail differs" for topic in same if details[topic] != _detail(after, topic)]
    return lines


def _detail(cards: list[dict[str, Any]], topic: str) -> str | None:
    return next((card.get("detail") for card in cards if brief(card)["topic"] == topic), None)
