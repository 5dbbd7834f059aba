"""Clients: who may call, by which keys, and what holds for their calls; every key of their file (contract §5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from app.addresses import is_origin, is_server
from app.settings import Country, Definition, Language
from cds_hooks.configuration import NEVER_OFF, ClientChoices
from trd.terms import Topic

NEEDS_ISSUER = ("jwks_uri", "jwks_file", "tenants", "algorithms", "max_token_seconds")
"""They are about tokens: without an issuer they would promise a check that nobody makes."""

MARKUP = re.compile(r"<[A-Za-z/!?]")

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Words = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
NamedTopic = Annotated[Topic, Field(strict=False)]


def _plain(value: str) -> str:
    """It stands on a card as it is written: one line, no markup."""
    if MARKUP.search(value) or not value.isprintable():
        raise ValueError("is plain text on one line, without markup")
    return value


Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_plain)
]
CrisisText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_plain)
]
Algorithm = Literal["ES384", "RS384", "ES256", "RS256"]
STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class SmartApp(BaseModel):
    """How our timeline is registered at this EHR."""

    model_config = STRICT
    client_id: Words
    """As the EHR gave it when the timeline was registered."""
    private_key_file: Path | None = Field(None, strict=False)
    """Our key (PEM), beside the clients' file, where the EHR wants one; without it the app is a public client."""
    fhir_servers: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    """Addresses that a launch may name as `iss`; no other is asked."""

    _servers = field_validator("fhir_servers")(lambda value: _checked_servers(value))


class Target(BaseModel):
    """What this EHR takes in the place of one of our codings; no code: ours stays."""

    model_config = STRICT
    system: Words
    code: Words | None = None


class Client(BaseModel):
    """One table of the file; a caller that no table speaks of is one without wishes."""

    model_config = STRICT

    id: Name
    """Name of the client in logs, metrics and the report."""
    issuer: Words | None = None
    """The `iss` of its tokens. One entry may lack it: that of callers without a token, with `--insecure` alone."""
    jwks_uri: str | None = None
    """Address of its public keys, by https; the only `jku` that is heeded."""
    jwks_file: Path | None = Field(None, strict=False)
    """The same as a file beside the clients' file; the keys hold until it is read again."""
    tenants: Annotated[tuple[Words, ...], Field(strict=False)] = ()
    """Where any is listed, a token needs one of them as `tenant`."""
    algorithms: Annotated[tuple[Algorithm, ...], Field(strict=False, min_length=1)] = ("ES384", "RS384")
    """What its tokens may be signed with; `RS256` and `ES256` may be added."""
    max_token_seconds: int = Field(3600, ge=1, le=86_400)
    """Longest life of a token, from `iat` to `exp`."""
    fhir_servers: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """The only servers from which anything is fetched for it, by https (http on this machine alone)."""
    rate_limit: int | None = Field(None, ge=1)
    """Calls a minute, in place of `TRD_RATE_LIMIT`."""
    max_cards: int | None = Field(None, ge=1, le=20)
    """Cards of an answer, in place of `TRD_MAX_CARDS`."""
    topics_off: Annotated[frozenset[NamedTopic], Field(strict=False)] = frozenset()
    """Topics of which it wants no cards; never `suicideRisk` nor `orderSafety`."""
    definition: Definition | None = None
    """The definition that decides, in place of `TRD_DEFINITION`."""
    silent: bool | None = None
    """Compute and record, show nothing; a site that is silent stays silent."""
    filter_repeated: bool | None = None
    """Leave out what this clinician saw a moment ago, and what was overridden."""
    topic_as_string: bool = False
    """For a client that can not read a Coding in `source.topic`."""
    country: Country | None = None
    """In place of `TRD_COUNTRY`."""
    language: Language | None = None
    """Of the cards and pages, in place of `TRD_LANGUAGE`."""
    not_offered: Annotated[frozenset[NamedTopic], Field(strict=False)] | None = None
    """Topics that can not be had there: said as such, not offered. In place of `TRD_NOT_OFFERED`."""
    not_offered_text: Sentence | None = None
    """A sentence of the site on what is not offered."""
    crisis_text: CrisisText | None = None
    """Whom to call in a crisis, on the suicide-risk card; at most 300 letters."""
    referral_text: Sentence | None = None
    """A sentence of the site on how to refer."""
    silent_encounter_classes: Annotated[frozenset[Words], Field(strict=False)] | None = None
    """Kinds of encounter in which nothing but suicide risk and order safety is said; `EMER` unless set."""
    smart: SmartApp | None = None
    """How the timeline is registered at this EHR; its keys below."""
    frame_ancestors: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Origins that may show our pages in a frame."""
    code_maps: Mapping[str, Target] = Field(default_factory=dict)
    """`system|code` of ours to what this EHR takes; `system|*` renames a system."""

    _servers = field_validator("fhir_servers")(lambda value: _checked_servers(value))

    @field_validator("topics_off", "not_offered")
    @classmethod
    def _never_left_out(cls, value: frozenset[Topic] | None) -> frozenset[Topic] | None:
        if never := sorted((value or frozenset()) & NEVER_OFF):
            raise ValueError(f"{', '.join(never)} can't be left out")
        return value

    @field_validator("jwks_uri")
    @classmethod
    def _keys_by_https(cls, value: str | None) -> str | None:
        if value is not None and not is_server(value):
            raise ValueError("is no https address (http only on loopback)")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [origin for origin in value if not is_origin(origin)]:
            raise ValueError(f"{wrong[0]!r} is no origin, such as https://ehr.example.org")
        return value

    @field_validator("code_maps")
    @classmethod
    def _map_codings(cls, value: Mapping[str, Target]) -> Mapping[str, Target]:
        for coding, target in value.items():
            system, _, code = coding.partition("|")
            if not system or not code:
                raise ValueError(f"{coding!r} is no system|code")
            if code == "*" and target.code is not None:
                raise ValueError(f"{coding!r} would give every code as {target.code!r}")
        return value

    @field_validator("tenants", "algorithms", "fhir_servers", "frame_ancestors")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise ValueError("names one thing twice")
        return value

    @model_validator(mode="after")
    def _keys_belong_to_an_issuer(self) -> Self:
        if self.issuer is not None and self.jwks_uri is None and self.jwks_file is None:
            raise ValueError("issuer: needs its keys, by jwks_uri or jwks_file")
        if self.issuer is None and (idle := [key for key in NEEDS_ISSUER if key in self.model_fields_set]):
            raise ValueError(f"{', '.join(idle)}: of no use without an issuer")
        return self

    def changed(self, **fields: object) -> Self:
        """A copy with other values; what was made of the old ones is made anew."""
        copy = self.model_copy(update=fields)
        copy.__dict__.pop("choices", None)
        return copy

    @cached_property
    def choices(self) -> ClientChoices:
        """What of the entry shapes an answer; made once, since every call asks for it."""
        return ClientChoices(
            id=self.id,
            max_cards=self.max_cards,
            topics_off=self.topics_off,
            definition=self.definition,
            country=self.country,
            language=self.language,
            silent=self.silent,
            filter_repeated=self.filter_repeated,
            topic_as_string=self.topic_as_string,
            smart=self.smart is not None,
            not_offered=self.not_offered,
            not_offered_text=self.not_offered_text,
            crisis_text=self.crisis_text,
            referral_text=self.referral_text,
            silent_encounter_classes=self.silent_encounter_classes,
            code_maps={coding: target.model_dump(exclude_none=True) for coding, target in self.code_maps.items()},
        )


def _checked_servers(value: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [server for server in value if not is_server(server)]:
        raise ValueError(f"{wrong[0]!r} is no https address (http only on loopback)")
    return tuple(server.rstrip("/") for server in value)


UNNAMED = Client(id="unnamed")
"""A caller that no entry speaks of: the site's settings hold as they are."""


@dataclass(frozen=True)
class Clients:
    """All entries; at most one of them stands for callers without a token."""

    listed: tuple[Client, ...] = ()

    @cached_property
    def by_issuer(self) -> Mapping[str, Client]:
        """Those whose calls come with a signed token, by its `iss`."""
        return {client.issuer: client for client in self.listed if client.issuer is not None}

    @property
    def with_tokens(self) -> tuple[Client, ...]:
        """Those whose calls come with a signed token."""
        return tuple(client for client in self.listed if client.issuer is not None)

    @property
    def without_token(self) -> Client | None:
        """The entry for callers without a token, where there is one."""
        return next((client for client in self.listed if client.issuer is None), None)

    @property
    def frame_ancestors(self) -> frozenset[str]:
        """Who may show our pages in a frame."""
        return frozenset(origin for client in self.listed for origin in client.frame_ancestors)
