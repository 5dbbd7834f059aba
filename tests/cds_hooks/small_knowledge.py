"""A small knowledge, signed, so that the words of cards can be held against the specification's own."""

from decimal import Decimal

from tests.signed import signed_throughout
from trd.knowledge.loading import load
from trd.knowledge.types import (
    Agent,
    Availability,
    CodeTables,
    Definition,
    Knowledge,
    Scale,
    Source,
    Threshold,
)
from trd.terms import Outcome, SeverityBand

SOURCE = Source(id="CANMAT-2023", citation="A guideline", url="https://doi.org/10.1177/07067437241245384")

AGENTS = {
    "sertraline": ("SSRI", "sert", "50"),
    "venlafaxine": ("SNRI", "snri", "150"),
    "escitalopram": ("SSRI", "sert", "10"),
    "bupropion": ("NDRI", "ndri", "300"),
    "mirtazapine": ("NaSSA", "alpha2", "15"),
    "trazodone": ("SARI", "sari", "300"),
    "aripiprazole": ("atypical antipsychotic", None, "2"),
    "brexpiprazole": ("atypical antipsychotic", None, "1"),
    "lithium": ("lithium", None, None),
    "liothyronine": ("thyroid", None, "25"),
    "phenelzine": ("MAOI", "maoi", "45"),
    "tranylcypromine": ("MAOI", "maoi", "30"),
    "amitriptyline": ("TCA", "tca", "100"),
    "levomilnacipran": ("SNRI", "snri", "40"),
    "dextromethorphan-bupropion": ("NMDA-NDRI", "nmda", "210"),
}


def threshold(value: str, unit: str = "mg/d") -> Threshold:
    return Threshold(value=Decimal(value), unit=unit, source=SOURCE, where="a table")


def agent(name: str, drug_class: str, mechanism: str | None, minimum: str | None) -> Agent:
    fixed = name == "dextromethorphan-bupropion"
    return Agent(
        id=name,
        label=name,
        drug_class=drug_class,
        mechanism=mechanism,
        antidepressant=mechanism is not None,
        augmenter=mechanism is None,
        ingredients=("bupropion", "dextromethorphan") if fixed else (name,),
        rxcui="1",
        dose_unit="ug/d" if name == "liothyronine" else "mg/d",
        reference_ingredient="bupropion" if fixed else None,
        dose_prefix="45/105" if fixed else None,
        minimum=threshold(minimum) if minimum else None,
    )


def definition(name: str = "default") -> Definition:
    return Definition(
        id=name,
        label=name,
        words="two adequate failed trials, this episode",
        dose_column="min",
        days_at_dose=threshold("42", "d"),
        augmentation_days=threshold("28", "d"),
        failures=2,
        failure_outcomes=frozenset({Outcome.NON_RESPONSE}),
        source=SOURCE,
        where="a form",
    )


def scale(name: str, label: str, item: str, levels: dict[int, str]) -> Scale:
    return Scale(
        id=name,
        label=label,
        minimum=Decimal(0),
        maximum=Decimal(27),
        bands=((SeverityBand.SEVERE, Decimal(27)),),
        remission=Decimal(4),
        source=SOURCE,
        where="a manual",
        mark="M",
        risk_item=item,
        risk_levels={Decimal(value): level for value, level in levels.items()},
    )


SCALES = {
    "phq-9": scale("phq-9", "PHQ-9", "9", {0: "none", 1: "present", 2: "present", 3: "high"}),
    "qids-sr16": scale("qids-sr16", "QIDS-SR16", "12", {0: "none", 1: "present", 2: "present", 3: "high"}),
    "madrs": scale("madrs", "MADRS", "10", {4: "present", 5: "high"}),
    "hamd-17": scale("hamd-17", "HAM-D17", "3", {1: "present", 4: "high"}),
    "bdi-ii": scale("bdi-ii", "BDI-II", "9", {1: "present", 3: "high"}),
    "epds": scale("epds", "EPDS", "10", {1: "present", 3: "high"}),
    "cudos": scale("cudos", "CUDOS", "suicide", {1: "present", 3: "high"}),
}

CRISIS = {
    "US": "For the patient: 988 Suicide & Crisis Lifeline (call or text 988), 24 hours. Emergency: 911.",
    "GB": "For the patient: NHS 111 (mental health option), Samaritans 116 123, 24 hours. Emergency: 999.",
    "other": "Emergency: your local emergency number. Give the patient your local crisis line.",
}

NO_CODES = CodeTables(
    drugs={},
    drug_names={},
    class_words=frozenset(),
    groups={"opioids": frozenset({"morphine"}), "benzodiazepines": frozenset({"diazepam"})},
    ingredients={},
    products={},
    conditions_exact={},
    condition_prefixes={},
    condition_patterns=(),
    observations={},
    observation_names={},
    procedures={},
    procedure_prefixes={},
    procedure_names={},
)

KNOWLEDGE = signed_throughout(
    Knowledge(
        version="2026.11",
        hash="0" * 64,
        sources={"CANMAT-2023": SOURCE},
        agents={name: agent(name, *told) for name, told in AGENTS.items()},
        definitions={"default": definition()},
        scales=SCALES,
        strategies={},
        main_rows={},
        safety=(),
        countries={
            name: Availability(country=name, agents={}, entry={}, crisis_text=text) for name, text in CRISIS.items()
        },
        codes=NO_CODES,
        figures=load().figures,
    )
)
