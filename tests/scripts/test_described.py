"""What the OpenAPI description says is what the service does; a longer run by `python -m scripts.described`."""

from app.main import create_app, start
from app.settings import read_settings
from scripts.described import check


def test_schemathesis_finds_nothing_between_the_description_and_the_service() -> None:
    app = create_app(start(read_settings({"TRD_LEGACY_HOOKS": "true"}), demo=True))
    checked = check(app, examples=1, seed=1)
    assert checked.found == [], checked.told()
    assert checked.requests["coverage"] > 300
    assert checked.requests["fuzzing"] > 10
