"""The report of a whole run: what it tells, that it tells of no patient, and that the same run tells the same bytes."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema_rs import Draft202012Validator

from app.cohort.burden.counts import BURDEN
from app.cohort.burden.replay import replay_of
from app.cohort.burden.report import Kept, report_of
from app.cohort.burden.schema import burden_schema
from app.cohort.local import Run, run
from app.cohort.output import Refused
from app.cohort.partition import judge_partition
from app.pages.burden_files import HTML, JSON, write_report
from app.pages.burden_pictures import STATUSES
from cds_hooks.composition import INDICATORS
from tests.app.cohort.burden.conftest import COPIES, DAY, REPLAY, write_samples
from trd.knowledge.types import Knowledge
from trd.terms import Topic

Finished = tuple[Path, dict[str, Any]]
Burdened = Callable[..., Run]

ONCE = replay_of(as_of=DAY, first=DAY, last=None, every=30, max_cards=4)
MANIFEST: dict[str, Any] = {
    "asOf": "2026-11-23",
    "definition": "default",
    "knowledgeVersion": "2026.11",
    "knowledgeHash": "0" * 64,
    "package": "1",
    "settings": {"client": "unnamed", "silentBefore": None},
}


@pytest.fixture(scope="module")
def told(finished: Finished, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the report."""
    into = tmp_path_factory.mktemp("report")
    write_report(finished[0], into, finished[1], knowledge)
    return into


@pytest.fixture(scope="module")
def report(told: Path) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((told / JSON).read_bytes())
    return found


def test_the_report_is_as_its_published_schema_says(report: dict[str, Any]) -> None:
    schema = Draft202012Validator(burden_schema("https://trd.example"), validate_formats=True)
    assert [fault.message for fault in schema.iter_errors(report)] == []
    assert list(schema.iter_errors({**report, "patient": "p1"}))


def test_every_patient_is_counted_once_under_each_definition(report: dict[str, Any], knowledge: Knowledge) -> None:
    assert report["patients"]["judged"] == report["patients"]["inCare"] + (report["patients"]["dead"] or 0)
    assert [one["definition"] for one in report["byDefinition"]] == list(knowledge.definitions)
    for one in report["byDefinition"]:
        assert sum(one[status] for status in STATUSES) == report["patients"]["inCare"]


def test_who_is_resistant_by_which_adds_up_to_each_definition(report: dict[str, Any]) -> None:
    found = report["resistantBy"]
    assert sum(one["patients"] for one in found["combinations"]) == found["any"]
    for one in report["byDefinition"]:
        own = (each["patients"] for each in found["combinations"] if one["definition"] in each["definitions"])
        assert sum(own) == one["resistant"]


def test_the_cards_of_all_days_are_those_of_each_day_and_of_each_topic(report: dict[str, Any]) -> None:
    cards, days = report["cards"], report["overTime"]
    assert [day["day"] for day in days] == [day.isoformat() for day in REPLAY.days]
    assert cards["shown"] == sum(day["shown"] for day in days) == sum(one["shown"] for one in cards["byTopic"])
    assert cards["openings"] == sum(day["openings"] for day in days)
    assert cards["per100Openings"] == round(cards["shown"] / cards["openings"] * 100, 1)
    assert all(one["shown"] % COPIES == 0 for one in cards["byTopic"])


def test_a_month_has_a_quarter_of_an_opening_where_the_step_is_120_days(report: dict[str, Any]) -> None:
    cards = report["cards"]
    assert cards["per1000PatientsAMonth"] == round(cards["shown"] / cards["openings"] * 1000 * 30.4375 / 120, 1)


def test_the_limit_in_force_is_one_of_those_that_are_tried_and_tells_the_same(report: dict[str, Any]) -> None:
    (now,) = [one for one in report["whatIf"]["maxCards"] if one["now"]]
    assert (now["maxCards"], now["shown"]) == (3, report["cards"]["shown"])
    shown = [one["shown"] for one in report["whatIf"]["maxCards"]]
    assert shown == sorted(shown)


def test_an_earlier_day_knows_less_than_the_last(report: dict[str, Any]) -> None:
    first, last = report["overTime"][0], report["overTime"][-1]
    assert first["resistant"] < last["resistant"]


def test_rows_of_the_safety_matrix_are_told_with_their_words(report: dict[str, Any], knowledge: Knowledge) -> None:
    known = {row.id: row.message for row in knowledge.safety}
    rows = [one for one in report["setAside"]["rows"] if one["row"]]
    assert rows
    assert all(one["message"] == known[one["row"]] for one in rows)
    (without,) = [one for one in report["setAside"]["rows"] if not one["row"]]
    assert "no active depression" in without["message"], "most patients of an export have none"


def test_records_are_told_by_system_and_small_systems_stand_together(report: dict[str, Any]) -> None:
    systems = [one["system"] for one in report["reading"]]
    assert systems == ["https://ehr0.example/fhir", "https://ehr1.example/fhir", "others"]


# ---- nothing of a patient


def test_no_name_id_or_birth_date_of_the_export_is_in_the_report(export: Path, told: Path) -> None:
    records = [orjson.loads(line) for line in (export / "all.ndjson").read_bytes().splitlines()]
    patients = [record for record in records if record["resourceType"] == "Patient"]
    secrets = {record["id"] for record in patients} | {record["birthDate"] for record in patients}
    secrets |= {record["id"] for record in records if len(record.get("id", "")) > 6}
    for patient in patients:
        for name in patient.get("name", ()):
            secrets |= {text for text in (name.get("text"), name.get("family"), *name.get("given", ())) if text}
        secrets |= {each["value"] for each in patient.get("identifier", ()) if "value" in each}
    assert len(secrets) > 3 * len({patient["id"].split("-", 1)[1] for patient in patients})
    text = (told / JSON).read_text() + (told / HTML).read_text()
    assert [secret for secret in sorted(secrets) if re.search(rf"\b{re.escape(secret)}\b", text)] == []


def test_the_kept_counts_name_nobody_either(export: Path, finished: Finished) -> None:
    text = (finished[0] / BURDEN).read_text()
    assert "zq0-" not in text
    assert "Patient/" not in text


def test_of_four_patients_no_number_but_nought_is_told(
    tmp_path: Path, knowledge: Knowledge, burdened: Burdened
) -> None:
    folder = write_samples(tmp_path / "in", copies=1)
    lines = (folder / "all.ndjson").read_bytes().splitlines()
    few = sorted({found[1].decode() for line in lines if (found := re.search(rb'"Patient/([^"]+)"', line))})[:4]
    own = [line for line in lines if any(b'"Patient/%b"' % name.encode() in line for name in few)]
    (folder / "all.ndjson").write_bytes(b"\n".join(own))
    out = tmp_path / "out"
    blurred = write_report(out, tmp_path / "report", run(burdened(folder, out, ONCE)), knowledge)
    numbers = [number for part in ("patients", "cards", "overTime") for number in numbers_in(blurred[part])]
    assert set(numbers) <= {0}
    assert all(one["patients"] is None for one in blurred["missingFacts"]["gaps"])
    whole = write_report(out, tmp_path / "whole", run(burdened(folder, out, ONCE)), knowledge, blur_under=1)
    assert whole["patients"]["judged"] == 4


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers_in(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers_in(each)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@pytest.mark.parametrize("under", [6, 11, 16])
def test_a_number_that_is_told_in_two_places_is_withheld_in_both(
    finished: Finished, knowledge: Knowledge, tmp_path: Path, under: int
) -> None:
    """Five of each sample patient: numbers are 5, 10, 15 …, so that each limit withholds others."""
    told = write_report(finished[0], tmp_path, finished[1], knowledge, blur_under=under)
    (own,) = [one for one in told["byDefinition"] if one["definition"] == told["definition"]]
    last = told["overTime"][-1]
    assert own["resistant"] == last["resistant"]
    assert own["indeterminate"] == told["missingFacts"]["indeterminate"]
    assert told["patients"]["inCare"] == last["openings"]
    sums = [
        (told["patients"]["inCare"], [told["missingFacts"]["depressed"], own["noActiveDepression"]]),
        *((told["patients"]["inCare"], [one[name] for name in STATUSES]) for one in told["byDefinition"]),
        *((one["shown"], [one[name] for name in INDICATORS]) for one in told["cards"]["byTopic"]),
        *((day["shown"], [day[name] for name in INDICATORS]) for day in told["overTime"]),
        (told["cards"]["shown"], [one["shown"] for one in told["cards"]["byTopic"]]),
        (told["cards"]["openings"], [day["openings"] for day in told["overTime"]]),
    ]
    assert [sum_ for sum_ in sums if [sum_[0], *sum_[1]].count(None) == 1] == []
    text = orjson.dumps(told)
    assert b": null" in text or b":null" in text


# ---- one run, the same bytes


def test_another_division_of_the_work_tells_the_same_bytes(
    tmp_path: Path, knowledge: Knowledge, burdened: Burdened
) -> None:
    folder = write_samples(tmp_path / "in", copies=1)
    for partitions in (1, 4):
        out, into = tmp_path / f"out{partitions}", tmp_path / f"report{partitions}"
        write_report(out, into, run(burdened(folder, out, ONCE, partitions)), knowledge, blur_under=1)
    for one, other in (("out1", "out4"), ("report1", "report4")):
        for name in {"out1": [BURDEN], "report1": [JSON, HTML]}[one]:
            assert (tmp_path / one / name).read_bytes() == (tmp_path / other / name).read_bytes()


def test_a_run_that_was_broken_off_goes_on_and_tells_the_same(
    tmp_path: Path, knowledge: Knowledge, burdened: Burdened, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_samples(tmp_path / "in", copies=1)
    run(burdened(folder, tmp_path / "whole", ONCE))
    left = 2

    def broken(*arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if not left:
            raise KeyboardInterrupt
        return judge_partition(*arguments)

    monkeypatch.setattr("app.cohort.partition.judge_partition", broken)
    with pytest.raises(KeyboardInterrupt):
        run(burdened(folder, tmp_path / "out", ONCE))
    monkeypatch.undo()
    run(burdened(folder, tmp_path / "out", ONCE))
    assert (tmp_path / "out" / BURDEN).read_bytes() == (tmp_path / "whole" / BURDEN).read_bytes()


def test_a_finished_run_without_counts_is_not_taken_for_one_with_them(
    tmp_path: Path, burdened: Burdened, export: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.ndjson").write_bytes(b'{"resourceType":"Patient","id":"a"}\n')
    run(burdened(folder, tmp_path / "out", None))
    with pytest.raises(Refused, match="the days of the report"):
        run(burdened(folder, tmp_path / "out"))


# ---- who is in care


def test_who_is_silent_dead_or_without_a_date_has_no_opening(
    tmp_path: Path, knowledge: Knowledge, burdened: Burdened
) -> None:
    def visit(patient: str, day: date) -> dict[str, Any]:
        return {
            "resourceType": "Encounter",
            "id": f"e-{patient}-{day}",
            "status": "finished",
            "subject": {"reference": f"Patient/{patient}"},
            "period": {"start": day.isoformat(), "end": day.isoformat()},
        }

    late, early = DAY - timedelta(days=10), DAY - timedelta(days=200)
    records: list[dict[str, Any]] = [
        *(visit("seen", day) for day in (early, late)),
        visit("silent", early),
        {"resourceType": "Patient", "id": "dead", "deceasedDateTime": (DAY - timedelta(days=40)).isoformat()},
        visit("dead", DAY - timedelta(days=70)),
        {"resourceType": "Patient", "id": "undated", "gender": "female"},
    ]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "all.ndjson").write_bytes(b"\n".join(orjson.dumps(record) for record in records))
    months = replay_of(as_of=DAY, first=DAY - timedelta(days=60), last=None, every=30, max_cards=4)
    job = burdened(folder, tmp_path / "out", months, silent_before=DAY - timedelta(days=100))
    told = write_report(tmp_path / "out", tmp_path / "report", run(job), knowledge, blur_under=1)
    assert told["patients"] == {"judged": 4, "inCare": 1, "silent": 1, "dead": 1, "withoutDate": 1}
    # Two months ago 'seen' had been silent for 140 days, longer than the hundred; 'dead' had just been there.
    assert [day["openings"] for day in told["overTime"]] == [1, 0, 1]
    assert [day["visits"] for day in told["overTime"]] == [1, 0, 1]


# ---- what a limit of few tells


def test_limits_are_tried_until_so_few_would_see_more_that_it_is_withheld(
    counted: Callable[..., Kept], knowledge: Knowledge
) -> None:
    sums = {("opened", "all"): (60, 20), ("shown-any", "all"): (50, 20)}
    for most, gain in enumerate((0, 20, 15, 5, 4)):
        sums["limit", str(most)] = (gain, 20)
        sums["limit-gain", str(most)] = (gain, gain)
    told = report_of(counted(sums), MANIFEST, knowledge)["whatIf"]["maxCards"]
    assert [one["maxCards"] for one in told] == [0, 1, 2, 3]


def test_switches_that_are_off_for_the_client_are_told(counted: Callable[..., Kept], knowledge: Knowledge) -> None:
    kept = counted({}, topics_off=frozenset({Topic.SWITCH}), not_offered=frozenset({Topic.ECT_REFERRAL}))
    assert report_of(kept, MANIFEST, knowledge)["replay"]["topicsOff"] == ["ectReferral", "switch"]


# ---- the page


class Seen(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(told: Path) -> tuple[str, Seen]:
    text = (told / HTML).read_text(encoding="utf-8")
    seen = Seen()
    seen.feed(text)
    return text, seen


def test_the_page_is_one_file_that_loads_and_runs_nothing(page: tuple[str, Seen]) -> None:
    _, seen = page
    assert {tag for tag, _ in seen.tags} & {"script", "iframe", "img", "object", "embed", "base", "form"} == set()
    assert [given for _, given in seen.tags if any(name.startswith("on") or name == "style" for name in given)] == []
    addresses = [given[name] or "" for _, given in seen.tags for name in ("href", "src") if name in given]
    assert [address for address in addresses if not address.startswith("#")] == ["data:,"]


def test_its_policy_allows_its_own_style_by_hash_and_nothing_else(page: tuple[str, Seen]) -> None:
    text, seen = page
    (policy,) = [
        given["content"] or "" for tag, given in seen.tags if given.get("http-equiv") == "Content-Security-Policy"
    ]
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_the_assumptions_stand_before_any_table(page: tuple[str, Seen], report: dict[str, Any]) -> None:
    text, _ = page
    first = text.index("<table")
    assert report["assumptions"]
    assert all(0 < text.index(sentence) < first for sentence in report["assumptions"])
    assert all(sentence in text for sentence in report["notKnown"])


def test_the_picture_of_who_is_resistant_by_which_has_a_dot_for_each_definition(
    page: tuple[str, Seen], report: dict[str, Any], knowledge: Knowledge
) -> None:
    _, seen = page
    dots = [given["class"] for tag, given in seen.tags if tag == "circle"]
    found = report["resistantBy"]["combinations"]
    assert len(dots) == len(found) * len(knowledge.definitions)
    assert dots.count("member") == sum(len(one["definitions"]) for one in found)


def test_a_report_of_nobody_is_a_page_too(
    counted: Callable[..., Kept], knowledge: Knowledge, tmp_path: Path, burdened: Burdened
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.ndjson").write_bytes(b'{"resourceType":"Patient","id":"a"}\n')
    job = burdened(folder, tmp_path / "out", replace(REPLAY, max_cards=0))
    write_report(tmp_path / "out", tmp_path / "report", run(job), knowledge)
    assert "On no day would a card be shown." in (tmp_path / "report" / HTML).read_text()
