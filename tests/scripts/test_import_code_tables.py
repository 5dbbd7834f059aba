"""The shipped code tables are made from terminology tables, without what may not ship."""

import sys
from pathlib import Path

import pytest

from scripts import import_code_tables

SOURCE = {
    "antidepressants": """\
rxcui,tty,name,ingredient_id,ingredient_rxcui,strength_value,strength_unit,strength_denominator,dose_form,release_or_quantity,brand,status,sources
36437,IN,sertraline,sertraline,36437,,,,,,,active,P
312941,SCD,sertraline 50 MG Oral Tablet,sertraline,36437,50,mg,,Oral Tablet,,,active,P
1,SCD,fish oil / vitamin E,omega-3+vitamin-e,73+1,500+5,mg+[iU],,Oral Capsule,,,not-current,S
""",
    "interacting_drugs": """\
group,ingredient_id,rxcui,tty,name,status,sources
ssris,sertraline,36437,IN,sertraline,active,P
maoi,phenelzine,8123,IN,phenelzine,active,P
maoi,phenelzine,2,BN,Nardil,active,P
""",
    "interacting_products": """\
rxcui,tty,name,ingredient_id,groups,route,status,sources
3,SBD,phenelzine 15 MG Oral Tablet [Nardil],phenelzine,maoi,oral,active,P
312941,SCD,sertraline 50 MG Oral Tablet,sertraline,ssris,oral,active,P
4,SCD,avacopan 10 MG Oral Capsule,avacopan,cyp3a4-inhibitors-moderate,oral,active,P
""",
    "conditions": """\
concept_id,system,code,match,display,episode,severity,psychotic,remission,note
chronic-pain,icd-10-cm,F45.4,exact,pain,,,,,
insomnia,icd-10-cm,F45.4,exact,pain,,mild,,,
depression-mild,snomed,1089481000000106,exact,extension,,mild,,,
schizophrenia-spectrum,snomed,10784006,exact,Medicinal product acting as antipsychotic agent,,,,,
schizophrenia-spectrum,snomed,69322001,exact,Psychotic disorder (disorder),,,,,
schizophrenia-spectrum,snomed,58214004,exact,Schizophrenia (disorder),,,,,
schizophrenia-spectrum,snomed,31027006,exact,Schizotypal personality disorder (disorder),,,,,
schizophrenia-spectrum,snomed,30491001,exact,Cocaine delusional disorder (disorder),,,,,
schizophrenia-spectrum,icd-10,F23,prefix,Acute psychosis,,,,,
suicidal-ideation,icd-10,R45.8,exact,Other symptoms,,,,,
cancer,snomed,363346000,descendants-listed,root,,,,,
""",
    "observations": """\
concept_id,system,code,display,kind,unit,item,score,notes
c-ssrs,loinc,93299-6,Wish to be dead Lifetime,item,,1,,lifetime: no current risk by itself
calcium,loinc,1995-0,Ca-I SerPl-sCnc,lab,mmol/L,,,
phq-9,snomed,112001000119100,Positive screening,finding,,,,
""",
    "procedures": """\
concept_id,system,code,match,display,note
ect,cpt,90870,exact,,code only
ect,snomed,23835007,exact,Electroconvulsive therapy,
cbt,snomed,718026005,exact,CBT for psychosis,
rtms,opcs-4,A09.8,exact,stimulation,
tdcs,opcs-4,A09.8,exact,stimulation,
""",
    "atc": """\
ingredient_id,atc_code,atc_name,ddd,ddd_unit,route,note
sertraline,N06AB06,sertraline,50,mg,O,
""",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, text in SOURCE.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def run(monkeypatch: pytest.MonkeyPatch, packaged: Path, *arguments: str) -> None:
    packaged.mkdir(exist_ok=True)
    monkeypatch.setattr(import_code_tables, "PACKAGED", packaged)
    monkeypatch.setattr(sys, "argv", ["import_code_tables.py", *arguments])
    import_code_tables.main()


def test_what_may_ship_is_packaged(monkeypatch: pytest.MonkeyPatch, source: Path, tmp_path: Path) -> None:
    packaged = tmp_path / "packaged"
    run(monkeypatch, packaged, str(source))
    written = {path.stem: path.read_text(encoding="utf-8").splitlines()[1:] for path in packaged.glob("*.csv")}
    assert written["drugs"] == [
        "4,SCD,avacopan,,,,,,oral,,",
        "1,SCD,omega-3+vitamin-e,500+,,Oral Capsule,,,oral,no,fish oil / vitamin E",
        "2,BN,phenelzine,,,,,Nardil,,,Nardil",
        "3,SBD,phenelzine,,,,,Nardil,oral,,",
        "8123,IN,phenelzine,,,,,,,,phenelzine",
        "36437,IN,sertraline,,,,,,,,sertraline",
        "312941,SCD,sertraline,50,,Oral Tablet,,,oral,,sertraline 50 MG Oral Tablet",
    ]
    assert written["ingredients"] == [
        "avacopan,,cyp3a4-inhibitors-moderate",
        "omega-3,,",
        "phenelzine,8123,maoi",
        "sertraline,36437,ssris",
        "vitamin-e,,",
    ]
    assert written["atc"] == ["N06AB06,sertraline"]
    assert written["conditions"] == [
        "icd-10,F23,prefix,psychosis-acute-or-unspecified schizophrenia-spectrum,,,,",
        "icd-10-cm,F45.4,exact,chronic-pain insomnia,mild,,,",
        "snomed,30491001,exact,psychosis-acute-or-unspecified schizophrenia-spectrum,,,,",
        "snomed,31027006,exact,schizophrenia-spectrum schizotypal-or-induced,,,,",
        "snomed,363346000,exact,cancer,,,,",
        "snomed,58214004,exact,schizophrenia-spectrum,,,,",
        "snomed,69322001,exact,psychosis-acute-or-unspecified schizophrenia-spectrum,,,,",
    ]
    assert written["observations"] == [
        "c-ssrs,loinc,93299-6,item,,1-lifetime,,Wish to be dead Lifetime",
        "calcium-ionised,loinc,1995-0,lab,mmol/L,,,Ca-I SerPl-sCnc",
    ]
    assert written["procedures"] == [
        "ect,snomed,23835007,exact,ect,",
        "neurostimulation-unspecified,opcs-4,A09.8,exact,other-neuromodulation,",
    ]


def test_the_licensed_rest_goes_elsewhere(monkeypatch: pytest.MonkeyPatch, source: Path, tmp_path: Path) -> None:
    packaged, extra = tmp_path / "packaged", tmp_path / "extra"
    run(monkeypatch, packaged, str(source), "--extra", str(extra))
    assert list(packaged.iterdir()) == []
    written = {path.stem: path.read_text(encoding="utf-8").splitlines()[1:] for path in extra.glob("*.csv")}
    assert written == {
        "conditions": ["snomed,1089481000000106,exact,depression-mild,mild,,,"],
        "observations": ["phq-9,snomed,112001000119100,finding,,,,"],
        "procedures": ["ect,cpt,90870,exact,ect,"],
    }
