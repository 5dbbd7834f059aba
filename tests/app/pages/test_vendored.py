"""The chart library stands beside its licence, byte for byte as its makers published it."""

from hashlib import sha256
from importlib.resources import files

from app.pages.static_files import static_files

VENDOR = files("app.pages").joinpath("static", "vendor")


def hashes() -> dict[str, str]:
    lines = VENDOR.joinpath("SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def test_every_file_has_the_hash_that_is_written_down() -> None:
    found = {entry.name: entry for entry in VENDOR.iterdir() if entry.name.endswith(".js")}
    assert {name: sha256(entry.read_bytes()).hexdigest() for name, entry in found.items()} == hashes()


def test_every_file_is_named_in_the_licences() -> None:
    licences = VENDOR.joinpath("LICENSES.txt").read_text()
    assert [name for name in hashes() if name not in licences] == []


def test_no_file_asks_for_a_source_map_that_is_not_there() -> None:
    assert [name for name in hashes() if b"sourceMappingURL" in VENDOR.joinpath(name).read_bytes()] == []


def test_they_are_served_by_name() -> None:
    assert set(hashes()) <= set(static_files())
