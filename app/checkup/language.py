"""The languages of the cards: what is spoken, and whether a clinician has read the translation."""

from collections.abc import Iterator

from app.checkup.findings import Finding, note, well
from app.clients import Clients
from app.settings import Settings
from cds_hooks.wording.catalogue import catalogue


def check_languages(settings: Settings, clients: Clients) -> Iterator[Finding]:
    """The site's language and those of its clients; a draft translation is used, and said to be one."""
    spoken = dict.fromkeys([settings.language, *(client.language for client in clients.listed if client.language)])
    for language in spoken:
        if catalogue(language).translation_is_draft:
            told = f"{language} is a draft translation that no clinician has signed; each card says so"
            yield note("language", told, "Let a clinician read it before it is used for care, or set TRD_LANGUAGE=en.")
        else:
            yield well("language", language)
