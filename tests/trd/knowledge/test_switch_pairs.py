"""Every pair of the switch table, and that no washout of it is shorter than the safety matrix asks (§2.2.2, R-Z14)."""

from datetime import timedelta

import pytest

from tests.matrix_patients import AS_OF, LONG_AGO, Told, taken
from trd.knowledge.loading import load
from trd.safety import judge
from trd.terms import Topic

KNOWLEDGE = load()
SWITCHING = KNOWLEDGE.switching
assert SWITCHING is not None
COLUMNS = (
    *("ssri", "fluoxetine", "snri", "bupropion", "alpha2", "vortioxetine"),
    *("sari", "agomelatine", "tca", "clomipramine", "maoi", "moclobemide"),
)
# D direct, X cross-taper, T taper then start, W washout with its days; – no method
TABLE = {
    "ssri": "D T T X X T T X T T W14 W14",
    "fluoxetine": "T – T D X T T T T T W35 W35",
    "snri": "T T D X X T T T T T W14 W14",
    "bupropion": "D D D – D D D D X X W14 W14",
    "alpha2": "X X X X – X X X X X W14 W14",
    "vortioxetine": "T D T X X – – – T T W21 W21",
    "tca": "X X X X X X X X T T W14 W14",
    "clomipramine": "T T T X X T T T T – W21 W21",
    "sari": "D D D D D – – – D T W14 W14",
    "maoi": "W14 W14 W14 W14 W14 W14 W14 W14 W14 W21 W14 W14",
    "moclobemide": "W1 W1 W1 W1 W1 W1 W1 W1 W1 W7 W14 –",
    "agomelatine": "D D D D D D D – D D W14 W1",
    "st-johns-wort": "W14 W14 W14 W14 W14 W14 W14 W14 W14 W14 W14 W14",
}
LETTERS = {"D": "direct", "X": "cross-taper", "T": "taper", "W": "washout"}
CELLS = [(old, new, cell) for old, row in TABLE.items() for new, cell in zip(COLUMNS, row.split(), strict=True)]


@pytest.mark.parametrize(("old", "new", "cell"), CELLS, ids=[f"{old} to {new}" for old, new, _ in CELLS])
def test_each_cell_is_that_of_the_specification(old: str, new: str, cell: str) -> None:
    assert SWITCHING is not None
    found = SWITCHING.cells.get((old, new))
    if cell == "–":
        assert found is None, "ask a pharmacist"
        return
    assert found is not None
    assert found.method == LETTERS[cell[0]]
    if cell[0] == "W":
        assert found.days == int(cell[1:])


TARGETS = {known.agent for known in KNOWLEDGE.strategies["switch"].candidates} & set(SWITCHING.group)
"""What a switch may name at all; an agent in no row has no method: ask a pharmacist."""
INHIBITORS = {name for name, group in SWITCHING.group.items() if group in ("maoi", "moclobemide")}
WITHOUT_A_ROW = {"agomelatine", "setiptiline"}
"""No row names them beside an MAO inhibitor: agomelatine is not serotonergic; setiptiline is sold in Japan alone."""
PAIRS = [
    (old, new)
    for old in sorted(SWITCHING.group)
    for new in sorted(TARGETS)
    if old != new and (old in INHIBITORS or new in INHIBITORS)
]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{old} to {new}" for old, new in PAIRS])
def test_after_the_washout_of_the_table_no_row_forbids_the_new_drug_and_on_the_last_dose_one_does(
    old: str, new: str
) -> None:
    assert SWITCHING is not None
    found = SWITCHING.method(old, new)
    assert found is not None
    assert found.method == "washout"
    assert forbidden(old, new, days=found.days + 1) is None
    if not {old, new} & WITHOUT_A_ROW:
        assert forbidden(old, new, days=0) is not None


def forbidden(old: str, new: str, *, days: int) -> str | None:
    """The row that forbids the new drug so many days after the last dose of the old one."""
    ended = AS_OF - timedelta(days=days)
    spans = [taken(name, LONG_AGO, ended) for name in KNOWLEDGE.agents[old].ingredients]
    found = judge(Topic.SWITCH, new, Told(exposures=spans).read(KNOWLEDGE)).forbidden
    return found.row.id if found else None
