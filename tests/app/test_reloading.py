"""The clients' file read again: the new one holds from the next call on, a wrong one changes nothing."""

import json
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app import logs
from app.main import create_app, hold, start
from app.reloading import reload_clients
from app.settings import Settings
from tests.app.security.signing import BASE, CALL, ISSUER, bearer, claims, key, key_set, signed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "north.json").write_text(json.dumps(key_set(key())))
    write(tmp_path, "")
    return tmp_path


def write(folder: Path, more: str) -> None:
    entry = f'[[client]]\nid = "north"\nissuer = "{ISSUER}"\njwks_file = "north.json"\n'
    (folder / "clients.toml").write_text(entry + more)


@pytest.fixture
def app(folder: Path) -> FastAPI:
    return create_app(start(Settings(clients=folder / "clients.toml", base_url=BASE, state_dir=folder / "state")))


async def status(app: FastAPI, token: str) -> int:
    service = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    return (await service.post(CALL, content=b"{}", headers=bearer(token))).status_code


async def policy(app: FastAPI) -> str:
    service = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    return (await service.get("/knowledge")).headers["content-security-policy"]


async def test_a_new_entry_holds_from_the_next_call_on(app: FastAPI, folder: Path) -> None:
    other = "https://south.example.org"
    assert await status(app, signed(claims(iss=other))) == 401
    write(folder, f'[[client]]\nid = "south"\nissuer = "{other}"\njwks_file = "north.json"\n')
    assert reload_clients(app, hold)
    assert await status(app, signed(claims(iss=other))) == 400


async def test_a_used_token_stays_used(app: FastAPI) -> None:
    token = signed(claims())
    assert await status(app, token) == 400
    assert reload_clients(app, hold)
    assert await status(app, token) == 401


async def test_who_may_frame_our_pages_is_read_again_too(app: FastAPI, folder: Path) -> None:
    assert "frame-ancestors 'none'" in await policy(app)
    write(folder, 'frame_ancestors = ["https://ehr.example.org"]\n')
    assert reload_clients(app, hold)
    assert "frame-ancestors https://ehr.example.org" in await policy(app)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[client]\n",
        '[[client]]\nid = "north"\n',
        f'[[client]]\nid = "north"\nissuer = "{ISSUER}"\njwks_file = "gone.json"\n',
        None,
    ],
    ids=["empty", "no TOML", "nobody with a token", "its key file is gone", "the file is gone"],
)
async def test_a_wrong_file_leaves_the_old_one_in_force_and_says_so(
    app: FastAPI, folder: Path, text: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("info", "json")
    file = folder / "clients.toml"
    file.unlink() if text is None else file.write_text(text)
    assert not reload_clients(app, hold)
    told = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert told["level"] == "error"
    assert "the old one stays in force" in told["event"]
    assert told["faults"][0].startswith("TRD_CLIENTS")
    assert await status(app, signed(claims())) == 400
    assert await status(app, "nonsense") == 401


async def test_a_wrong_key_file_leaves_the_old_keys_in_force(app: FastAPI, folder: Path) -> None:
    (folder / "north.json").write_text("{}")
    assert not reload_clients(app, hold)
    assert await status(app, signed(claims())) == 400
