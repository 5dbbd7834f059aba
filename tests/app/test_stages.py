"""A stopwatch of stages: what each took, and what was waiting between them."""

from app.stages import Stages


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_each_stage_has_its_time_and_waiting_is_of_none() -> None:
    clock = Clock()
    stages = Stages(clock)
    clock.at = 2.0
    stages.passed("parse")
    clock.at = 10.0
    stages.begin()
    clock.at = 11.0
    stages.passed("read")
    assert stages.taken == {"parse": 2.0, "read": 1.0}
    assert [(one.begun, one.ended) for one in stages.passages] == [(0.0, 2.0), (10.0, 11.0)]


def test_a_stage_passed_twice_counts_together() -> None:
    clock = Clock()
    stages = Stages(clock)
    for clock.at in (1.0, 3.0):
        stages.passed("write")
    assert stages.taken == {"write": 3.0}
