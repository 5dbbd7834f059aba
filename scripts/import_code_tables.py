"""Makes the shipped code tables (`trd/knowledge/codes`) from a folder of terminology tables, without what may not ship.

Usage: python scripts/import_code_tables.py SOURCE_FOLDER [--extra FOLDER]. With `--extra` it writes, to a folder
outside the package, what a site with the licences may load besides (`TRD_EXTRA_CODES`): CPT numbers and
SNOMED CT extension ids.
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Row = dict[str, str]
PACKAGED = Path(__file__).parents[1] / "trd" / "knowledge" / "codes"

ROUTES = (
    ("topical", ("Topical",)),
    ("transdermal", ("Transdermal",)),
    ("nasal", ("Nasal",)),
    ("sublingual-buccal", ("Sublingual",)),
    ("injection", ("Inject", "Syringe", "Extended Release Suspension")),
    ("oral", ("Oral", "Chewable", "Pack")),
)
"""Words of an RxNorm dose form -> route of a product of the antidepressant table."""

NO_DIAGNOSIS = re.compile(
    r"\banti-?psychotics?( agent| preparation| therap\w+( role)?| identification| depot injections| drug)?$"
    r"|acting as antipsychotic agent|\[antipsychotic\]|antipsychotics and neuroleptics|depot antipsychotic"
    r"|antipsychotic agent\b|level of psychoticism|^Psychotic denial|integrate psychotic symptoms|non-?psychotic"
    r"|^Cognitive behaviou?ral therapy for|^CBT-ED|^Drug therapy for|^Aversion therapy|^Antiphobic therapy"
    r"|leishmaniasis",
    re.IGNORECASE,
)
"""SNOMED CT terms of drugs, therapies and findings that the source lists under a diagnosis, and one wrong disease."""

NOT_DEPRESSION_THERAPY = {"718026005"}
"""Cognitive behavioural therapy for psychosis: no trial of a depression."""

NO_ALARM = {("icd-10", "R45.8")}
"""ICD-10 (WHO) R45.8 is wider than suicidal ideation: never an alarm by itself."""

NOT_ALWAYS_PARKINSON = {
    *(("icd-10", "G21", "parkinson"), ("icd-10-cm", "G21", "parkinson")),
    *(("icd-11", "8A00", "parkinson"), ("icd-9-cm", "332", "parkinson")),
}
"""Wider than Parkinson's disease, the neuroleptic malignant syndrome included: `added_conditions.csv` has the parts."""

SECONDARY = "parkinsonism-secondary"
SECONDARY_PARKINSONISM = {"19972008", "230292008", "230296006", "38523005"}
"""SNOMED CT: parkinsonism after infection, by vessels or by another cause."""

SEDATING_ANTIDEPRESSANTS = {"mianserin", "mirtazapine", "trazodone"}
"""A group of their own: none of them is "another sedative" beside itself."""

IONISED_CALCIUM = {"1994-3", "1995-0"}
"""Another quantity than total calcium: never compared with its limits."""

COURSES = {
    "ect": "ect",
    "tms": "rtms tbs deep-tms",
    "ketamine": "ketamine-infusion",
    "esketamine": "esketamine-session",
    "other-neuromodulation": "tdcs vns dbs mst neurostimulation-unspecified",
    "psychotherapy": "behavioural behavioural-activation cbasp cbt couple-psychotherapy dbt exposure-therapy "
    "family-psychotherapy group-psychotherapy ipt mbct psychodynamic psychotherapy psychotherapy-suicide",
}
"""Kind of course -> procedures that are its sessions; a crisis hour, an evaluation, a referral is none."""

SCHIZOTYPAL_CODES = {"F21", "F24", "6A22", "298.4"}
BRIEF_CODES = {"F23", "F28", "F29", "6A23", "6A2Y", "6A2Z", "298.1", "298.2", "298.3", "298.8", "298.9"}
SCHIZOTYPAL_WORDS = re.compile(
    r"schizotypal|latent schizo|borderline|schizoid|prodrome|induced delusional", re.IGNORECASE
)
INDUCED_WORDS = re.compile(
    r"(cocaine|amphetamine|phencyclidine|hallucinogen|cannabis|organic) delusional", re.IGNORECASE
)
LASTING_WORDS = re.compile(r"schizo|delusional disorder|paranoi|paraphreni|chronic|persistent", re.IGNORECASE)
BRIEF_WORDS = re.compile(
    r"\b(acute|brief|reactive|transient|atypical|postnatal|organic|epilep\w+|caused by|due to|complicating|cycloid)\b"
    r"|psychotic|psychosis|psychoses|phencyclidine|cocaine|amphetamine|cannabis|hallucinogen",
    re.IGNORECASE,
)


def _read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(folder: Path, name: str, columns: str, rows: Iterable[Row]) -> None:
    names = columns.split()
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def is_extension(row: Row) -> bool:
    """A SNOMED CT id of a namespace: the third last digit is 1."""
    return row["system"] == "snomed" and row["code"][-3:-2] == "1"


def _needs_licence(row: Row) -> bool:
    return row["system"] == "cpt" or is_extension(row)


def _may_ship(row: Row) -> bool:
    return not _needs_licence(row)


# ---- drugs


def _route_of(form: str) -> str:
    return next((route for route, words in ROUTES if any(word in form for word in words)), "")


def _antidepressant_rows(source: Path) -> Iterator[Row]:
    for row in _read(source, "antidepressants"):
        units = row["strength_unit"].split("+")
        values = row["strength_value"].split("+")
        # A strength that is no mass (vitamin E in units) stays empty.
        strengths = "+".join(value if unit == "mg" else "" for value, unit in zip(values, units, strict=True))
        yield {
            "rxcui": row["rxcui"],
            "tty": row["tty"],
            "ingredients": row["ingredient_id"],
            "strengths": strengths if strengths.strip("+") else "",
            "per": row["strength_denominator"],
            "form": row["dose_form"],
            "quantity": row["release_or_quantity"],
            "brand": row["brand"],
            "route": _route_of(row["dose_form"]),
            "current": "" if row["status"].startswith("active") else "no",
            "name": row["name"],
        }


def _interacting_rows(source: Path) -> Iterator[Row]:
    for row in _read(source, "interacting_products"):
        brand = re.search(r"\[([^\]]+)\]\s*$", row["name"])
        yield {
            "rxcui": row["rxcui"],
            "tty": row["tty"],
            "ingredients": row["ingredient_id"],
            "brand": brand[1] if brand else "",
            "route": row["route"],
            "current": "" if row["status"].startswith("active") else "no",
        }
    for row in _read(source, "interacting_drugs"):
        yield {
            "rxcui": row["rxcui"],
            "tty": row["tty"],
            "ingredients": row["ingredient_id"],
            "brand": row["name"] if row["tty"] == "BN" else "",
            "current": "" if row["status"].startswith("active") else "no",
            "name": row["name"],
        }


def drug_rows(source: Path) -> list[Row]:
    """One row a concept; what the antidepressant table says of strengths and forms stands first."""
    found: dict[str, Row] = {}
    for row in (*_antidepressant_rows(source), *_interacting_rows(source)):
        known = found.setdefault(row["rxcui"], row)
        parts = known["ingredients"].split("+")
        parts += [part for part in row["ingredients"].split("+") if part not in parts]
        known["ingredients"] = "+".join(parts)
        known["route"] = known.get("route") or row.get("route", "")
    return sorted(found.values(), key=lambda row: (row["ingredients"], int(row["rxcui"])))


def _ingredient_rows(source: Path) -> list[Row]:
    groups: dict[str, set[str]] = defaultdict(set)
    rxcui: dict[str, str] = {}
    for row in _read(source, "interacting_drugs"):
        groups[row["ingredient_id"]].add(row["group"])
        if row["tty"] == "IN" and (row["ingredient_id"] not in rxcui or row["name"].lower() == row["ingredient_id"]):
            rxcui[row["ingredient_id"]] = row["rxcui"]
    for row in _read(source, "antidepressants"):
        for part in row["ingredient_id"].split("+"):
            groups[part] |= set()
        if row["tty"] == "IN" and "+" not in row["ingredient_id"]:
            rxcui.setdefault(row["ingredient_id"], row["rxcui"])
    for row in _read(source, "interacting_products"):
        # Some ingredients have products and no row of their own: the product tells their groups.
        if row["ingredient_id"] not in groups or not groups[row["ingredient_id"]]:
            groups[row["ingredient_id"]] |= set(row["groups"].split()) if "+" not in row["ingredient_id"] else set()
    for row in _read(source, "atc"):
        for part in row["ingredient_id"].split("+"):
            groups[part] |= set()
    for name in SEDATING_ANTIDEPRESSANTS & groups.keys():
        groups[name] = groups[name] - {"other-sedatives"} | {"sedating-antidepressants"}
    named = {part for row in drug_rows(source) for part in row["ingredients"].split("+")}
    return [
        {"ingredient": name, "rxcui": rxcui.get(name, ""), "groups": " ".join(sorted(groups.get(name, ())))}
        for name in sorted((set(groups) | named) - {""})
        if "+" not in name
    ]


def atc_rows(source: Path) -> list[Row]:
    """Bare codes of the ingredients: neither ATC's names nor its defined daily doses."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _read(source, "atc"):
        codes[row["atc_code"]] |= set(row["ingredient_id"].split("+"))
    return [{"code": code, "ingredients": "+".join(sorted(names))} for code, names in sorted(codes.items())]


# ---- conditions, observations, procedures


def psychosis(row: Row) -> str:
    """What kind of psychosis a code of `schizophrenia-spectrum` is; empty: one of the lasting ones (R-P3)."""
    if row["system"] != "snomed":
        if row["code"] in SCHIZOTYPAL_CODES:
            return "schizotypal-or-induced"
        return "psychosis-acute-or-unspecified" if row["code"] in BRIEF_CODES else ""
    words = row["display"]
    if SCHIZOTYPAL_WORDS.search(words) and "schizophrenia, schizotypal and delusional" not in words.lower():
        return "schizotypal-or-induced"
    if INDUCED_WORDS.search(words):
        return "psychosis-acute-or-unspecified"
    if LASTING_WORDS.search(re.sub(r"(with|without) symptoms of schizophrenia|schizophrenia-like", "", words)):
        return ""
    return "psychosis-acute-or-unspecified" if BRIEF_WORDS.search(words) else ""


def condition_rows(source: Path, kept: Callable[[Row], bool]) -> list[Row]:
    """One row a code; all its concepts stand in it, and of its attributes what any of them states."""
    found: dict[tuple[str, str, str], Row] = {}
    for row in _read(source, "conditions"):
        if not kept(row) or (row["system"], row["code"]) in NO_ALARM:
            continue
        if row["system"] == "snomed" and NO_DIAGNOSIS.search(row["display"].removesuffix(" (disorder)")):
            continue
        if (row["system"], row["code"], row["concept_id"]) in NOT_ALWAYS_PARKINSON:
            continue
        concepts = {SECONDARY if row["code"] in SECONDARY_PARKINSONISM else row["concept_id"]}
        if row["concept_id"] == "schizophrenia-spectrum" and (kind := psychosis(row)):
            concepts.add(kind)
        match = {"descendants-listed": "exact"}.get(row["match"], row["match"])
        known = found.setdefault(
            (row["system"], row["code"], match),
            {"system": row["system"], "code": row["code"], "match": match, "concepts": ""},
        )
        known["concepts"] = " ".join(sorted({*known["concepts"].split(), *concepts}))
        for name in ("severity", "psychotic", "remission", "episode"):
            known[name] = known.get(name) or row[name]
    return [found[key] for key in sorted(found)]


def _observation_rows(source: Path, kept: Callable[[Row], bool]) -> Iterator[Row]:
    for row in _read(source, "observations"):
        if kept(row):
            lifetime = row["concept_id"] == "c-ssrs" and "ifetime: no current risk" in row["notes"]
            item = f"{row['item']}-lifetime".removeprefix("-") if lifetime else row["item"]
            name = row["display"] if row["system"] == "loinc" else ""
            concept = "calcium-ionised" if row["code"] in IONISED_CALCIUM else row["concept_id"]
            yield {**row, "concept": concept, "item": item, "name": name}


def procedure_rows(source: Path, kept: Callable[[Row], bool]) -> list[Row]:
    """One row a code; a code of two procedures (A09.8) is one of its kind, not either of them."""
    found: dict[tuple[str, str], Row] = {}
    for row in _read(source, "procedures"):
        if not kept(row) or row["code"] in NOT_DEPRESSION_THERAPY:
            continue
        concept = "neurostimulation-unspecified" if row["code"] == "A09.8" else row["concept_id"]
        # SNOMED CT terms, CPT and OPCS words are not ours to ship; the concept id says enough.
        display = row["display"] if row["system"] in ("icd-10-pcs", "icd-9-proc", "hcpcs", "text") else ""
        kind = next((kind for kind, concepts in COURSES.items() if concept in concepts.split()), "")
        found[row["system"], row["code"]] = {**row, "concept": concept, "kind": kind, "display": display}
    return sorted(found.values(), key=lambda row: (row["concept"], row["system"], row["code"]))


CONDITIONS = "system code match concepts severity psychotic remission episode"
OBSERVATIONS = "concept system code kind unit item score name"
PROCEDURES = "concept system code match kind display"


def _write_coded(source: Path, folder: Path, kept: Callable[[Row], bool]) -> None:
    _write(folder, "conditions", CONDITIONS, condition_rows(source, kept))
    _write(folder, "observations", OBSERVATIONS, _observation_rows(source, kept))
    _write(folder, "procedures", PROCEDURES, procedure_rows(source, kept))


def main() -> None:
    """Write the packaged tables, or with `--extra` the licensed rest."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("source", type=Path, help="folder of the terminology tables")
    arguments.add_argument("--extra", type=Path, help="write the licensed rest here, and nothing else")
    chosen = arguments.parse_args()
    if chosen.extra:
        chosen.extra.mkdir(parents=True, exist_ok=True)
        _write_coded(chosen.source, chosen.extra, _needs_licence)
        return
    drugs = "rxcui tty ingredients strengths per form quantity brand route current name"
    _write(PACKAGED, "drugs", drugs, drug_rows(chosen.source))
    _write(PACKAGED, "ingredients", "ingredient rxcui groups", _ingredient_rows(chosen.source))
    _write(PACKAGED, "atc", "code ingredients", atc_rows(chosen.source))
    _write_coded(chosen.source, PACKAGED, _may_ship)


if __name__ == "__main__":
    main()
