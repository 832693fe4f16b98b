"""The connection check says in plain words what is wrong."""

import socket
import ssl

import httpx
import pytest

from packages_ui.seller_center.check import CheckResult, check
from packages_ui.seller_center.config import Config
from tests.seller_center.server import CONFIG, KEY, Server, answer, streamed, text


def run(*replies: httpx.Response | Exception, config: Config = CONFIG) -> CheckResult:
    return check(config, httpx.MockTransport(Server(*replies)))


def caused_by(cause: Exception) -> httpx.ConnectError:
    error = httpx.ConnectError(str(cause))
    error.__cause__ = cause
    return error


def test_it_is_content_with_one_call() -> None:
    server = Server(answer())
    result = check(CONFIG, httpx.MockTransport(server))
    assert result.is_well
    assert server.asked == ["GET /api/i2/packages/?page=1&limit=1"]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (caused_by(socket.gaierror(-2, "Name or service not known")), "no host named seller.example.com"),
        (caused_by(ConnectionRefusedError()), "refuses the connection"),
        (caused_by(ssl.SSLCertVerificationError("expired")), "certificate"),
        (caused_by(ssl.SSLError("wrong version number")), "encrypted"),
        (httpx.ConnectTimeout("t"), "does not answer the connection"),
        (httpx.ReadTimeout("t"), "did not respond in time"),
        (text("<html>Welcome</html>", 200), "another host"),
        (answer({}, 404), "has no /api/i2/packages/"),
        (
            httpx.Response(301, headers={"location": "https://www.example.com/"}),
            "redirects to www.example.com",
        ),
        (answer({}, 403), "has no permission"),
        (answer({}, 503), "is not responding"),
    ],
)
def test_it_names_the_trouble(trouble: httpx.Response | Exception, words: str) -> None:
    result = run(trouble)
    assert not result.is_well
    assert words in result.sentences[0]
    assert KEY not in "".join(map(str, result.sentences))


@pytest.mark.parametrize(("scheme", "other"), [("", "Token"), ("Token", "")])
def test_it_tries_the_other_form_of_the_key(scheme: str, other: str) -> None:
    def serve(request: httpx.Request) -> httpx.Response:
        wanted = f"{other} {KEY}".strip()
        return streamed(answer() if request.headers["authorization"] == wanted else answer({}, 401))

    config = Config(url=CONFIG.url, api_key=KEY, auth_scheme=scheme)
    result = check(config, httpx.MockTransport(serve))
    assert not result.is_well
    assert (
        "Set SELLER_CENTER_AUTH_SCHEME to Token." if other else "Leave SELLER_CENTER_AUTH_SCHEME empty."
    ) in result.sentences[1]


def test_it_says_when_no_form_of_the_key_works() -> None:
    assert "has expired or was revoked" in run(answer({}, 401)).sentences[0]
