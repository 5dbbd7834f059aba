"""What every test may use: third-party records, and a way to say aloud what could not be tested."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
NPM_EXAMPLES = ROOT / ".cache" / "npm" / "node_modules"

hypothesis.settings.register_profile("house", deadline=None)  # a busy machine is no defect
hypothesis.settings.load_profile("house")

_missed = pytest.StashKey[dict[str, str]]()


class NotTested(Protocol):
    def __call__(self, what: str, cure: str) -> None: ...


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_missed] = {}


@pytest.fixture(scope="session")
def not_tested(pytestconfig: pytest.Config) -> NotTested:
    """Record what this run leaves untested and the command that cures it: such lines end the run."""

    def record(what: str, cure: str) -> None:
        pytestconfig.stash[_missed][what] = cure

    return record


@pytest.fixture(scope="session")
def third_party_data(not_tested: NotTested) -> Path:
    """The folder of third-party records that THIRD_PARTY_DATA names; without it the test is not run, and it is said."""
    name = os.environ.get("THIRD_PARTY_DATA")
    if not name:
        not_tested("reading third-party records", "THIRD_PARTY_DATA=<folder of FHIR records> make test")
        pytest.skip("THIRD_PARTY_DATA is not set")
    folder = Path(name)
    if not folder.is_dir():
        pytest.fail(f"THIRD_PARTY_DATA={name} is no folder")
    return folder


@pytest.fixture(scope="session")
def npm_fhir_examples(not_tested: NotTested) -> Callable[[str], Path]:
    """HL7's example resources: `npm_fhir_examples("hl7.fhir.r4.examples")` is a folder of JSON files."""

    def folder(package: str) -> Path:
        found = NPM_EXAMPLES / package
        if not found.is_dir():
            not_tested(f"reading {package}", "scripts/third_party_data.sh (it needs npm)")
            pytest.skip(f"{package} is not installed")
        return found

    return folder


def pytest_sessionfinish(session: pytest.Session) -> None:
    answer: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if answer is not None:  # a worker of pytest-xdist tells the run that started it
        answer["not_tested"] = session.config.stash[_missed]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_missed].update(getattr(node, "workeroutput", {}).get("not_tested", {}))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for what, cure in sorted(config.stash[_missed].items()):
        terminalreporter.write_line(f"NOT TESTED: {what}. To test it: {cure}", yellow=True, bold=True)
