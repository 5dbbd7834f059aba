"""Forms, citation and copies of the version: well formed, and no form invites a patient's data."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]

from tests.release.conftest import ROOT, VERSION

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
ASKED = {"input", "textarea", "dropdown"}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def faults(value: Any, schema: str) -> list[str]:
    """What a published schema finds; the schemas come with check-jsonschema."""
    text = files("check_jsonschema").joinpath("builtin_schemas", "vendor", f"{schema}.json").read_text(encoding="utf-8")
    told = json.loads(text)
    kind = validator_for(told, default=Draft7Validator)
    return [error.message for error in kind(told).iter_errors(value)]


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
class TestForms:
    def test_a_forge_can_draw_it(self, form: Path) -> None:
        assert faults(read(form), "github-issue-forms") == []

    def test_it_refuses_patients_data_before_it_asks_anything(self, form: Path) -> None:
        first, second = read(form)["body"][:2]
        assert first["type"] == "markdown"
        assert "**Never a patient's data**" in first["attributes"]["value"]
        assert second["type"] == "checkboxes"
        assert all(option["required"] for option in second["attributes"]["options"])

    def test_no_question_asks_for_what_a_patient_could_be_known_by(self, form: Path) -> None:
        asked = [part for part in read(form)["body"] if part["type"] in ASKED]
        words = " ".join(f"{part['attributes']['label']} {part['attributes'].get('description', '')}" for part in asked)
        assert not re.search(r"(?i)screenshot|\bname of the patient|date of birth|\bMRN\b|e-?mail|telephone", words)
        records = [part for part in asked if re.search(r"(?i)\brecord\b", part["attributes"]["label"])]
        assert all("invented" in part["attributes"]["label"] for part in records)

    def test_each_question_has_an_id_of_its_own(self, form: Path) -> None:
        ids = [part["id"] for part in read(form)["body"] if "id" in part]
        assert len(ids) == len(set(ids)) == len(read(form)["body"]) - 1


def test_there_is_a_form_for_each_kind_of_report_and_no_other_way() -> None:
    assert {form.stem for form in FORMS} == {"clinical-error", "feature", "integration-problem"}
    config = read(FOLDER / "config.yml")
    assert faults(config, "github-issue-config") == []
    assert config["blank_issues_enabled"] is False


def test_every_client_that_has_a_guide_can_be_named() -> None:
    (client,) = [part for part in read(FOLDER / "integration-problem.yml")["body"] if part.get("id") == "client"]
    offered = {re.sub(r"[^a-z]", "", option.lower()) for option in client["attributes"]["options"]}
    guides = {path.stem for path in (ROOT / "docs" / "integrators").glob("*.md")} - {"README", "assessments", "codes"}
    assert {guide for guide in guides if not any(guide.replace("-", "") in option for option in offered)} == set()


def test_the_citation_can_be_read() -> None:
    told = read(ROOT / "CITATION.cff")
    told["date-released"] = told["date-released"].isoformat()
    assert faults(told, "citation-file-format") == []
    assert told["license"] == "Apache-2.0"


def test_the_compose_file_is_one() -> None:
    assert faults(read(ROOT / "compose.yaml"), "compose-spec") == []


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("Dockerfile", r'image\.version="([^"]+)"'),
        ("compose.yaml", r"image: trd-cds:(\S+)"),
        ("CITATION.cff", r"(?m)^version: (\S+)$"),
        ("CHANGELOG.md", r"(?m)^## \[(\d[^\]]*)\]"),
    ],
)
def test_whoever_repeats_the_version_says_the_same(file: str, pattern: str) -> None:
    assert re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"))[:1] == [VERSION]
