"""Scores, items, values and findings as the record has them (R-O1 … R-O4, R-Z6, R-X1, §3.2)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.observations import instant, read_observation
from fhir_mappings.reading.clinical_resources import Observation
from tests.fhir_mappings.records import SYSTEMS, WORDS, coded, resource
from trd.history import CodedFinding, Gap, ItemAnswer, Measurement, Phenotype, Score
from trd.terms import GapCode

DAY = date(2026, 11, 2)


def read(code: str | dict[str, Any], **elements: Any) -> list[Any]:
    elements = {"status": "final", "effectiveDateTime": "2026-11-02"} | elements
    concept = coded(code) if isinstance(code, str) else code
    return list(read_observation(resource(Observation, code=concept, **elements), WORDS))


def quantity(value: Any, unit: str = "{score}", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit} | more


PHQ9 = "loinc|44261-6"


# ---- totals


@pytest.mark.parametrize(
    ("code", "instrument"),
    [
        pytest.param("loinc|44261-6", "phq-9", id="PHQ-9 by LOINC"),
        pytest.param(coded(text="PHQ-9"), "phq-9", id="by name"),
        pytest.param(coded(text="phq 9 total score"), "phq-9", id="by name and ending"),
        pytest.param(coded(text="PHQ-9 depression screening score"), "phq-9", id="name first, score last"),
        pytest.param(coded("urn:local|PHQ9"), "phq-9", id="a local code that is the name"),
        pytest.param(coded(text="MADRS"), "madrs", id="MADRS"),
        pytest.param(coded(text="QIDS"), "qids-sr16", id="QIDS without its version"),
        pytest.param(coded(text="HAM-D17"), "hamd-17", id="HAM-D17"),
        pytest.param("loinc|71354-5", "epds", id="EPDS by the form's code"),
        pytest.param("loinc|99046-5", "epds", id="EPDS by the total's code"),
    ],
)
def test_a_total_is_known_by_code_or_by_name(code: Any, instrument: str) -> None:
    assert read(code, valueQuantity=quantity(19)) == [
        Score(instrument=instrument, value=Decimal(19), day=DAY, evidence=("Observation/1",))
    ]


def test_a_short_name_inside_a_sentence_is_not_searched() -> None:
    assert read(coded(text="Ultrasound ISI follow-up of PHQ"), valueQuantity=quantity(3)) == []


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": quantity(19)},
        {"valueQuantity": {"value": 19}},
        {"valueInteger": 19},
        {"valueString": "19"},
        {"valueQuantity": quantity(19.0)},
    ],
    ids=["quantity", "no unit", "integer", "a number as text", "19.0 is whole"],
)
def test_a_total_in_every_type_of_value(value: dict[str, Any]) -> None:
    (score,) = read(PHQ9, **value)
    assert (score.value, score.day) == (19, DAY)


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": quantity(28)},
        {"valueQuantity": quantity(-1)},
        {"valueQuantity": quantity(12.5)},
        {"valueQuantity": quantity(19, comparator=">")},
        {"valueString": "about 19"},
        {"dataAbsentReason": coded("c|not-performed")},
        {"valueRange": {"low": {"value": 5}, "high": {"value": 9}}},
    ],
    ids=["one too high", "negative", "a fraction", "comparator", "words", "absent", "a range"],
)
def test_a_total_that_cannot_be_used_is_said(value: dict[str, Any]) -> None:
    (gap,) = read(PHQ9, **value)
    assert (gap.code, gap.evidence) == (GapCode.SCORE_UNREADABLE, ("Observation/1",))
    assert gap.what.startswith("PHQ-9 of 2026-11-02")


@pytest.mark.parametrize("limit", [0, 27])
def test_the_ends_of_the_range_are_in_it(limit: int) -> None:
    assert read(PHQ9, valueInteger=limit)[0].value == limit


def test_a_t_score_may_have_a_fraction() -> None:
    (score,) = read("loinc|77861-3", valueQuantity=quantity("55.3"))
    assert (score.instrument, score.value) == ("promis-dep-t", Decimal("55.3"))


def test_a_name_without_its_version_is_not_scored_and_said() -> None:
    (gap,) = read(coded(text="GDS"), valueInteger=7)
    assert (gap.code, "version" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_usable_statuses(status: str) -> None:
    assert len(read(PHQ9, valueInteger=9, status=status)) == 1


@pytest.mark.parametrize("status", ["preliminary", "registered", "cancelled", "entered-in-error", "unknown"])
def test_other_statuses_do_not_count(status: str) -> None:
    assert read(PHQ9, valueInteger=9, status=status) == []


def test_a_missing_status_counts() -> None:
    assert len(read(PHQ9, valueInteger=9, status=None)) == 1


@pytest.mark.parametrize(
    ("when", "day"),
    [
        pytest.param({"effectiveDateTime": "2026-11-02T23:30:00-05:00"}, DAY, id="the local day"),
        pytest.param({"effectivePeriod": {"start": "2026-10-01", "end": "2026-11-02"}}, DAY, id="end of the period"),
        pytest.param({"issued": "2026-11-02T08:00:00Z"}, DAY, id="issued, if nothing else"),
        pytest.param({"effectiveInstant": "2026-11-02T08:00:00Z"}, DAY, id="an instant"),
    ],
)
def test_the_day_of_a_score(when: dict[str, Any], day: date) -> None:
    (score,) = read(PHQ9, valueInteger=9, **({"effectiveDateTime": None} | when))
    assert score.day == day


@pytest.mark.parametrize("when", [{"effectiveDateTime": "2026-11"}, {"effectiveDateTime": None}])
def test_a_score_without_a_day_is_not_used_and_said(when: dict[str, Any]) -> None:
    (gap,) = read(PHQ9, valueInteger=9, **when)
    assert (gap.code, "day" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


def test_two_totals_of_one_day_can_be_ordered_by_when_they_were_issued() -> None:
    (early,) = read(PHQ9, valueInteger=9, issued="2026-11-02T10:00:00+02:00")
    (late,) = read(PHQ9, valueInteger=9, issued="2026-11-02T09:00:00Z")
    assert early.issued < late.issued


@pytest.mark.parametrize("text", ["2026-11-02", "", None, "2026-11-02T25:00"])
def test_a_mere_day_has_no_instant(text: str | None) -> None:
    assert instant(text) is None


# ---- items and panels


ITEMS = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
ANSWERS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def panel(points: list[int], **more: Any) -> list[Any]:
    components = [
        {"code": coded(f"loinc|{item}"), "valueCodeableConcept": coded(f"loinc|{ANSWERS[point]}")}
        for item, point in zip(ITEMS, points, strict=False)
    ]
    return read("loinc|44249-1", component=[*components, *more.pop("extra", [])], **more)


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ({"valueCodeableConcept": coded("loinc|LA6571-9")}, 3),
        ({"valueInteger": 2}, 2),
        ({"valueQuantity": quantity(1)}, 1),
        ({"valueCodeableConcept": coded(text="Nearly every day")}, 3),
        ({"valueString": "not at all"}, 0),
        (
            {
                "valueCodeableConcept": coded(
                    "urn:local|A3",
                    extension=[{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 3}],
                )
            },
            3,
        ),
    ],
    ids=["LOINC answer", "integer", "quantity", "words", "text", "ordinal value"],
)
def test_the_suicide_item_in_every_form(value: dict[str, Any], points: int) -> None:
    (answer,) = read("loinc|44260-8", **value)
    assert answer == ItemAnswer(
        instrument="phq-9", item="9", value=Decimal(points), day=DAY, evidence=("Observation/1",)
    )


@pytest.mark.parametrize("value", [{"valueInteger": 4}, {"valueString": "declined"}])
def test_a_suicide_item_that_cannot_be_read_is_said(value: dict[str, Any]) -> None:
    (gap,) = read("loinc|44260-8", **value)
    assert (gap.code, "item 9" in gap.what) == (GapCode.SCORE_UNREADABLE, True)


def test_another_item_that_cannot_be_read_is_no_alarm() -> None:
    assert read("loinc|44255-8", valueString="declined") == []


def test_items_in_components_make_the_total_when_all_are_there() -> None:
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2, 1])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [17]
    assert len([fact for fact in facts if isinstance(fact, ItemAnswer)]) == 9


def test_a_panel_with_a_missing_item_is_not_prorated() -> None:
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2])
    assert not [fact for fact in facts if isinstance(fact, Score)]
    assert [fact.code for fact in facts if isinstance(fact, Gap)] == [GapCode.SCORE_UNREADABLE]


def test_the_total_that_was_sent_counts_and_a_difference_is_said() -> None:
    total = {"code": coded(PHQ9), "valueInteger": 18}
    facts = panel([2, 2, 2, 2, 2, 2, 2, 2, 1], extra=[total])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [18]
    assert [fact.code for fact in facts if isinstance(fact, Gap)] == [GapCode.SCORE_MISMATCH]


def test_a_total_beside_missing_items_is_taken_as_it_is() -> None:
    facts = panel([2, 2], extra=[{"code": coded(PHQ9), "valueInteger": 18}])
    assert [fact.value for fact in facts if isinstance(fact, Score)] == [18]
    assert not [fact for fact in facts if isinstance(fact, Gap)]


def test_the_form_itself_has_no_value() -> None:
    assert read("loinc|44249-1", valueInteger=12) == []


# ---- C-SSRS


@pytest.mark.parametrize(
    ("code", "value", "item", "points"),
    [
        ("loinc|93246-7", {"valueCodeableConcept": coded("loinc|LA33-6")}, "1", 1),
        ("loinc|93250-9", {"valueCodeableConcept": coded("loinc|LA32-8")}, "5", 0),
        ("loinc|93249-1", {"valueBoolean": True}, "4", 1),
        ("loinc|93269-9", {"valueCodeableConcept": coded("snomed|373066001")}, "6a", 1),
        ("loinc|93267-3", {"valueString": "No"}, "6", 0),
        ("loinc|93293-9", {"valueCodeableConcept": coded("loinc|LA30374-5")}, "", 5),
        ("loinc|93293-9", {"valueInteger": 0}, "", 0),
        ("loinc|93294-7", {"valueCodeableConcept": coded("loinc|LA30373-7")}, "lifetime", 4),
    ],
)
def test_the_columbia_screen(code: str, value: dict[str, Any], item: str, points: int) -> None:
    (answer,) = read(code, **value)
    assert (answer.instrument, answer.item, answer.value) == ("c-ssrs", item, points)


def test_a_screen_result_that_cannot_be_read_is_said() -> None:
    assert read("loinc|93293-9", valueInteger=6)[0].code is GapCode.SCORE_UNREADABLE
    assert read("loinc|93293-9") == []


# ---- values


@pytest.mark.parametrize(
    ("code", "value", "concept", "number"),
    [
        pytest.param("loinc|2160-0", quantity("1.2", "mg/dL"), "creatinine", "1.2", id="creatinine"),
        pytest.param("loinc|14682-9", quantity("88.42", "umol/L"), "creatinine", "1", id="creatinine in µmol/L"),
        pytest.param("loinc|2160-0", {"value": 1, "unit": "mg/dl"}, "creatinine", "1", id="a unit in words alone"),
        pytest.param("loinc|3016-3", quantity("12.4", "m[IU]/L"), "tsh", "12.4", id="TSH"),
        pytest.param("loinc|3016-3", quantity("12.4", "u[IU]/mL"), "tsh", "12.4", id="TSH in µIU/mL"),
        pytest.param("loinc|14334-7", quantity("0.8", "meq/L"), "lithium-level", "0.8", id="lithium"),
        pytest.param("loinc|3719-2", quantity("0.8", "mmol/L"), "lithium-level", "0.8", id="lithium under a mass code"),
        pytest.param("loinc|8636-3", quantity("0.48", "s"), "qtc-interval", "480", id="QTc in seconds"),
        pytest.param("loinc|718-7", quantity(120, "g/L"), "haemoglobin", "12", id="haemoglobin in g/L"),
        pytest.param("loinc|3872-9", quantity(80, "ug/L"), "drug-level-nortriptyline", "80", id="a drug level"),
        pytest.param("loinc|6301-6", {"value": "2.1"}, "inr", "2.1", id="INR needs no unit"),
    ],
)
def test_a_value_comes_in_the_unit_of_its_row(code: str, value: dict[str, Any], concept: str, number: str) -> None:
    (found,) = read(code, valueQuantity=value)
    assert isinstance(found, Measurement)
    assert (found.concept, found.low, found.high, found.day) == (concept, Decimal(number), Decimal(number), DAY)


@pytest.mark.parametrize(
    ("comparator", "expected"),
    [
        (">", (Decimal(60), None, True, False)),
        (">=", (Decimal(60), None, False, False)),
        ("<", (None, Decimal(60), False, True)),
        ("<=", (None, Decimal(60), False, False)),
    ],
)
def test_a_comparator_makes_an_interval(comparator: str, expected: tuple[Any, ...]) -> None:
    (found,) = read("loinc|98979-8", valueQuantity=quantity(60, "mL/min/{1.73_m2}", comparator=comparator))
    assert (found.low, found.high, found.low_open, found.high_open) == expected


@pytest.mark.parametrize("unit", ["mg/mL", "", "mol/L"])
def test_a_unit_that_is_not_read_is_said(unit: str) -> None:
    (gap,) = read("loinc|2160-0", valueQuantity={"value": 1} | ({"unit": unit} if unit else {}))
    assert (gap.code, gap.what) == (
        GapCode.UNREADABLE_UNIT,
        "Creatinine of 2026-11-02: the unit is not one that is read",
    )


def test_where_the_unit_is_unknown_the_laboratorys_own_word_stands() -> None:
    high = [{"coding": [{"code": "H"}]}]
    (found,) = read("loinc|2160-0", valueQuantity={"value": 1, "unit": "furlong"}, interpretation=high)
    assert (found.low, found.high, found.interpretation) == (None, None, "H")


@pytest.mark.parametrize("value", [89, 191])
def test_an_implausible_value_is_unknown_and_said(value: int) -> None:
    (gap,) = read("loinc|2951-2", valueQuantity=quantity(value, "mmol/L"))
    assert gap.code is GapCode.IMPLAUSIBLE_VALUE


@pytest.mark.parametrize("value", [90, 190])
def test_the_limits_of_what_is_plausible_are_plausible(value: int) -> None:
    assert isinstance(read("loinc|2951-2", valueQuantity=quantity(value, "mmol/L"))[0], Measurement)


@pytest.mark.parametrize(
    "value",
    [{"valueString": "140"}, {"dataAbsentReason": coded("c|unknown")}, {"valueCodeableConcept": coded(text="high")}],
)
def test_text_is_no_laboratory_value(value: dict[str, Any]) -> None:
    assert read("loinc|2951-2", **value) == []


def test_the_laboratorys_limits_come_in_the_same_unit() -> None:
    limits = [{"low": quantity(44.21, "umol/L"), "high": {"value": "88.42"}}]
    (found,) = read("loinc|14682-9", valueQuantity=quantity(88.42, "umol/L"), referenceRange=limits)
    assert (found.lower_limit, found.upper_limit) == (Decimal("0.5"), Decimal(1))


def test_of_several_ranges_only_a_normal_one_counts() -> None:
    normal = {"high": quantity(40, "U/L"), "type": coded("c|normal")}
    other = {"high": quantity(99, "U/L"), "type": coded("c|therapeutic")}
    (found,) = read("loinc|1742-6", valueQuantity=quantity(120, "U/L"), referenceRange=[normal, other])
    assert found.upper_limit == 40
    (found,) = read("loinc|1742-6", valueQuantity=quantity(120, "U/L"), referenceRange=[normal, normal])
    assert found.upper_limit is None


def test_a_blood_pressure_panel_gives_both_values_and_their_time() -> None:
    components = [
        {"code": coded("loinc|8480-6"), "valueQuantity": quantity(182, "mm[Hg]")},
        {"code": coded("loinc|8462-4"), "valueQuantity": quantity("13.33224", "kPa")},
    ]
    upper, lower = read("loinc|85354-9", component=components, effectiveDateTime="2026-11-02T08:00:00Z")
    assert (upper.concept, upper.low) == ("bp-systolic", 182)
    assert lower.concept == "bp-diastolic"
    assert round(lower.low) == 100
    assert upper.issued == lower.issued == "2026-11-02T08:00:00.000000"


def test_a_blood_pressure_without_a_time_has_none_even_if_it_was_issued() -> None:
    (found,) = read("loinc|8480-6", valueQuantity=quantity(182, "mm[Hg]"), issued="2026-11-03T08:00:00Z")
    assert found.issued is None


def test_ionised_calcium_is_not_calcium_and_qt_is_not_qtc() -> None:
    assert read("loinc|1995-0", valueQuantity=quantity("1.2", "mmol/L")) == []
    assert read("loinc|8634-8", valueQuantity=quantity(400, "ms")) == []


def test_a_screening_total_without_bands_is_a_number_to_compare() -> None:
    (found,) = read("loinc|75626-2", valueInteger=9)
    assert (found.concept, found.low) == ("audit-c", 9)


# ---- findings and phenotypes


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"valueCodeableConcept": coded("loinc|LA6576-8")}, "positive"),
        ({"valueCodeableConcept": coded("snomed|10828004")}, "positive"),
        ({"valueCodeableConcept": coded("snomed|260385009")}, "negative"),
        ({"valueString": "Positive"}, "positive"),
        ({"valueString": "negative"}, "negative"),
        ({"interpretation": [coded("c|NEG")]}, "negative"),
    ],
)
def test_a_pregnancy_test_says_positive_or_negative(value: dict[str, Any], said: str) -> None:
    assert read("loinc|2106-3", **value) == [
        CodedFinding(concept="hcg", value=said, day=DAY, evidence=("Observation/1",))
    ]


@pytest.mark.parametrize(
    "value", [{"valueString": "indeterminate"}, {"valueCodeableConcept": coded(text="invalid")}, {}]
)
def test_an_unclear_test_is_no_result(value: dict[str, Any]) -> None:
    assert read("loinc|2106-3", **value) == []


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (coded("snomed|449868002"), "449868002"),
        (coded("loinc|LA18976-3"), "449868002"),
        (coded(text="Former smoker"), "8517006"),
        (coded("snomed|266919005"), "266919005"),
    ],
)
def test_smoking_status_is_its_snomed_answer(value: dict[str, Any], answer: str) -> None:
    (found,) = read("loinc|72166-2", valueCodeableConcept=value)
    assert (found.concept, found.value) == ("smoking-status", answer)


def test_unknown_if_ever_smoked_is_no_answer() -> None:
    assert read("loinc|72166-2", valueCodeableConcept=coded("snomed|266927001")) == []


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("loinc|79715-9", coded("loinc|LA9657-3"), ("CYP2D6", "poor")),
        ("loinc|79714-2", coded("loinc|LA10315-2"), ("CYP2C19", "ultrarapid")),
        ("loinc|79714-2", coded(text="Extensive metabolizer"), ("CYP2C19", "normal")),
        (coded(text="CYP2B6 phenotype"), coded(text="Poor Metaboliser"), ("CYP2B6", "poor")),
    ],
)
def test_a_metaboliser_phenotype(code: Any, value: dict[str, Any], expected: tuple[str, str]) -> None:
    gene, phenotype = expected
    assert read(code, valueCodeableConcept=value) == [
        Phenotype(gene=gene, value=phenotype, day=DAY, evidence=("Observation/1",))
    ]


@pytest.mark.parametrize("text", ["Likely poor metabolizer", "*1/*4", "Indeterminate", "Poor/intermediate metabolizer"])
def test_a_genotype_or_a_guess_is_no_phenotype(text: str) -> None:
    assert read("loinc|79715-9", valueCodeableConcept=coded(text=text)) == []


def test_a_genomics_report_names_its_gene_in_a_component() -> None:
    gene = {"code": coded("loinc|48018-6"), "valueCodeableConcept": coded("http://www.genenames.org|HGNC:2625")}
    effect = {"code": coded("loinc|53040-2"), "valueCodeableConcept": coded("loinc|LA9657-3")}
    whole = read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA9657-3"), component=[gene])
    part = read(coded(text="CYP2D6 gene analysis"), component=[gene, effect])
    assert [(fact.gene, fact.value) for fact in (*whole, *part)] == [("CYP2D6", "poor"), ("CYP2D6", "poor")]


def test_a_phenotype_without_an_exact_day_keeps_the_last_day_it_can_mean() -> None:
    (found,) = read("loinc|79715-9", valueCodeableConcept=coded("loinc|LA9657-3"), effectiveDateTime="2019")
    assert found.day == date(2019, 12, 31)


def test_an_unknown_code_is_none_of_our_business() -> None:
    assert read("loinc|9279-1", valueQuantity=quantity(16, "/min")) == []
    assert read("urn:local|xyz", valueInteger=3) == []
    assert "loinc" in SYSTEMS


def test_an_answer_without_a_known_score_is_no_answer() -> None:
    other = [{"url": "http://example.org/other", "valueDecimal": 3}]
    empty = [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight"}]
    whole = [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueInteger": 2}]
    for extension, said in ((other, []), (empty, []), (whole, [2])):
        found = read("loinc|44255-8", valueCodeableConcept=coded("urn:local|A", extension=extension))
        assert [fact.value for fact in found] == said


def test_an_answer_to_the_columbia_screen_in_a_local_code_is_not_guessed() -> None:
    (gap,) = read("loinc|93246-7", valueCodeableConcept=coded("urn:local|maybe"))
    assert "item 1" in gap.what
    assert read("loinc|93246-7", valueString="maybe")[0].code is GapCode.SCORE_UNREADABLE


def test_words_are_points_only_of_scales_that_print_them() -> None:
    (gap,) = read(coded(text="MADRS item 10"), valueString="several days")
    assert gap.code is GapCode.SCORE_UNREADABLE


def test_an_item_without_a_number_and_points_that_are_none() -> None:
    assert read("loinc|93271-5", valueInteger=1) == []
    assert read("loinc|44255-8", valueQuantity=quantity("1.5")) == []
    assert read("loinc|44255-8", valueInteger=-1) == []


def test_a_negative_screening_total_is_none() -> None:
    assert read("loinc|75626-2", valueInteger=-2) == []
    assert read("loinc|75626-2", valueString="n/a") == []


def test_a_drug_level_without_a_row_of_its_own_is_read_by_mass_and_said_otherwise() -> None:
    (found,) = read(coded("loinc|14911-2"), valueQuantity=quantity(80, "ug/L"))
    assert (found.concept, found.low) == ("drug-level-sertraline", 80)
    (gap,) = read(coded("loinc|14911-2"), valueQuantity=quantity(80, "nmol/L"))
    assert gap.what.startswith("Drug level of sertraline")


def test_a_bare_number_has_no_unit_and_is_not_read() -> None:
    (gap,) = read("loinc|2160-0", valueInteger=1)
    assert gap.code is GapCode.UNREADABLE_UNIT


def test_a_gene_is_known_by_its_words_too() -> None:
    gene = {"code": coded("loinc|48018-6"), "valueCodeableConcept": coded(text="CYP2C19")}
    other = {"code": coded("loinc|81252-9"), "valueCodeableConcept": coded(text="rs123")}
    found = read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA10315-2"), component=[other, gene])
    assert [(fact.gene, fact.value) for fact in found] == [("CYP2C19", "ultrarapid")]
    assert read("loinc|53040-2", valueCodeableConcept=coded("loinc|LA10315-2"), component=[other]) == []


def test_a_screen_may_say_positive_in_place_of_a_number() -> None:
    assert read(coded(text="ASRS"), valueCodeableConcept=coded(text="Positive")) == [
        CodedFinding(concept="asrs", value="positive", day=DAY, evidence=("Observation/1",))
    ]


def test_a_viral_load_is_positive_by_the_laboratorys_own_word() -> None:
    viral_load = quantity(125000, "[IU]/mL")
    assert read("loinc|11011-4", valueQuantity=viral_load) == []
    (found,) = read("loinc|11011-4", valueQuantity=viral_load, interpretation=[coded("c|POS")])
    assert (found.concept, found.value) == ("hcv-rna", "positive")
