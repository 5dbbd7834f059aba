"""The language of the cards in the check of an installation: a draft translation is told as one."""

import pytest

from app.checkup.findings import State
from app.checkup.language import check_languages
from app.clients import Client, Clients
from app.settings import Settings


@pytest.mark.parametrize(
    ("language", "state", "told"),
    [("en", State.WELL, "en"), ("de", State.NOTE, "de is a draft translation that no clinician has signed")],
)
def test_the_language_is_told_and_a_draft_translation_as_one(language: str, state: State, told: str) -> None:
    (found,) = check_languages(Settings(language=language), Clients())
    assert found.state is state
    assert found.told.startswith(told)


def test_the_language_of_each_client_is_looked_at_once() -> None:
    clients = Clients(tuple(Client(id=name, language="de") for name in ("north", "south")))
    assert [found.state for found in check_languages(Settings(), clients)] == [State.WELL, State.NOTE]
