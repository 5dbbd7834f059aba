"""What of a call was fetched stands in its decision record, and a replay of the request alone says what it lacks."""

import orjson
import pytest

from app.answering import answer_call, complete, read_call
from app.cli.replay import notices
from app.clients import Client
from app.demo import hook_request
from app.remembering import FETCHED
from app.settings import Settings
from app.shell import Shell
from app.store.records import DecisionRecord
from app.store.store import Store, store_of
from cds_hooks.prefetch import PREFETCH
from tests.app.conftest import DAY
from tests.app.fetching.misbehaving import serving_records
from tests.app.store.recorded import record
from trd.knowledge.types import Knowledge

SERVICE = "trd-patient-view"


async def recorded(knowledge: Knowledge, *, sent: tuple[str, ...]) -> DecisionRecord:
    """The record of a call that brought these keys; the server has all of them."""
    settings = Settings(deadline_ms=5000)
    store: Store = store_of(settings, throw_away=True)
    shell = Shell(settings=settings, knowledge=knowledge, secret=b"a secret of the tests", store=store)
    request = hook_request("two-failed-trials", DAY)
    async with serving_records() as ehr:
        request["fhirServer"] = ehr.base
        request["prefetch"] = {key: request["prefetch"].get(key) for key in sent}
        call = read_call(shell, SERVICE, orjson.dumps(request), client=Client(id="open", fhir_servers=(ehr.base,)))
        had = await complete(shell, call)
        await shell.fhir_servers.close()
    found = answer_call(shell, had, today=DAY).record
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sent", "fetched"),
    [
        (tuple(PREFETCH), []),
        (tuple(key for key in PREFETCH if key != "observations"), ["observations"]),
        ((), sorted(PREFETCH)),
    ],
    ids=["nothing", "one key", "everything"],
)
async def test_a_record_names_what_was_fetched(knowledge: Knowledge, sent: tuple[str, ...], fetched: list[str]) -> None:
    assert (await recorded(knowledge, sent=sent)).settings[FETCHED] == fetched


def test_a_replay_says_what_the_request_lacks(knowledge: Knowledge) -> None:
    told = list(notices(record(settings={FETCHED: ["conditions", "observations"]}), knowledge))
    assert any("Fetched then, and not in the request: conditions, observations." in line for line in told)


def test_a_replay_of_a_request_that_held_everything_says_nothing_of_it(knowledge: Knowledge) -> None:
    assert not [line for line in notices(record(settings={FETCHED: []}), knowledge) if "Fetched" in line]
