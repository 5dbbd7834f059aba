"""Units of the record become the unit in which the rules compare, exactly."""

from decimal import Decimal
from pathlib import Path

import pytest

import trd.knowledge
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.units import COLUMNS, DRUG_LEVEL, fold_unit, read_units

FOLDER = Path(trd.knowledge.__file__).parent
UNITS = read_units(FOLDER)


@pytest.mark.parametrize(
    ("sent", "same_as"),
    [
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/{1.73m2}", "mL/min/{1.73_m2}"),
        ("mL/min/1.73 m²", "mL/min/{1.73_m2}"),
        ("mIU/L", "m[IU]/L"),
        ("µIU/mL", "u[IU]/mL"),
        ("uIU/mL", "u[IU]/mL"),
        ("μmol/l", "umol/L"),
        ("10^3/uL", "10*3/uL"),
        ("K/uL", "10*3/uL"),
        ("x10E9/L", "10*9/L"),
        ("mmHg", "mm[Hg]"),
        ("mEq/L", "meq/L"),
        ("lbs", "[lb_av]"),
        ("in", "[in_i]"),
    ],
)
def test_a_unit_is_known_however_it_is_printed(sent: str, same_as: str) -> None:
    assert fold_unit(sent) == fold_unit(same_as)


def test_units_that_only_look_alike_stay_apart() -> None:
    assert len({fold_unit(unit) for unit in ("g/L", "g/dL", "mg/L", "mg/dL", "ug/L", "ng/mL", "mmol/L", "umol/L")}) == 8
    assert fold_unit("mmol/mol") != fold_unit("mmol/L")


@pytest.mark.parametrize(
    ("concept", "unit", "value", "row"),
    [
        pytest.param("creatinine", "umol/L", "88.42", "1", id="creatinine"),
        pytest.param("hba1c", "mmol/mol", "53", "7.00044", id="HbA1c of 53 mmol/mol is 7.0 %"),
        pytest.param("haemoglobin", "g/L", "120", "12", id="haemoglobin"),
        pytest.param("b12", "pmol/L", "148", "200.5992", id="B12 of 148 pmol/L is about 200 pg/mL"),
        pytest.param("qtc-interval", "s", "0.5", "500", id="QTc in seconds"),
        pytest.param("platelets", "/uL", "150000", "150", id="platelets"),
        pytest.param("drug-level-nortriptyline", "nmol/L", "500", "131.69", id="level by molar mass"),
        pytest.param("waist", "in", "40", "101.6", id="a waist of 40 inches"),
        pytest.param("cholesterol-total", "mmol/L", "5", "193.35", id="cholesterol of 5 mmol/L"),
        pytest.param("leukocytes", "/uL", "5000", "5", id="white cells"),
        pytest.param("drug-level-nortriptyline", "ug/L", "80", "80", id="level by mass"),
    ],
)
def test_a_value_is_converted_exactly(concept: str, unit: str, value: str, row: str) -> None:
    how = UNITS[concept].read[fold_unit(unit)]
    assert Decimal(value) * how.factor / how.divisor + how.offset == Decimal(row)


def test_a_molar_level_without_a_known_molar_mass_is_not_read() -> None:
    assert fold_unit("nmol/L") not in UNITS[DRUG_LEVEL].read


def test_the_row_unit_itself_is_always_read() -> None:
    assert all(fold_unit(measured.unit) in measured.read for measured in UNITS.values())


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        pytest.param("sodium,mmol/L,mmol/L,1,1,0,1,2\nsodium,mg/dL,mg/dL,1,1,0,,", "two row units", id="two units"),
        pytest.param("sodium,mmol/L,mmol/L,0,1,0,1,2", "positive", id="factor of zero"),
        pytest.param("sodium,mmol/L,mmol/L,x,1,0,1,2", "no number", id="no number"),
    ],
)
def test_a_wrong_table_stops_the_service(tmp_path: Path, lines: str, why: str) -> None:
    header = ",".join(COLUMNS.split())
    (tmp_path / "units.csv").write_text(f"{header}\n{lines}\ndrug-level,ng/mL,ng/mL,1,1,0,,\n")
    with pytest.raises(KnowledgeError, match=why):
        read_units(tmp_path)
