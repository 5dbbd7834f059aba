"""How well records can be read, system by system, as shares; which systems are too small is not told."""

from typing import Any, Final

from app.cohort.burden.blurring import Blurred
from app.cohort.burden.counts import OTHERS, SOURCE
from app.cohort.burden.quality import MEASURES

NEARLY_ALL, ALMOST_NONE = "nearly all", "almost none"
NOT: Final = "/not"


def reading(blurred: Blurred) -> list[dict[str, Any]]:
    """A row a system, the largest first; systems of few patients are one row together."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for system in blurred.counts.under(SOURCE):
        own = {name: blurred.exact(SOURCE, system, name) for name in blurred.counts.under(SOURCE, system)}
        few = blurred.few(max(patients for _, patients in own.values()))
        into = found.setdefault(OTHERS if few else system, {})
        for name, (number, patients) in own.items():
            had, people = into.get(name, (0, 0))
            into[name] = had + number, max(people, patients)  # one patient may be in several systems
    rows = [_row(blurred, system, own) for system, own in sorted(found.items())]
    return sorted(
        rows, key=lambda row: (row["system"] == OTHERS, -row["orders"] if row["orders"] else 0, row["system"])
    )


def _row(blurred: Blurred, system: str, own: dict[str, tuple[int, int]]) -> dict[str, Any]:
    return {
        "system": system,
        **{base: _base(blurred, own, base) for base in ("orders", "refills", "trials")},
        **{measure: _share(blurred, own, measure) for measure in MEASURES},
    }


def _base(blurred: Blurred, own: dict[str, tuple[int, int]], base: str) -> int | None:
    """How many there are of what a measure is a share of."""
    measure = next(name for name, (of, _) in MEASURES.items() if of == base)
    parts = [own.get(name, (0, 0)) for name in (measure, measure + NOT)]
    return None if blurred.few(max(people for _, people in parts)) else sum(number for number, _ in parts)


def _share(blurred: Blurred, own: dict[str, tuple[int, int]], measure: str) -> int | str | None:
    """In percent; where few patients are on one side it is said in words."""
    (stated, with_it), (missing, lacking) = own.get(measure, (0, 0)), own.get(measure + NOT, (0, 0))
    if blurred.few(max(with_it, lacking)) or not stated + missing:
        return None
    if blurred.few(lacking):
        return NEARLY_ALL
    if blurred.few(with_it):
        return ALMOST_NONE
    return round(stated / (stated + missing) * 100)
