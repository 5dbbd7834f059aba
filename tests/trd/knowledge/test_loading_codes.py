"""Diagnoses, observations and procedures by their codes; what may ship, and what a site adds."""

from pathlib import Path

import pytest

from trd.codes import Code, CodeSystem
from trd.knowledge.check_digits import is_concept_id, loinc_digit
from trd.knowledge.loading import PACKAGED, load
from trd.knowledge.loading_codes import load_codes
from trd.knowledge.names import fold_label
from trd.knowledge.reading import KnowledgeError, read_csv
from trd.terms import CourseKind

KNOWLEDGE = load()
CODES = KNOWLEDGE.codes
CM = CodeSystem.ICD_10_CM


@pytest.mark.parametrize(
    ("code", "concept"),
    [
        (Code(CM, "F33.1"), "mdd-recurrent-moderate"),
        (Code(CM, "F32.A"), "depression-unspecified"),
        (Code(CM, "F34.1"), "dysthymia"),
        (Code(CM, "F53.0"), "postpartum-depression"),
        (Code(CodeSystem.ICD_11, "6A70.1"), "mdd-single-moderate"),
        (Code(CodeSystem.SNOMED, "35489007"), "depression-unspecified"),
        (Code(CM, "R45.851"), "suicidal-ideation"),
        (Code(CM, "F23"), "psychosis-acute-or-unspecified"),
        (Code(CM, "F21"), "schizotypal-or-induced"),
    ],
)
def test_a_diagnosis_has_its_concept(code: Code, concept: str) -> None:
    assert concept in CODES.conditions_exact[code].concepts


def test_a_code_says_severity_psychosis_remission_and_course() -> None:
    severe = CODES.conditions_exact[Code(CM, "F33.3")]
    assert (severe.severity, severe.psychotic, severe.episode) == ("severe", True, "recurrent")
    assert CODES.conditions_exact[Code(CM, "F33.2")].psychotic is False
    assert CODES.conditions_exact[Code(CM, "F33.42")].remission == "in-remission"
    assert CODES.conditions_exact[Code(CM, "F32.4")].remission == "in-partial-remission"
    assert CODES.conditions_exact[Code(CM, "F32.9")].psychotic is None


def test_acute_psychosis_stands_beside_the_spectrum_and_schizophrenia_alone() -> None:
    assert CODES.conditions_exact[Code(CM, "F29")].concepts == {
        "schizophrenia-spectrum",
        "psychosis-acute-or-unspecified",
    }
    assert CODES.condition_prefixes[Code(CM, "F20")].concepts == {"schizophrenia-spectrum"}
    assert CODES.condition_prefixes[Code(CM, "F25")].concepts == {"schizophrenia-spectrum"}


@pytest.mark.parametrize("code", ["10784006", "358924003", "718024008", "442003006"])
def test_a_drug_or_another_disease_excludes_nobody(code: str) -> None:
    assert Code(CodeSystem.SNOMED, code) not in CODES.conditions_exact


def test_the_wide_who_code_is_no_alarm() -> None:
    assert Code(CodeSystem.ICD_10, "R45.8") not in CODES.conditions_exact


def test_intentional_poisoning_is_a_pattern() -> None:
    patterns = {code.value: found for code, found in CODES.condition_patterns}
    assert any("suicide-attempt" in found.concepts for found in patterns.values())
    assert all("?" in value or value for value in patterns)


@pytest.mark.parametrize(
    ("loinc", "concept", "kind", "item"),
    [
        ("44261-6", "phq-9", "total", ""),
        ("44260-8", "phq-9", "item", "9"),
        ("93250-9", "c-ssrs", "item", "5"),
        ("93269-9", "c-ssrs", "item", "6a"),
        ("93299-6", "c-ssrs", "item", "1-lifetime"),
        ("93294-7", "c-ssrs", "total", "lifetime"),
        ("3016-3", "tsh", "lab", ""),
        ("1995-0", "calcium-ionised", "lab", ""),
        ("79715-9", "cyp2d6", "genotype", ""),
    ],
)
def test_an_observation_has_its_concept(loinc: str, concept: str, kind: str, item: str) -> None:
    found = CODES.observations[Code(CodeSystem.LOINC, loinc)]
    assert [(code.concept, code.kind, code.item) for code in found] == [(concept, kind, item)]


def test_an_answer_has_points_in_each_instrument() -> None:
    found = {code.concept: code.score for code in CODES.observations[Code(CodeSystem.LOINC, "LA6571-9")]}
    assert found["phq-9"] == found["gad-7"] == 3


@pytest.mark.parametrize(("name", "concept"), [("PHQ 9", "phq-9"), ("MADRS", "madrs"), ("HAM-D 17", "hamd-17")])
def test_an_observation_is_recognised_by_its_printed_name(name: str, concept: str) -> None:
    assert concept in {code.concept for code in CODES.observation_names[fold_label(name)]}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (Code(CodeSystem.SNOMED, "23835007"), CourseKind.ECT),
        (Code(CodeSystem.HCPCS, "G2083"), CourseKind.ESKETAMINE),
        (Code(CodeSystem.SNOMED, "304891004"), CourseKind.PSYCHOTHERAPY),
        (Code(CodeSystem.SNOMED, "183524004"), None),
    ],
)
def test_a_session_belongs_to_a_course_and_a_referral_to_none(code: Code, kind: CourseKind | None) -> None:
    assert CODES.procedures[code].kind is kind


def test_a_code_of_two_stimulations_is_neither() -> None:
    assert CODES.procedures[Code(CodeSystem.OPCS_4, "A09.8")].concept == "neurostimulation-unspecified"


def test_therapy_for_a_psychosis_is_no_trial() -> None:
    assert Code(CodeSystem.SNOMED, "718026005") not in CODES.procedures


# ---- what may ship


def rows(name: str, columns: str) -> list[dict[str, str]]:
    names = columns.split()
    return [dict(zip(names, row, strict=True)) for row in read_csv(PACKAGED / "codes" / name, columns)]


CODED = [
    *rows("conditions.csv", "system code match concepts severity psychotic remission episode"),
    *rows("observations.csv", "concept system code kind unit item score name"),
    *rows("procedures.csv", "concept system code match kind display"),
]


def test_no_cpt_number_ships() -> None:
    assert [row for row in CODED if row["system"] == "cpt"] == []


def test_no_snomed_ct_extension_and_no_snomed_ct_term_ships() -> None:
    snomed = [row for row in CODED if row["system"] == "snomed"]
    assert snomed
    assert [row["code"] for row in snomed if row["code"][-3] == "1"] == []
    assert [row for row in snomed if row.get("display") or row.get("name")] == []


def test_every_check_digit_is_right() -> None:
    assert [row["code"] for row in CODED if row["system"] == "snomed" and not is_concept_id(row["code"])] == []
    assert [row["code"] for row in CODED if row["system"] == "loinc" and not loinc_digit(row["code"])] == []


def test_no_atc_name_and_no_defined_daily_dose_ships() -> None:
    assert (PACKAGED / "codes" / "atc.csv").read_text().splitlines()[0] == "code,ingredients"


def test_no_diagnosis_word_ships() -> None:
    header = (PACKAGED / "codes" / "conditions.csv").read_text().splitlines()[0]
    assert header == "system,code,match,concepts,severity,psychotic,remission,episode"


def test_depressive_concepts_of_a_code_do_not_contradict_each_other() -> None:
    depressive = KNOWLEDGE.concept_sets["mdd"] - {"treatment-resistant-depression"}
    both = {
        code.value: found.concepts & depressive
        for code, found in CODES.conditions_exact.items()
        if len(found.concepts & depressive) > 1
    }
    assert both == {}


# ---- what a site adds


def test_a_site_with_the_licences_loads_more_codes(tmp_path: Path) -> None:
    (tmp_path / "procedures.csv").write_text(
        "concept,system,code,match,kind,display\nrtms,cpt,90867,exact,tms,\n", encoding="utf-8"
    )
    codes = load_codes(PACKAGED / "codes", tmp_path, KNOWLEDGE.agents)
    assert codes.procedures[Code(CodeSystem.CPT, "90867")].kind is CourseKind.TMS
    assert load(extra_codes=tmp_path).hash != KNOWLEDGE.hash


def test_an_added_meaning_joins_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "conditions.csv").write_text(
        "system,code,match,concepts,severity,psychotic,remission,episode\nicd-10-cm,F34.1,exact,chronic-pain,,,,\n",
        encoding="utf-8",
    )
    codes = load_codes(PACKAGED / "codes", tmp_path, KNOWLEDGE.agents)
    assert codes.conditions_exact[Code(CM, "F34.1")].concepts == {"dysthymia", "chronic-pain"}


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("conditions.csv", "icd-10-cm,F34.1,", "icd-10-xx,F34.1,", "unknown system"),
        ("conditions.csv", "icd-10-cm,F34.1,exact", "icd-10-cm,F341,exact", "no code of icd-10-cm"),
        ("conditions.csv", "icd-10-cm,F34.1,exact", "icd-10-cm,F34.1,exactly", "unknown match"),
        ("conditions.csv", "icd-10-cm,F33.2,exact,mdd-recurrent-severe,severe", "icd-10-cm,F33.2,exact,x,bad", "words"),
        ("observations.csv", "44261-6,total", "44261-6,sum", "unknown kind"),
        ("observations.csv", "LA6568-5,answer,,,0", "LA6568-5,answer,,,none", "no number"),
        ("procedures.csv", "snomed,23835007,exact,ect", "snomed,23835007,exact,shock", "unknown kind"),
        ("procedures.csv", "snomed,23835007,exact", "snomed,23835007,exactly", "unknown match"),
    ],
)
def test_a_wrong_code_table_stops_the_service_by_name(spoil, name: str, old: str, new: str, fault: str) -> None:
    folder: Path = spoil(f"codes/{name}", old, new)
    with pytest.raises(KnowledgeError, match=rf"{name}.*{fault}"):
        load_codes(folder / "codes", None, KNOWLEDGE.agents)


def test_a_sedating_antidepressant_is_no_other_sedative_beside_itself() -> None:
    assert {"mianserin", "mirtazapine", "trazodone"} == CODES.groups["sedating-antidepressants"]
    assert not CODES.groups["sedating-antidepressants"] & CODES.groups["other-sedatives"]
    assert "phenobarbital" in CODES.groups["other-sedatives"]
