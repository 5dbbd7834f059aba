"""Pseudonyms, the digest of the input, and the digest of the code."""

from app.pseudonyms import pseudonym
from app.remembering import code_hash, digest_of_input


def test_a_patient_has_one_pseudonym_a_client_and_secret() -> None:
    assert pseudonym(b"s", "patient", "north", "1") == pseudonym(b"s", "patient", "north", "1")
    others = [
        pseudonym(b"t", "patient", "north", "1"),
        pseudonym(b"s", "user", "north", "1"),
        pseudonym(b"s", "patient", "south", "1"),
        pseudonym(b"s", "patient", "north", "2"),
        pseudonym(b"s", "patient", "north1", ""),
    ]
    assert len({pseudonym(b"s", "patient", "north", "1"), *others}) == 6


def test_the_digest_of_an_input_needs_the_secret() -> None:
    assert digest_of_input(b"s", b"{}") != digest_of_input(b"t", b"{}")
    assert digest_of_input(b"s", b"{}") != digest_of_input(b"s", b"{ }")


def test_the_code_has_one_digest() -> None:
    assert len(code_hash()) == 64
    code_hash.cache_clear()
    assert code_hash() == code_hash()
