"""All knowledge is read once, the same everywhere, and not at all when a file is wrong."""

from pathlib import Path

import pytest

from trd.knowledge.loading import PACKAGED, digest, load
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Threshold


def test_the_packaged_knowledge_is_read_once() -> None:
    assert load() is load()
    assert load() is load(PACKAGED)


def test_it_says_its_version_and_that_it_is_a_draft() -> None:
    knowledge = load()
    assert knowledge.version == "2026.11"
    assert knowledge.draft


def test_a_copy_has_the_same_hash_and_a_change_another(copied: Path) -> None:
    assert digest(copied) == load().hash
    figures = copied / "figures.toml"
    figures.write_text(figures.read_text().replace("value = 8,", "value = 9,", 1))
    assert digest(copied) != load().hash


def test_a_changed_file_is_what_is_read(spoil) -> None:
    folder: Path = spoil("figures.toml", "ect-sessions = { value = 8,", "ect-sessions = { value = 6,")
    assert load(folder).figures["ect-sessions"].value == 6


def test_every_figure_says_where_it_stands() -> None:
    knowledge = load()
    figures: list[Threshold] = [*knowledge.figures.values()]
    for agent in knowledge.agents.values():
        columns = (agent.minimum, agent.mgh, agent.athf, agent.label_minimum, agent.usual_maximum, agent.label_maximum)
        figures += [figure for figure in columns if figure is not None]
    assert len(figures) > 400
    assert all(figure.where and figure.mark in ("V", "M", "P") for figure in figures)


def test_a_figure_that_was_seen_has_a_source_that_was_seen() -> None:
    """A candidate whose text could not be identified keeps the mark of the first reading, and says so itself."""
    knowledge = load()
    for name, figure in knowledge.figures.items():
        if figure.mark == "V" and not figure.source.seen:
            assert "not resolved" in figure.source.citation, name


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("agents.toml", "version = ", "versions = "),
        ("agents.toml", "mech = ", "mechanism = "),
        ("agents.toml", 'source = "MGH"', 'source = "MGHH"'),
        ("agents.toml", "value = 20,", "value = 0,"),
        ("sources.toml", "citation", "citatio"),
        ("definitions.toml", "failures = 2", "failure = 2"),
        ("scales.toml", "remission = 4", "remission = 27"),
        ("figures.toml", "source =", "sauce ="),
        ("conditions.toml", '"mdd-single-mild"', '"mdd-mild"'),
        ("strategies.toml", 'label = "switch"', 'labels = "switch"'),
        ("countries.toml", 'checked = "2026-11"', 'seen = "2026-11"'),
        ("explanations.toml", "label", "lable"),
        ("candidates.csv", "strategy,agent", "strategy,agents"),
        ("crosswalk.csv", "qids,", "quids,"),
        ("units.csv", "concept,", "concepts,"),
        ("codes/ingredients.csv", "ingredient,rxcui", "ingredient,rxcuis"),
        ("safety/ect.csv", "row,topics", "row,topic"),
    ],
)
def test_one_wrong_word_in_any_file_stops_the_service_and_names_the_file(spoil, name: str, old: str, new: str) -> None:
    folder: Path = spoil(name, old, new)
    with pytest.raises(KnowledgeError, match=name.rpartition("/")[2].replace(".", r"\.")):
        load(folder)


def test_a_missing_file_stops_the_service(copied: Path) -> None:
    (copied / "scales.toml").unlink()
    with pytest.raises(KnowledgeError, match=r"scales\.toml"):
        load(copied)
