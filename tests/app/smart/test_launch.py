"""The whole way with a strict EHR: launch, sign-in, timeline, renewal, signing out."""

from tests.app.smart.conftest import Opened
from tests.app.smart.ehr import Ehr


async def test_an_ehr_launch_ends_at_the_timeline_of_the_chart(browser: Opened, ehr: Ehr) -> None:
    seen = browser()
    answer = await seen.sign_in()
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/timeline"
    assert ehr.refused == []
    reading = await seen.get("/timeline")
    assert "Reading the record" in reading.text
    shown = await seen.timeline()
    assert shown.status_code == 200, shown.text
    assert "Sertraline" in shown.text
