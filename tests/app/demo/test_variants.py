"""A sample becomes another by one change, and the answer shows which."""

import json
from typing import Any

import pytest

from app.demo import TELLS, UnknownSample
from app.demo.orders import CALLS
from app.demo.variants import FHIR, JSON, NDJSON, VARIANTS, payload
from app.judging import judge
from app.settings import Settings
from app.shell import Shell
from tests.app.conftest import DAY
from trd.knowledge.types import Knowledge


def told_of(name: str, knowledge: Knowledge) -> dict[str, Any]:
    shell = Shell(settings=Settings(), knowledge=knowledge, secret=b"a secret of the tests", demo=True)
    return judge(shell, payload(name, DAY).text.encode(), as_of=DAY).result


def test_each_is_sent_as_what_it_is() -> None:
    types = {name: payload(name, DAY).media_type for name in (*TELLS, *CALLS, *VARIANTS)}
    assert {types[name] for name in TELLS} == {FHIR}
    assert {types[name] for name in CALLS} == {JSON}
    assert types["as-ndjson"] == NDJSON
    lines = payload("as-ndjson", DAY).text.splitlines()
    assert len(lines) > 10
    assert all(json.loads(line)["resourceType"] for line in lines)


def test_without_scores_nobody_knows_whether_it_helped(knowledge: Knowledge) -> None:
    told = told_of("no-scores", knowledge)
    assert told["severity"] is None
    assert {trial["outcomeBasis"] for trial in told["trials"]} != {"scores"}


def test_without_doses_no_trial_can_be_judged(knowledge: Knowledge) -> None:
    assert {trial["adequacy"] for trial in told_of("no-doses", knowledge)["trials"]} == {"undetermined"}


def test_with_bipolar_disorder_the_depression_is_not_ours_to_advise_on(knowledge: Knowledge) -> None:
    told = told_of("bipolar-signs", knowledge)
    assert told["diagnosis"]["status"] == "excluded"


def test_as_lines_it_is_the_same_patient(knowledge: Knowledge) -> None:
    assert told_of("as-ndjson", knowledge)["trials"] == told_of("four-failed-trials", knowledge)["trials"]


def test_there_is_no_other() -> None:
    with pytest.raises(UnknownSample):
        payload("nobody", DAY)
