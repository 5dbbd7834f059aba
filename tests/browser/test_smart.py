"""The timeline launched inside an EHR's frame of another site, in a real browser: cookie, session, signing out."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Frame, Page, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.app.security.signing import key, key_set
from tests.app.security.test_served import Served
from tests.app.smart.ehr import Ehr
from tests.ports import open_port

Watched = Callable[..., Page]
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals allow-popups"
"""As an EHR is known to give it."""


class Hospital:
    """The EHR at `localhost`, the service at `127.0.0.1`: two sites to a browser."""

    def __init__(self, folder: Path) -> None:
        self.port = open_port()
        self.ehr = Ehr(base=f"http://localhost:{self.port}", asks_user=True)
        (folder / "keys.json").write_text(json.dumps(key_set(key())))
        (folder / "clients.toml").write_text(
            '[[client]]\nid = "north"\nissuer = "https://ehr.example.org"\njwks_file = "keys.json"\n'
            f'smart = {{ client_id = "timeline", fhir_servers = ["{self.ehr.fhir}"] }}\n'
            f'frame_ancestors = ["{self.ehr.base}"]\n'
        )
        self.service = Served(folder, TRD_CLIENTS=str(folder / "clients.toml"))
        self.ehr.redirect_uri = f"{self.service.base}/smart/callback"
        app = self.ehr.app
        app.router.routes.insert(0, Route("/chart", self._chart))
        self.server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=self.port, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    async def _chart(self, request: Request) -> HTMLResponse:
        launch = f"{self.service.base}/smart/launch?iss={self.ehr.fhir}&amp;launch=launch-1"
        frame = f'<iframe title="Timeline" sandbox="{SANDBOX}" width="1200" height="800" src="{launch}"></iframe>'
        head = '<meta charset="utf-8"><title>Chart</title><link rel="icon" href="data:,">'
        return HTMLResponse(f'<!doctype html><html lang="en"><head>{head}</head><body>{frame}</body></html>')

    @property
    def chart(self) -> str:
        return f"{self.ehr.base}/chart"

    @property
    def launch(self) -> str:
        return f"{self.service.base}/smart/launch?iss={self.ehr.fhir}&launch=launch-1"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.service.stop()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    found = Hospital(tmp_path_factory.mktemp("hospital"))
    yield found
    found.stop()


@pytest.fixture(autouse=True)
def _as_usual(hospital: Hospital) -> None:
    hospital.ehr.told = {}
    hospital.ehr.refused.clear()


def framed(page: Page, hospital: Hospital) -> Frame:
    """The app's frame inside the chart, before anybody signed in."""
    page.complaints.expected.append("can escape its sandboxing")  # type: ignore[attr-defined]
    page.goto(hospital.chart)
    page.frame_locator("iframe").get_by_role("link", name="Allow").wait_for()
    (frame,) = page.frames[1:]
    return frame


def signed_in(page: Page, hospital: Hospital) -> Frame:
    frame = framed(page, hospital)
    frame.get_by_role("link", name="Allow").click()
    frame.get_by_role("heading", name="Treatment history").wait_for()
    frame.locator("#view").wait_for()
    return frame


def cookies_of(context: BrowserContext, hospital: Hospital) -> list[dict[str, Any]]:
    return [dict(one) for one in context.cookies() if one.get("name", "").startswith("__Host-trd")]


def test_a_launch_inside_the_frame_of_another_site_ends_at_the_timeline(
    watched: Watched, hospital: Hospital, pictured: Callable[[Page, str], object]
) -> None:
    page = watched()
    frame = signed_in(page, hospital)
    expect(frame.get_by_text("Alma Sample")).to_be_visible()
    assert frame.url == f"{hospital.service.base}/timeline?read=1"
    assert hospital.ehr.refused == []
    (cookie,) = cookies_of(page.context, hospital)
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "None")
    assert cookie.get("partitionKey"), "in this EHR's frame alone"
    assert frame.evaluate("() => document.cookie") == ""
    assert "Alma" not in frame.title()
    frame.evaluate("() => location.reload()")
    frame.locator("#chart[data-ready=true]").wait_for()
    assert frame.locator("#chart .item").count() > 0
    expect(frame.get_by_text("The chart needs JavaScript")).to_be_hidden()
    pictured(page, "smart-framed-1280")


def test_signing_out_inside_the_frame_shuts_the_chart(watched: Watched, hospital: Hospital) -> None:
    page = watched()
    page.complaints.expected.append("401")  # type: ignore[attr-defined]
    frame = signed_in(page, hospital)
    frame.get_by_role("button", name="Sign out").click()
    expect(frame.get_by_role("heading", name="Signed out")).to_be_visible()
    assert cookies_of(page.context, hospital) == []
    frame.goto(f"{hospital.service.base}/timeline")
    expect(frame.get_by_role("alert")).to_contain_text("Nobody is signed in here")


def test_a_page_of_another_site_can_not_sign_anybody_out(watched: Watched, hospital: Hospital) -> None:
    page = watched()
    page.complaints.expected.append("403")  # type: ignore[attr-defined]
    signed_in(page, hospital)
    page.evaluate(
        """address => { const form = document.createElement("form"); form.method = "post"; form.action = address;
        document.body.append(form); form.submit(); }""",
        f"{hospital.service.base}/smart/logout",
    )
    expect(page.get_by_role("alert")).to_contain_text("not asked by a page of ours")


def test_a_browser_that_blocks_the_cookie_is_told_and_sent_nowhere(
    watched: Watched, hospital: Hospital, pictured: Callable[[Page, str], object]
) -> None:
    page = watched()
    page.complaints.expected.append("400")  # type: ignore[attr-defined]
    frame = framed(page, hospital)
    page.context.clear_cookies()
    frame.get_by_role("link", name="Allow").click()
    expect(frame.get_by_role("alert")).to_contain_text("Your browser blocks this app's cookie in the EHR")
    page.wait_for_timeout(500)
    assert "/smart/callback?" in frame.url
    pictured(page, "smart-blocked-1280")


def test_no_other_site_frames_it(watched: Watched, hospital: Hospital) -> None:
    page = watched()
    page.complaints.expected += ["frame", "127.0.0.1"]  # type: ignore[attr-defined]
    page.goto(f"{hospital.service.base}/knowledge")
    answer = page.request.get(hospital.launch, max_redirects=0)
    assert answer.status == 303
    refused = page.request.get(f"{hospital.service.base}/timeline")
    assert f"frame-ancestors {hospital.ehr.base};" in refused.headers["content-security-policy"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280, 1600])
def test_the_timeline_in_a_window_of_its_own(
    watched: Watched,
    hospital: Hospital,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], object],
    width: int,
    scheme: str,
) -> None:
    page = watched(width=width, color_scheme=scheme)
    page.goto(hospital.launch)
    page.get_by_role("link", name="Allow").click()
    page.locator("#view").wait_for()
    page.locator("#chart[data-ready=true]").wait_for()
    axe(page)
    fits(page)
    pictured(page, f"smart-timeline-{width}-{scheme}")


@pytest.mark.parametrize("width", [360, 1280])
def test_why_it_does_not_open_can_be_read(
    watched: Watched,
    hospital: Hospital,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    pictured: Callable[[Page, str], object],
    width: int,
) -> None:
    page = watched(width=width)
    page.complaints.expected.append("401")  # type: ignore[attr-defined]
    page.goto(f"{hospital.service.base}/timeline")
    expect(page.get_by_role("alert")).to_contain_text("To report this, quote the number")
    axe(page)
    fits(page)
    pictured(page, f"smart-refused-{width}")


def test_while_the_record_is_read_the_page_says_so_and_shows_a_way_on_if_nothing_happens(
    watched: Watched,
    hospital: Hospital,
    pictured: Callable[[Page, str], object],
) -> None:
    page = watched()
    onward = re.compile(r"/timeline\?read=1")
    page.route(onward, lambda route: route.fulfill(status=204))  # a browser stays where it is
    page.goto(hospital.launch)
    page.get_by_role("link", name="Allow").click(no_wait_after=True)
    expect(page.get_by_text("Reading the record…")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(1)
    pictured(page, "smart-reading-1280")
    page.unroute(onward)
    page.get_by_role("link", name="show the record").click()
    page.locator("#view").wait_for()
    assert re.search(r"read=1$", page.url)


def test_without_javascript_everything_is_there(watched: Watched, hospital: Hospital) -> None:
    page = watched(java_script_enabled=False)
    page.goto(hospital.launch)
    page.get_by_role("link", name="Allow").click()
    page.locator("#view").wait_for()
    assert page.get_by_role("button", name="Sign out").is_visible()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="Signed out").is_visible()
