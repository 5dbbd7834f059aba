"""Combine: the pairs that are not offered (§2.3)."""

from tests.told import NOTHING_RUNS, offer, situation_of
from trd.strategies import combine
from trd.terms import Topic


def test_from_75_no_trazodone_beside_an_ssri() -> None:
    situation = situation_of(history="H2", patient={"born": "1950-01-01"}, conditions=[{"concept": "insomnia"}])
    agents = {known.agent for known in combine.propose(situation, offer(Topic.COMBINATION)).options}
    assert "trazodone" not in agents


def test_without_a_running_drug_there_is_no_pair() -> None:
    assert combine.propose(situation_of(**NOTHING_RUNS), offer(Topic.COMBINATION)).options == ()
