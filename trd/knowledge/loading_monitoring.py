"""`monitoring.toml` -> Monitoring; a test, an agent or an observation that no table knows stops the service."""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from trd.codes import CodeSystem
from trd.knowledge.check_digits import has_form
from trd.knowledge.monitoring_types import Monitoring, MonitoringRow, MonitoringTest
from trd.knowledge.reading import Entry
from trd.knowledge.safety_grammar import parse_agents, parse_codes
from trd.knowledge.types import Source
from trd.knowledge.vocabulary import Vocabulary, is_known

FILE = "monitoring.toml"


def read_monitoring(table: dict[str, Any], sources: Mapping[str, Source], words: Vocabulary) -> Monitoring:
    """Read the tests and their rows; source, place and mark of the file hold where a row names none."""
    whole = Entry(FILE, "file", table, sources)
    origin = (whole.text("source"), whole.text("where"), whole.mark())
    listed, rows = whole.table("test"), whole.tables("row")
    whole.close()
    tests = {id_: _test(id_, listed.table(id_), words) for id_ in listed}
    read = tuple(_row(row, origin, tests, words, sources) for row in rows)
    by_subject: dict[str, list[MonitoringRow]] = defaultdict(list)
    for row in read:
        for subject in row.about:
            by_subject[subject].append(row)
    by_word = {word: test for test in tests.values() for word in test.asked_as}
    if len(by_word) != sum(len(test.asked_as) for test in tests.values()):
        raise whole.fault("two tests answer one word")
    return Monitoring(
        tests=MappingProxyType(tests),
        rows=read,
        by_subject=MappingProxyType({subject: tuple(found) for subject, found in by_subject.items()}),
        by_word=MappingProxyType(by_word),
    )


def _test(id_: str, entry: Entry, words: Vocabulary) -> MonitoringTest:
    test = MonitoringTest(
        id=id_,
        words=entry.text("words"),
        days=entry.whole("days") or 0,
        loinc=entry.maybe_text("loinc"),
        loinc_si=entry.maybe_text("loinc_si"),
        answered_by=entry.texts("answered_by"),
        asked_as=entry.texts("asked_as"),
    )
    entry.close()
    if test.days <= 0:
        raise entry.fault("a value is good for a number of days")
    if not set(test.answered_by) <= words.observations:
        raise entry.fault(f"unknown observation {sorted(set(test.answered_by) - words.observations)}")
    codes = [code for code in (test.loinc, test.loinc_si) if code is not None]
    if not all(has_form(CodeSystem.LOINC, code) for code in codes):
        raise entry.fault(f"{test.loinc} or {test.loinc_si} is no LOINC code")
    if test.loinc is not None and not test.answered_by:
        raise entry.fault("a coded test is answered by an observation")
    return test


def _row(
    entry: Entry,
    origin: tuple[str, str, str],
    tests: Mapping[str, MonitoringTest],
    words: Vocabulary,
    sources: Mapping[str, Source],
) -> MonitoringRow:
    named, test, before = entry.text("with"), entry.text("test"), entry.flag("before")
    days, when = entry.whole("days"), entry.text("when", "")
    source, where, mark = origin
    row = MonitoringRow(
        about=_about(named, entry, words),
        named=named,
        test=test,
        before=before,
        days=days,
        later=entry.text("later", ""),
        when=when,
        ordered=entry.flag("ordered", default=True),
        source=_source(entry, source, sources),
        where=entry.text("where", where),
        mark=entry.mark(mark),
    )
    entry.close()
    if test not in tests:
        raise entry.fault(f"unknown test {test!r}")
    if before != (days is not None) or not (before or row.later):
        raise entry.fault("wanted before with a look-back in days, or told of the time after")
    _check_when(row, entry, words)
    return row


def _source(entry: Entry, of_file: str, sources: Mapping[str, Source]) -> Source:
    """The row's own source, else that of the file."""
    named = entry.text("source", of_file)
    if named not in sources:
        raise entry.fault(f"unknown source {named!r}")
    return sources[named]


def _about(named: str, entry: Entry, words: Vocabulary) -> frozenset[str]:
    try:
        about = parse_agents(named, words.agents)
    except ValueError as error:
        raise entry.fault(str(error)) from error
    procedures = {name.removeprefix("procedure:") for name in about if name.startswith("procedure:")}
    if not procedures <= words.procedures:
        raise entry.fault(f"unknown procedure {sorted(procedures - words.procedures)}")
    return about


def _check_when(row: MonitoringRow, entry: Entry, words: Vocabulary) -> None:
    if not row.when:
        return
    try:
        codes = parse_codes(row.when)
    except ValueError as error:
        raise entry.fault(str(error)) from error
    for term in (term for alternative in codes.alternatives for term in alternative):
        if not is_known(term, words):
            raise entry.fault(f"unknown {term.sort} {term.id!r}")
