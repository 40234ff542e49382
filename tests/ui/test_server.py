from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from chatbot.errors import SettingsError
from chatbot.ui import serve
from tests.helpers.browser import GRADIO_WARNING, served_window
from tests.ui.fake_bot import FakeBot

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings(GRADIO_WARNING)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> FakeBot:
    return FakeBot(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def client(bot: FakeBot) -> Iterator[httpx.Client]:
    with (
        served_window(bot, status_seconds=3600, max_file_megabytes=0.001) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as opened,
    ):
        yield opened


def call(client: httpx.Client, event: str, session: str, data: list[Any]) -> dict[str, Any]:
    """Fire the event of that name as a page would, and return what is sent back when it is done."""
    dependencies = client.get("/config").json()["dependencies"]
    index = next(one["id"] for one in dependencies if any(target[1] == event for target in one["targets"]))
    body = {"data": data, "fn_index": index, "session_hash": session, "event_data": None}
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return {"success": False, "refused": joined.status_code}
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            message = json.loads(line.removeprefix("data:") or "{}") if line else {}
            if message.get("msg") == "process_completed":
                return dict(message)
    raise AssertionError("the stream ended before the event was done")


def test_the_page_is_served_with_a_policy_that_keeps_it_at_home(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "//etc/passwd",
        "../../../../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "{documents}/pont.pdf",
        "{documents}/../../../../etc/passwd",
        "documents/../pyproject.toml",
        "pyproject.toml",
        "{root}/chatbot/ui/server.py",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("route", ["/gradio_api/file=", "/file=", "/gradio_api/file/"])
def test_no_file_is_given_away(client: httpx.Client, bot: FakeBot, path: str, route: str) -> None:
    named = path.format(documents=bot.folder, root=ROOT)
    answer = client.get(route + named)
    assert answer.status_code >= 400
    assert "root:" not in answer.text
    assert "build-system" not in answer.text


def test_an_upload_cannot_name_a_file_of_the_server(
    client: httpx.Client, bot: FakeBot, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    session = uuid.uuid4().hex
    assert call(client, "load", session, [])["success"]
    forged = {"path": str(secret), "orig_name": "secret.txt", "meta": {"_type": "gradio.FileData"}}
    assert not call(client, "upload", session, [None, [forged]])["success"]
    assert not call(client, "upload", session, [None, [{**forged, "path": "/etc/passwd"}]])["success"]
    assert secret.read_text() == "a secret"
    assert not (bot.folder / "secret.txt").exists()


def test_an_upload_that_was_really_sent_is_taken(client: httpx.Client, bot: FakeBot) -> None:
    session = uuid.uuid4().hex
    assert call(client, "load", session, [])["success"]
    sent = client.post("/gradio_api/upload", files={"files": ("été 1.txt", b"words")}).json()[0]
    uploaded = {"path": sent, "orig_name": "été 1.txt", "meta": {"_type": "gradio.FileData"}}
    assert call(client, "upload", session, [None, [uploaded]])["success"]
    assert (bot.folder / "été 1.txt").read_bytes() == b"words"
    assert not Path(sent).exists()


def test_a_file_over_the_limit_is_refused(client: httpx.Client) -> None:
    answer = client.post("/gradio_api/upload", files={"files": ("big.txt", b"x" * 5000)})
    assert answer.status_code == 413


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:7860", "", "[::1"])
def test_a_foreign_host_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:80", "LOCALHOST"])
def test_names_of_this_machine_are_served(client: httpx.Client, host: str) -> None:
    assert client.get("/config", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://["])
def test_a_foreign_page_is_refused(client: httpx.Client, origin: str) -> None:
    answer = client.post("/gradio_api/queue/join", json={}, headers={"origin": origin})
    assert answer.status_code == 403


def test_the_windows_own_page_is_served(client: httpx.Client) -> None:
    origin = str(client.base_url).rstrip("/")
    assert client.get("/config", headers={"origin": origin}).status_code == 200


def test_no_function_of_the_window_is_offered_to_programs(client: httpx.Client) -> None:
    offered = client.get("/gradio_api/info").json()
    assert offered["named_endpoints"] == {}
    assert offered["unnamed_endpoints"] == {}
    assert client.get("/openapi.json").text.count("operationId") == 0


def test_a_password_keeps_strangers_out(tmp_path: Path) -> None:
    with (
        served_window(FakeBot(tmp_path), auth=("ann", "secret words")) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        assert client.get("/config").status_code == 401
        wrong = client.post("/login", data={"username": "ann", "password": "guess"})
        assert wrong.status_code == 400
        assert client.post("/login", data={"username": "ann", "password": "secret words"}).is_success
        assert client.get("/config").status_code == 200


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}.*choose another 'port'"):
            serve(FakeBot(tmp_path), port=port)


def test_serving_says_where_and_stops_quietly_when_interrupted(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from chatbot.ui import serve;"
        "from tests.ui.fake_bot import FakeBot;"
        "serve(FakeBot(Path(sys.argv[1])), port=0, ready=lambda url: print(url, flush=True)); print('done')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(url, timeout=60, trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=60)
    assert (said.strip(), complained, process.returncode) == ("done", "", 0)
