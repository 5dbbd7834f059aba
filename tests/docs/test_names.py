"""What a page names of the code is there: files, folders, settings."""

import re
from pathlib import Path

import pytest

from app.settings import SECRETS, Settings, variable
from tests.documents import ROOT, name_of, pages

FOLDERS = "app|bench|cds_hooks|docker|docs|examples|fhir_mappings|scripts|tests|trd"
NAMED = re.compile(rf"`((?:{FOLDERS})/[\w./*-]*)`")
SETTINGS = {variable(name) for name in Settings.model_fields} | {f"TRD_{name}_FILE" for name in SECRETS}
HISTORY = {"CHANGELOG.md"}
"""It also tells of what is gone."""


@pytest.mark.parametrize("page", [page for page in pages() if page.name not in HISTORY], ids=name_of)
def test_every_file_and_folder_that_is_named_is_there(page: Path) -> None:
    named = {one for one in NAMED.findall(page.read_text(encoding="utf-8")) if "NAME" not in one}
    assert sorted(one for one in named if not any(ROOT.glob(one.rstrip("/")))) == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_setting_that_is_named_is_one(page: Path) -> None:
    named = set(re.findall(r"\bTRD_[A-Z][A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8")))
    assert sorted(named - SETTINGS) == []
