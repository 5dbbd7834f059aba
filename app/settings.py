"""Environment -> Settings, frozen: every `TRD_…` name of the contract, its default, and where its value came from.

A wrong value or an unknown name stops the start, by name: a silent typo is an outage.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from cds_hooks.configuration import NEVER_OFF
from cds_hooks.wording.catalogue import languages
from trd.choices import Choices, read_country
from trd.terms import Topic

PREFIX = "TRD_"
SECRETS = ("SITE_SECRET", "OPERATOR_TOKEN", "DATABASE_URL")
"""These may come as a file: TRD_SITE_SECRET_FILE."""

KUBERNETES = re.compile(r"TRD_(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT.*|PORT.*)\Z")
"""Names that Kubernetes sets for a service called `trd-…`: not ours."""

Definition = Literal[
    "default", "athf-sf", "mgh-atrq", "fda-esketamine", "ema", "nice", "canmat-2023", "consensus", "maudsley"
]
Country = Annotated[str, AfterValidator(read_country)]
"""A code of two letters; the entry of the knowledge that holds for it."""


def _read_language(value: str) -> str:
    if value.lower() not in languages():
        raise ValueError(f"is no language of the cards; there are: {', '.join(languages())}")
    return value.lower()


Language = Annotated[str, AfterValidator(_read_language)]
"""A language that the cards can be written in."""


class ConfigurationError(Exception):
    """What stops the start; one plain line a fault."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Every setting; the descriptions are the documentation (`docs/settings.md`)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", case_sensitive=False)

    clients: Path | None = Field(
        None,
        description="Path of the clients' file (TOML): who may call, by which keys. Read again on SIGHUP; a wrong file "
        "then leaves the old one in force.",
    )
    base_url: str | None = Field(
        None, description="Public address; `aud` and links are made from it, never from `Host`."
    )
    site_secret: SecretStr | None = Field(None, description="Secret behind card keys and pseudonyms.")
    operator_token: SecretStr | None = Field(
        None, description="Token for /metrics, reports and POST /assessments; unset: 401."
    )
    database_url: SecretStr | None = Field(
        None,
        description="Where feedback and decision records are kept: postgresql://… or "
        "sqlite:///…; unset: a SQLite file in TRD_STATE_DIR.",
    )
    state_dir: Path = Field(Path("state"), description="Folder for what the service keeps.")
    retention_days: int = Field(365, ge=1, description="Days that records and feedback are kept.")
    deadline_ms: int = Field(
        2500,
        ge=100,
        le=30000,
        description="Milliseconds for all fetching of a call together; what did not come in time is a gap.",
    )
    max_cards: int = Field(4, ge=1, le=20, description="Cards an answer holds at most; safety cards are never cut.")
    max_body_mb: int = Field(32, ge=1, le=1024, description="Megabytes a request may have.")
    rate_limit: int = Field(
        600,
        ge=1,
        description="Calls a client and minute, counted by each worker process; with --insecure, calls an address and "
        "minute. On loopback without clients only when it is set.",
    )
    max_calls: int = Field(
        100,
        ge=1,
        le=10_000,
        description="Calls that one worker process works on or has waiting; beyond it 503 with Retry-After. Where "
        "several clients are listed, one takes three quarters at most.",
    )
    drain_seconds: float = Field(
        1.0,
        ge=0,
        le=300,
        description="Seconds after SIGTERM in which calls are still taken while /health/ready says 503, so that a "
        "balancer sends them elsewhere.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="Browser origins that may call, by comma; * is all."
    )
    country: Country = Field(
        "US",
        description="Country whose labels and availability hold: US, CA, GB, IE, DE, FR, AU, NZ, JP; another state of "
        "the EU or EEA is EU, any other two letters are other.",
    )
    language: Language = Field(
        "en",
        description="Language of the cards and the treatment history: en, or de (a draft translation). What has no "
        "words in it is said in English, and counted.",
    )
    not_offered: Annotated[frozenset[Topic], NoDecode] = Field(
        frozenset(), description="Topics that this site can't offer, by comma."
    )
    definition: Definition = Field("default", description="Definition that decides adequate, failed and resistant.")
    silent: bool = Field(False, description="Compute and record, show nothing.")
    legacy_hooks: bool = Field(False, description="Offer the CDS Hooks 1.0 hook medication-prescribe.")
    allow_as_of: bool = Field(False, description="Honour `asOf` in a hook's extension outside demo mode.")
    playground: bool = Field(
        False, description="Open /playground outside demo mode; its answers are for callers with a token."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    log_format: Literal["json", "console"] = Field("json", description="Log lines for machines or for people.")
    knowledge: Path | None = Field(None, description="A folder of knowledge files in place of the packaged one.")
    extra_codes: Path | None = Field(None, description="A folder of code tables that the site holds a licence for.")
    min_age: int = Field(18, ge=0, le=120, description="Least age in years that is advised on.")
    join_gap_days: int = Field(30, ge=1, description="Longest gap inside one trial (R-T2).")
    open_order_days: int = Field(90, ge=1, description="Days an open order without a supply is believed (E13).")
    stale_order_days: int = Field(365, ge=1, description="Days after which an open order is stale (E14).")
    score_fresh_days: int = Field(28, ge=1, description="Days a symptom score is fresh (R-V1).")
    score_usable_days: int = Field(90, ge=1, description="Days a symptom score is usable (R-V1).")
    risk_fresh_days: int = Field(30, ge=1, description="Days an answer on suicide risk sets the level (R-K1).")
    count_inferred_failures: bool = Field(
        False, description="Count failures inferred from a change of treatment (registers only, R-O54)."
    )

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("not_offered", mode="before")
    @classmethod
    def _topics(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("not_offered")
    @classmethod
    def _never_left_out(cls, value: frozenset[Topic]) -> frozenset[Topic]:
        if never := sorted(value & NEVER_OFF):
            raise ValueError(f"{', '.join(never)} can't be left out")
        return value

    @field_validator("knowledge", "extra_codes")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("is no folder")
        return value

    @field_validator("clients")
    @classmethod
    def _file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("is no file")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://", value.get_secret_value()):
            raise ValueError("is no sqlite:// or postgresql:// address")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [origin for origin in value if origin != "*" and not re.fullmatch(r"https?://[^/\s?#]+", origin)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no origin, such as https://ehr.example.org")
        return value

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.match(r"https?://[^/\s?#]+(/[^\s?#]*)?\Z", value):
            raise ValueError("is no http(s) address")
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    def choices(self) -> Choices:
        """The clinical choices of the site."""
        return Choices(
            definition=self.definition,
            country=self.country,
            not_offered=self.not_offered,
            minimum_age=self.min_age,
            join_gap_days=self.join_gap_days,
            open_order_days=self.open_order_days,
            stale_order_days=self.stale_order_days,
            score_fresh_days=self.score_fresh_days,
            score_usable_days=self.score_usable_days,
            risk_fresh_days=self.risk_fresh_days,
            count_inferred_failures=self.count_inferred_failures,
        )


def _listed(value: Any) -> Any:
    """A comma list as it stands in the environment."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def variable(field: str) -> str:
    """The environment name of a field."""
    return PREFIX + field.upper()


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raises `ConfigurationError` naming each wrong variable."""
    values, _ = gather(os.environ if environment is None else environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigurationError(*(_fault(line) for line in error.errors())) from None


def gather(environment: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The values by field, and where each came from (`environment` or `file`)."""
    known = {variable(name): name for name in Settings.model_fields}
    files = {f"{PREFIX}{name}_FILE": name.lower() for name in SECRETS}
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    faults: list[str] = []
    for name, value in sorted(environment.items()):
        if not name.startswith(PREFIX) or KUBERNETES.match(name):
            continue
        if name in known:
            if value != "":
                values[known[name]], origins[known[name]] = value, "environment"
        elif name in files:
            try:
                values[files[name]] = Path(value).read_text(encoding="utf-8").strip()
                origins[files[name]] = "file"
            except OSError as error:
                faults.append(f"{name}: the file can't be read ({error.strerror})")
        else:
            faults.append(_unknown(name, [*known, *files]))
    for name, field in files.items():
        if name in environment and environment.get(variable(field)):
            faults.append(f"{name} and {variable(field)} are both set; keep one")
    if faults:
        raise ConfigurationError(*faults)
    return values, origins


def _unknown(name: str, known: list[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"{name} is no setting" + (f": did you mean {nearest[0]}?" if nearest else "")


def _fault(error: Any) -> str:
    field = str(error["loc"][0]) if error["loc"] else "?"
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = "" if field.upper() in SECRETS else f" (it is {str(error.get('input'))[:60]!r})"
    return f"{variable(field)}: {message}{shown}"
