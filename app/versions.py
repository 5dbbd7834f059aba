"""Which version of the package runs."""

from importlib.metadata import version


def package_version() -> str:
    """The version of `pyproject.toml`, as it was installed."""
    return version("trd-cds")
