"""What may be suggested where, and at which doses: the two tables of §6, cell by cell."""

from decimal import Decimal

import pytest

from trd.knowledge.loading import load

COUNTRIES = load().countries
COLUMNS = ("US", "CA", "GB", "IE", "EU", "DE", "FR", "AU", "NZ", "other")
WORDS = {"Y": "yes", "OL": "off-label", "S": "specialist", "OLS": "off-label-specialist", "-": "no"}

OFFERED = """\
esketamine                  Y   S   S   S   S   S   S   S   -   -
ketamine                    OLS OLS OLS OLS OLS OLS OLS OLS OLS -
agomelatine                 -   -   Y   Y   Y   Y   Y   Y   -   -
reboxetine                  -   -   Y   -   -   -   -   Y   -   -
milnacipran                 -   -   -   -   -   Y   Y   -   -   -
lofepramine                 -   -   Y   Y   -   -   -   -   -   -
dosulepin                   -   -   -   -   -   -   -   -   -   -
mianserin                   -   -   -   -   -   Y   Y   Y   -   -
moclobemide                 -   Y   Y   Y   Y   Y   -   Y   Y   -
tianeptine                  -   -   -   -   -   -   -   -   -   -
lumateperone                Y   -   -   -   -   -   -   -   -   -
dextromethorphan-bupropion  Y   -   -   -   -   -   -   -   -   -
gepirone                    Y   -   -   -   -   -   -   -   -   -
vilazodone                  Y   Y   -   -   -   -   -   -   -   -
levomilnacipran             Y   Y   -   -   -   -   -   -   -   -
desvenlafaxine              Y   Y   -   -   -   Y   -   Y   -   -
vortioxetine                Y   Y   Y   Y   Y   Y   -   Y   -   -
bupropion                   Y   Y   OL  Y   Y   Y   OL  OL  OL  -
trazodone                   Y   Y   Y   Y   Y   Y   -   -   -   -
trimipramine                Y   Y   Y   Y   Y   Y   Y   -   -   -
desipramine                 Y   Y   -   -   -   -   -   -   -   -
protriptyline               Y   -   -   -   -   -   -   -   -   -
amoxapine                   Y   -   -   -   -   -   -   -   -   -
phenelzine                  S   S   S   S   S   -   -   S   -   -
tranylcypromine             S   S   S   S   S   S   -   S   S   -
isocarboxazid               S   -   S   -   -   -   -   -   -   -
selegiline                  S   -   -   -   -   -   -   -   -   -
aripiprazole                Y   Y   OL  OL  OL  OL  OL  OL  OL  OL
brexpiprazole               Y   Y   -   OL  OL  OL  -   OL  -   -
cariprazine                 Y   OL  OL  OL  OL  OL  OL  OL  -   -
quetiapine                  Y   Y   Y   Y   Y   Y   Y   Y   OL  -
olanzapine-fluoxetine       Y   -   -   -   -   -   -   -   -   -
risperidone                 OL  OL  OL  OL  OL  OL  OL  OL  OL  -
olanzapine                  OL  OL  OL  OL  OL  OL  OL  OL  OL  -
ziprasidone                 OL  OL  OL  OL  OL  OL  OL  OL  OL  -
liothyronine                OL  OL  OLS OLS OLS OLS OLS OL  OL  -
zuranolone                  -   -   -   -   -   -   -   -   -   -
"""

CELLS = [
    pytest.param(country, row.split()[0], WORDS[cell], id=f"{row.split()[0]} in {country}")
    for row in OFFERED.splitlines()
    for country, cell in zip(COLUMNS, row.split()[1:], strict=True)
]


@pytest.mark.parametrize(("country", "agent", "offer"), CELLS)
def test_what_may_be_suggested(country: str, agent: str, offer: str) -> None:
    assert COUNTRIES[country].agents[agent] == offer


def test_no_listed_drug_is_missing_from_the_table() -> None:
    listed = {row.split()[0] for row in OFFERED.splitlines()}
    for country in COUNTRIES.values():
        assert set(country.agents) == listed, country.country


def test_japan_is_as_other_with_milnacipran_and_no_crisis_line_of_another_country() -> None:
    japan, other = COUNTRIES["JP"], COUNTRIES["other"]
    assert {name for name in other.agents if japan.agents[name] != other.agents[name]} == {"milnacipran"}
    assert (japan.doses["milnacipran"].maximum, japan.doses["milnacipran"].older_maximum) == (Decimal(100), Decimal(60))
    assert japan.doses["duloxetine"].maximum == 60
    assert "119" in japan.crisis_text
    assert "988" not in japan.crisis_text


GROUPS = {
    "US, CA": ("US", "CA"),
    "GB, EU, DE, FR, IE": ("GB", "EU", "DE", "FR", "IE"),
    "AU, NZ": ("AU", "NZ"),
    "other": ("other",),
}
DOSES = [
    ("US, CA", "fluoxetine", "80", None, None),
    ("GB, EU, DE, FR, IE", "fluoxetine", "60", None, None),
    ("other", "fluoxetine", "60", None, None),
    ("US, CA", "venlafaxine", "225", None, None),
    ("GB, EU, DE, FR, IE", "venlafaxine", "375", None, None),
    ("AU, NZ", "venlafaxine", "225", None, None),
    ("other", "venlafaxine", "225", None, None),
    ("US, CA", "citalopram", "40", "20", 60),
    ("GB, EU, DE, FR, IE", "citalopram", "40", "20", 65),
    ("AU, NZ", "citalopram", "40", "20", 65),
    ("other", "citalopram", "40", "20", 60),
    ("US, CA", "escitalopram", "20", "10", 65),
    ("GB, EU, DE, FR, IE", "escitalopram", "20", "10", 65),
    ("AU, NZ", "escitalopram", "20", "10", 65),
    ("other", "escitalopram", "20", "10", 65),
    ("US, CA", "bupropion", "450", None, None),
    ("GB, EU, DE, FR, IE", "bupropion", "300", None, None),
    ("AU, NZ", "bupropion", "300", None, None),
    ("other", "bupropion", "300", None, None),
    ("US, CA", "desvenlafaxine", "100", None, None),
    ("AU, NZ", "desvenlafaxine", "200", None, None),
    ("other", "desvenlafaxine", "50", None, None),
    *[(group, "amitriptyline", "150", None, None) for group in GROUPS],
    *[(group, "nortriptyline", "150", "50", 65) for group in GROUPS],
    ("US, CA", "clomipramine", "250", None, None),
    ("GB, EU, DE, FR, IE", "clomipramine", "250", "75", 65),
    ("AU, NZ", "clomipramine", "250", "75", 65),
    ("other", "clomipramine", "250", "75", 65),
    ("US, CA", "trazodone", "400", None, None),
    ("GB, EU, DE, FR, IE", "trazodone", "400", "300", 65),
    ("other", "trazodone", "300", None, None),
    ("GB, EU, DE, FR, IE", "dosulepin", "150", "75", 65),
    ("AU, NZ", "dosulepin", "150", "75", 65),
    *[(group, "paroxetine", "50", "40", 65) for group in GROUPS],
    ("GB, EU, DE, FR, IE", "agomelatine", "50", None, None),
    ("AU, NZ", "agomelatine", "50", None, None),
]


@pytest.mark.parametrize(
    ("country", "agent", "maximum", "older", "age"),
    [
        pytest.param(country, agent, maximum, older, age, id=f"{agent} in {country}")
        for group, agent, maximum, older, age in DOSES
        for country in GROUPS[group]
    ],
)
def test_doses_that_differ(country: str, agent: str, maximum: str, older: str | None, age: int | None) -> None:
    """No dose is higher than the table's; where it gives a range or an advice, the lower one may stand."""
    dose = COUNTRIES[country].doses[agent]
    assert dose.maximum <= Decimal(maximum)
    if older is not None:
        assert dose.older_maximum is not None
        assert dose.older_maximum <= Decimal(older)
        assert dose.older_from == age


@pytest.mark.parametrize(
    ("country", "start"), [("US", 56), ("CA", 56), ("GB", 28), ("DE", 28), ("AU", 28), ("other", 28)]
)
def test_esketamine_starts_lower_in_older_adults_outside_north_america(country: str, start: int) -> None:
    assert COUNTRIES[country].doses["esketamine"].older_start == start


@pytest.mark.parametrize(
    ("country", "number", "emergency"),
    [
        ("US", "988", "911"),
        ("CA", "9-8-8", "911"),
        ("GB", "116 123", "999"),
        ("IE", "116 123", "112 or 999"),
        ("EU", "116 123", "112"),
        ("DE", "0800 111 0 111", "112"),
        ("FR", "3114", "15 or 112"),
        ("AU", "13 11 14", "000"),
        ("NZ", "1737", "111"),
        ("other", "local crisis line", "your local emergency number"),
    ],
)
def test_a_crisis_text_names_the_countrys_own_numbers(country: str, number: str, emergency: str) -> None:
    """R-C7: no number is shown for a country it does not belong to."""
    text = COUNTRIES[country].crisis_text
    assert number in text
    assert f"Emergency: {emergency}" in text
    assert len(text) <= 300
    strangers = {"US": "988", "GB": "Samaritans", "AU": "13 11 14", "FR": "3114", "DE": "0800", "NZ": "1737"}
    for other, foreign in strangers.items():
        if other != country and (other, country) not in {("GB", "IE"), ("US", "CA")}:
            assert foreign not in text, other
