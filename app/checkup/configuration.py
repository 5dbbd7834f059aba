"""Settings, knowledge, clients and secrets: what the start itself would refuse, and what it would let pass."""

from collections.abc import Iterator

from app.admission import admit, key_sets_of
from app.checkup.findings import Finding, misconfigured, note, well, wrong
from app.clients import Clients
from app.clock import today
from app.security.public_keys import read_key_set
from app.settings import ConfigurationError, Settings
from trd.knowledge.checking_reviews import stale
from trd.knowledge.loading import load
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.review_types import ReviewState
from trd.knowledge.reviewing import states
from trd.knowledge.types import Knowledge

SHORTEST_SECRET = 32
SHORTEST_TOKEN = 16
"""Characters; shorter ones can be tried out, since a wrong token is not counted."""


def check_knowledge(settings: Settings) -> Iterator[Finding]:
    """The clinical knowledge as the start would load it."""
    try:
        knowledge = load(settings.knowledge, settings.extra_codes)
    except KnowledgeError as error:
        yield misconfigured("knowledge", str(error), "Correct the files, or unset TRD_KNOWLEDGE and TRD_EXTRA_CODES.")
        return
    yield well("knowledge", f"{knowledge.version}, {len(knowledge.agents)} agents, hash {knowledge.hash[:12]}")
    yield from _signatures(knowledge)


def _signatures(knowledge: Knowledge) -> Iterator[Finding]:
    """Signatures that no longer hold, and what is older than the period set: nothing is broken by it."""
    lapsed = states(knowledge)[ReviewState.LAPSED]
    if lapsed:
        told = f"{len(lapsed)} signed {'entry has' if len(lapsed) == 1 else 'entries have'} changed since: {lapsed[0]}"
        yield note("signatures", told, "Have them read again: trd-cds knowledge review --unsigned")
    old = list(stale(knowledge, as_of=today()))
    if old:
        told = f"{len(old)} signatures or sources are older than {knowledge.reviews.months} months: {old[0].about}"
        yield note("signatures", told, "Have them read again: trd-cds knowledge check names them all")


def clients_of(settings: Settings) -> tuple[Clients, list[Finding]]:
    """The clients as the start would read them, or why it would not."""
    if settings.clients is None:
        told = "none configured: serve listens on loopback alone"
        return Clients(), [note("clients", told, "Name who may call in a file, and set TRD_CLIENTS.")]
    try:
        clients = admit(settings, insecure=False)
        key_sets_of(clients)
    except ConfigurationError as error:
        cure = "Correct the file; trd-cds settings --check tells whether it can be read."
        return Clients(), [misconfigured("clients", fault, cure) for fault in error.faults]
    names = ", ".join(client.id for client in clients.listed)
    return clients, [well("clients", f"{len(clients.listed)} listed: {names}")]


def check_pinned_keys(clients: Clients) -> Iterator[Finding]:
    """How many keys each pinned set holds; the start has read them already."""
    for client in clients.with_tokens:
        if client.jwks_file is not None:
            keys = read_key_set(client.jwks_file.read_bytes())
            fit = [key for key in keys if key.algorithms & set(client.algorithms)]
            if fit:
                yield well(f"keys of {client.id}", f"{len(fit)} pinned in {client.jwks_file.name}")
            else:
                told = f"no key in {client.jwks_file.name} is for {', '.join(client.algorithms)}"
                yield wrong(f"keys of {client.id}", told, "Pin the key it signs with, or list its algorithm.")


def check_public_address(settings: Settings) -> Iterator[Finding]:
    """Tokens and links are made for it."""
    if settings.base_url is None:
        yield note(
            "public address", "TRD_BASE_URL is not set: cards hold no links to us", "Set it to our https address."
        )
    elif settings.base_url.startswith("http:"):
        yield note("public address", f"{settings.base_url} is http", "Put TLS in front, and set the https address.")
    else:
        yield well("public address", settings.base_url)


def check_secrets(settings: Settings) -> Iterator[Finding]:
    """Long enough not to be guessed; nothing of them is told."""
    given = settings.site_secret
    if given is not None:
        length = len(given.get_secret_value())
        if length < SHORTEST_SECRET:
            cure = "Use 32 characters or more: openssl rand -hex 32. Card keys and pseudonyms change with it."
            yield wrong("site secret", f"given, and only {length} characters long", cure)
        else:
            yield well("site secret", "given")
    elif (settings.state_dir / "site-secret").is_file():
        yield well("site secret", "kept in the state folder")
    else:
        yield note(
            "site secret", "none yet: the first start makes one", "Give TRD_SITE_SECRET where several machines serve."
        )
    token = settings.operator_token
    if token is None:
        yield note(
            "operator's token", "not set: metrics and reports answer 401", "Set TRD_OPERATOR_TOKEN to read them."
        )
    elif len(token.get_secret_value()) < SHORTEST_TOKEN:
        yield wrong("operator's token", "shorter than 16 characters", "Use a longer one: openssl rand -hex 32.")
    else:
        yield well("operator's token", "set")
