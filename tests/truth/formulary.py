"""The drugs that the invented patients take: copied from the published tables, never from the service's own data.

Minimum doses: column `min` of the specification's table of antidepressants; codes: RxNorm and the WHO's ATC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    name: str
    minimum: Decimal
    """mg a day from which a day counts."""
    drug_class: str
    mechanism: str
    rxcui: str
    atc: str
    brand: str
    doses: tuple[Decimal, ...]
    """Daily doses, ascending, that patients take: titration goes up this list."""
    products: Mapping[str, tuple[str, str]]
    """Strength in mg -> RxNorm code and name of the product."""
    unit: str = "tablet"
    counts_as: str = ""
    """A drug and its isomer are one agent in the count."""
    augmenter: bool = False
    by_level: bool = False
    """Its dose is rated by the serum level alone (R-A28)."""
    for_other_use: bool = False
    """Noise: no trial at the dose written."""
    salt: str = ""
    older: tuple[int, Decimal] | None = None
    """From this age the label's maximum is this dose: it is the minimum then (R-A2)."""


def _drug(
    name: str,
    minimum: str,
    kind: str,
    rxcui: str,
    atc: str,
    brand: str,
    doses: str,
    products: str,
    words: str,
    **more: object,
) -> Drug:
    """`products`: "25=312940 50=312941"; `words`: the product's name with {} for the strength."""
    drug_class, _, mechanism = kind.partition("/")
    coded = dict(each.split("=") for each in products.split())
    return Drug(
        name=name,
        minimum=Decimal(minimum),
        drug_class=drug_class,
        mechanism=mechanism,
        rxcui=rxcui,
        atc=atc,
        brand=brand,
        doses=tuple(Decimal(dose) for dose in doses.split()),
        products={strength: (code, words.format(strength)) for strength, code in coded.items()},
        **more,  # type: ignore[arg-type]
    )


_ANTIDEPRESSANTS = (
    _drug(
        *("sertraline", "50", "SSRI/sert", "36437", "N06AB06", "Zoloft", "25 50 100 150 200"),
        *("25=312940 50=312941 100=312938", "sertraline {} MG Oral Tablet"),
    ),
    _drug(
        *("escitalopram", "10", "SSRI/sert", "321988", "N06AB10", "Lexapro", "5 10 20"),
        *("5=351249 10=349332 20=351250", "escitalopram {} MG Oral Tablet"),
        counts_as="citalopram",
    ),
    _drug(
        *("citalopram", "20", "SSRI/sert", "2556", "N06AB04", "Celexa", "10 20 40"),
        *("10=283672 20=200371 40=309314", "citalopram {} MG Oral Tablet"),
    ),
    _drug(
        *("fluoxetine", "20", "SSRI/sert", "4493", "N06AB03", "Prozac", "10 20 40 60"),
        *("10=310384 20=310385 40=313989", "fluoxetine {} MG Oral Capsule"),
        unit="capsule",
    ),
    _drug(
        *("venlafaxine", "150", "SNRI/sert-nor", "39786", "N06AX16", "Effexor XR", "37.5 75 150 225"),
        *("37.5=313583 75=313585 150=313581", "24 HR venlafaxine {} MG Extended Release Oral Capsule"),
        unit="capsule",
    ),
    _drug(
        *("duloxetine", "60", "SNRI/sert-nor", "72625", "N06AX21", "Cymbalta", "30 60 90 120"),
        *("30=596930 60=596934", "duloxetine {} MG Delayed Release Oral Capsule"),
        unit="capsule",
    ),
    _drug(
        *("bupropion", "300", "NDRI/dop-nor", "42347", "N06AX12", "Wellbutrin XL", "150 300 450"),
        *("150=993541 300=993557", "24 HR bupropion hydrochloride {} MG Extended Release Oral Tablet"),
        salt="hydrochloride",
    ),
    _drug(
        *("mirtazapine", "15", "NaSSA/alpha2", "15996", "N06AX11", "Remeron", "15 30 45"),
        *("15=311725 30=314111 45=311726", "mirtazapine {} MG Oral Tablet"),
    ),
    _drug(
        *("vortioxetine", "10", "multimodal/multimodal", "1455099", "N06AX26", "Trintellix", "5 10 20"),
        *("5=1439812 10=1439808 20=1439810", "vortioxetine {} MG Oral Tablet"),
    ),
    _drug(
        *("nortriptyline", "75", "TCA/tca", "7531", "N06AA10", "Pamelor", "50 75 100 150"),
        *("25=317136 50=198046 75=198047", "nortriptyline {} MG Oral Capsule"),
        unit="capsule",
        older=(65, Decimal(50)),
    ),
)

_AUGMENTERS = (
    _drug(
        *("aripiprazole", "5", "atypical antipsychotic/", "89013", "N05AX12", "Abilify", "2 5 10"),
        *("2=602964 5=402131 10=349545", "aripiprazole {} MG Oral Tablet"),
        augmenter=True,
    ),
    _drug(
        *("quetiapine", "150", "atypical antipsychotic/", "51272", "N05AH04", "Seroquel", "50 150 300"),
        *("50=616487 150=389201 300=312745", "quetiapine {} MG Oral Tablet"),
        augmenter=True,
    ),
    _drug(
        *("liothyronine", "0.025", "thyroid/", "10814", "H03AA02", "Cytomel", "0.0125 0.025 0.05"),
        *("0.025=903697 0.05=903703", "liothyronine sodium {} MG Oral Tablet"),
        augmenter=True,
        salt="sodium",
    ),
    _drug(
        *("lithium", "300", "lithium/", "6448", "N05AN01", "Lithobid", "300 600 900"),
        *("300=197890", "lithium carbonate {} MG Oral Tablet"),
        augmenter=True,
        salt="carbonate",
        by_level=True,
    ),
)

_NOISE = (
    _drug(
        *("trazodone", "300", "SARI/sari", "10737", "N06AX05", "Desyrel", "50 100"),
        *("50=856377 100=856373", "trazodone hydrochloride {} MG Oral Tablet"),
        for_other_use=True,
    ),
    _drug(
        *("amitriptyline", "150", "TCA/tca", "704", "N06AA09", "Elavil", "10 25 50"),
        *("10=856783 25=856834 50=856845", "amitriptyline hydrochloride {} MG Oral Tablet"),
        for_other_use=True,
    ),
    _drug(
        *("lisinopril", "10", "ACE inhibitor/", "29046", "C09AA03", "Zestril", "10 20"),
        *("10=314076 20=314077", "lisinopril {} MG Oral Tablet"),
        for_other_use=True,
    ),
)

DRUGS: Mapping[str, Drug] = {drug.name: drug for drug in (*_ANTIDEPRESSANTS, *_AUGMENTERS, *_NOISE)}
ANTIDEPRESSANTS = tuple(drug.name for drug in _ANTIDEPRESSANTS)
AUGMENTERS = tuple(drug.name for drug in _AUGMENTERS)
NOISE = tuple(drug.name for drug in _NOISE)

REMISSION = {"PHQ-9": 4, "MADRS": 10, "HAM-D17": 7, "QIDS-SR16": 5}
HIGHEST = {"PHQ-9": 27, "MADRS": 60, "HAM-D17": 52, "QIDS-SR16": 27}
MILD = {"PHQ-9": 5, "MADRS": 7, "HAM-D17": 8, "QIDS-SR16": 6}
PREFERENCE = ("MADRS", "HAM-D17", "PHQ-9", "QIDS-SR16")
"""Order in which instruments speak where several were used."""
