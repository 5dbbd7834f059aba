"""A wrong setting stops the start, by name; a right one says where it came from."""

from pathlib import Path

import pytest

from app.settings import ConfigurationError, Settings, gather, read_settings, variable
from trd.terms import Topic


def faults(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as stopped:
        read_settings(environment)
    return "\n".join(stopped.value.faults)


def test_nothing_set_gives_the_defaults_of_the_contract() -> None:
    settings = read_settings({})
    assert (settings.max_cards, settings.max_body_mb, settings.deadline_ms) == (4, 32, 2500)
    assert (settings.country, settings.definition, settings.cors_origins) == ("US", "default", ("*",))
    assert (settings.rate_limit, settings.retention_days, settings.state_dir) == (600, 365, Path("state"))


def test_the_clinical_defaults_reach_the_choices() -> None:
    choices = read_settings({"TRD_MIN_AGE": "16", "TRD_NOT_OFFERED": "tmsReferral, ectReferral"}).choices()
    assert choices.minimum_age == 16
    assert choices.not_offered == {Topic.TMS_REFERRAL, Topic.ECT_REFERRAL}
    assert (choices.join_gap_days, choices.open_order_days, choices.stale_order_days) == (30, 90, 365)
    assert (choices.score_fresh_days, choices.score_usable_days, choices.risk_fresh_days) == (28, 90, 30)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("TRD_MAX_CARDS", "none", id="no number"),
        pytest.param("TRD_MAX_CARDS", "0", id="no card at all"),
        pytest.param("TRD_DEFINITION", "athf", id="no such definition"),
        pytest.param("TRD_COUNTRY", "usa", id="no country code"),
        pytest.param("TRD_LANGUAGE", "fr", id="a language without a catalogue"),
        pytest.param("TRD_NOT_OFFERED", "acupuncture", id="no such topic"),
        pytest.param("TRD_NOT_OFFERED", "suicideRisk", id="a risk is never left out"),
        pytest.param("TRD_NOT_OFFERED", "ectReferral,orderSafety", id="nor is safety"),
        pytest.param("TRD_BASE_URL", "ehr.example.org", id="no address"),
        pytest.param("TRD_SILENT", "perhaps", id="neither yes nor no"),
        pytest.param("TRD_KNOWLEDGE", "/nowhere/at/all", id="no folder"),
        pytest.param("TRD_EXTRA_CODES", "/nowhere/at/all", id="no folder of codes"),
        pytest.param("TRD_CLIENTS", "/nowhere/clients.toml", id="no file"),
        pytest.param("TRD_DATABASE_URL", "mysql://x", id="no database that we speak"),
        pytest.param("TRD_CORS_ORIGINS", "https://a.org,notaurl", id="no origin"),
    ],
)
def test_a_wrong_value_stops_the_start_by_name(name: str, value: str) -> None:
    assert name in faults({name: value})


@pytest.mark.parametrize(("given", "held"), [("gb", "GB"), ("NL", "EU"), ("CH", "other"), ("other", "other")])
def test_a_country_is_that_of_the_entry_that_holds(given: str, held: str) -> None:
    assert read_settings({"TRD_COUNTRY": given}).choices().country == held


def test_an_unknown_name_stops_the_start_with_the_nearest_right_one() -> None:
    assert faults({"TRD_MAX_CARD": "3"}) == "TRD_MAX_CARD is no setting: did you mean TRD_MAX_CARDS?"


def test_every_fault_is_told_at_once() -> None:
    told = faults({"TRD_MAX_CARD": "3", "TRD_SILENTLY": "true"})
    assert "TRD_MAX_CARD" in told
    assert "TRD_SILENTLY" in told


def test_the_names_that_kubernetes_sets_are_passed_over() -> None:
    read_settings({"TRD_CDS_SERVICE_HOST": "10.0.0.1", "TRD_CDS_PORT_8000_TCP": "tcp://10.0.0.1:8000"})


def test_a_secret_may_come_as_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    environment = {"TRD_OPERATOR_TOKEN_FILE": str(secret)}
    token = read_settings(environment).operator_token
    assert token is not None
    assert token.get_secret_value() == "s3cret"
    assert gather(environment)[1] == {"operator_token": "file"}


def test_a_secret_in_two_places_stops_the_start(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("one")
    told = faults({"TRD_OPERATOR_TOKEN_FILE": str(secret), "TRD_OPERATOR_TOKEN": "two"})
    assert "keep one" in told


def test_a_secret_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    assert "TRD_SITE_SECRET_FILE" in faults({"TRD_SITE_SECRET_FILE": str(tmp_path / "nowhere")})


def test_a_wrong_secret_is_never_told() -> None:
    settings = read_settings({"TRD_SITE_SECRET": "s3cret"})
    assert "s3cret" not in repr(settings)


def test_every_setting_says_what_it_is_for() -> None:
    assert not [variable(name) for name, field in Settings.model_fields.items() if not field.description]
