"""The lock read for the bill of materials: who needs whom, and what only building needs stays out."""

from scripts.bill_of_materials import Locked, licence_of, read_lock

LOCK = """\
# made by a tool
alpha==1.0 ; sys_platform != 'win32' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   trd-cds (pyproject.toml)
    #   beta
beta==2.0 \\
    --hash=sha256:{a}
    # via alpha
builder==3.0 \\
    --hash=sha256:{a}
    # via trd-cds (pyproject.toml:build)
tool==4.0 \\
    --hash=sha256:{a}
    # via builder
""".format(a="a" * 64, b="b" * 64)


def test_what_only_building_needs_stays_out_at_any_depth() -> None:
    assert list(read_lock(LOCK)) == ["alpha", "beta"]


def test_hashes_markers_and_who_needs_whom_are_read() -> None:
    alpha = read_lock(LOCK)["alpha"]
    assert alpha.hashes == ("a" * 64, "b" * 64)
    assert alpha.marker == "sys_platform != 'win32'"
    assert alpha.needed_by == ("trd-cds (pyproject.toml)", "beta")
    assert read_lock(LOCK)["beta"].needed_by == ("alpha",)


def test_a_package_that_is_not_here_has_no_licence_rather_than_a_guessed_one() -> None:
    assert licence_of(Locked(name="no-such-package", version="1", marker=None, hashes=(), needed_by=())) is None
