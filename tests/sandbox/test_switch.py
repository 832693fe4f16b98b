from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from packages_ui.sandbox import app
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches, changed
from tests.sandbox.conftest import Pick

PATH = "/api/i2/packages/?limit=1"


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the sandbox slept, without sleeping."""
    naps: list[float] = []
    monkeypatch.setattr(app, "sleep", naps.append)
    return naps


def outcome(ask: Callable[[], httpx.Response]) -> str:
    try:
        return str(ask().status_code)
    except ConnectionResetError:
        return "dropped"


def test_it_waits_for_the_latency(client: httpx.Client, sandbox: Sandbox, slept: list[float]) -> None:
    sandbox.switches = Switches(latency_ms=200)
    assert client.get(PATH).status_code == 200
    assert 0 < sum(slept) <= 0.2


def test_it_refuses_above_the_rate(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(rate_per_second=0.01, burst=2)
    answers = [client.get(PATH) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 100
    assert "throttled" in answers[2].json()["detail"]
    assert sandbox.refused == {"429": 2}


def test_it_can_keep_quiet_about_when(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    assert "Retry-After" not in client.get(PATH).headers


def test_it_lets_calls_through_again(
    client: httpx.Client, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("packages_ui.sandbox.faults.monotonic", lambda: now[0])
    sandbox.switches = Switches(rate_per_second=2, burst=1)
    assert outcome(lambda: client.get(PATH)) == "200"
    assert outcome(lambda: client.get(PATH)) == "429"
    now[0] += 0.5
    assert outcome(lambda: client.get(PATH)) == "200"


def test_it_fails_a_share_of_calls(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=0.2, seed=5)
    seen = Counter(outcome(lambda: client.get(PATH)) for _ in range(200))
    assert set(seen) == {"200", "503"}
    assert 25 <= seen["503"] <= 55
    assert sandbox.refused["503"] == seen["503"]


def test_it_fails_the_same_calls_for_the_same_seed(client: httpx.Client, sandbox: Sandbox) -> None:
    def row() -> list[str]:
        sandbox.switches = Switches(fail_share=0.3, drop_share=0.2, seed=9)
        return [outcome(lambda: client.get(PATH)) for _ in range(50)]

    first = row()
    assert {"200", "503", "dropped"} == set(first)
    assert row() == first


@pytest.mark.parametrize(
    ("status", "kind"), [(500, "application/json"), (502, "text/html"), (503, "application/json")]
)
def test_it_fails_as_told(client: httpx.Client, sandbox: Sandbox, status: int, kind: str) -> None:
    sandbox.switches = Switches(fail_share=1, fail_status=status)
    answer = client.get(PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
    assert answer.headers.get("Retry-After") == ("1" if status == 503 else None)


def test_it_drops_before_and_after_the_act(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    record = pick()
    sandbox.switches = Switches(drop_share=1)
    done = []
    for place in range(20):
        with pytest.raises(ConnectionResetError):
            client.put(f"/api/i2/packages/{record.number}/", json={"waybill_number": str(place)})
        done.append(record.body["waybill_number"] == str(place))
    assert set(done) == {True, False}
    assert sandbox.refused == {"dropped": 20}


def test_it_sends_a_body_slowly(client: httpx.Client, sandbox: Sandbox, slept: list[float]) -> None:
    whole = client.get(PATH).content
    slept.clear()
    sandbox.switches = Switches(slow_body_ms=500)
    assert client.get(PATH).content == whole
    assert sum(slept) == pytest.approx(0.5)


def test_it_breaks_json(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(malformed_share=1)
    answer = client.get(PATH)
    assert answer.status_code == 200
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(answer.content)


def test_it_refuses_a_key_that_was_revoked(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


def test_it_counts_calls(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    number = pick().number
    for _ in range(3):
        client.get(f"/api/i2/packages/{number}/label/")
    client.get("/api/i2/shipping-methods/")
    client.get("/nowhere/")
    assert sandbox.calls == {"PKG104": 3, "shipping-methods": 1}
    assert not sandbox.refused


@pytest.mark.parametrize(
    "changes", [{"fail_share": 2}, {"latency_ms": -1}, {"fail_status": 404}, {"speed": 1}]
)
def test_it_refuses_impossible_switches(changes: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        changed(Switches(), changes)


def test_it_loses_no_change_of_many_threads(client: httpx.Client, sandbox: Sandbox, pick: Pick) -> None:
    number = pick().number
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.put(f"/api/i2/packages/{number}/", json={}), range(200)))
    assert len({answer.json()["updated_at"] for answer in answers}) == 200
    assert sandbox.calls["PKG103"] == 200


def test_it_ignores_a_filter_as_an_older_one_does(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.switches = Switches(ignored=("status",))
    answer = client.get("/api/i2/packages/", params={"status": "2", "limit": "100"})
    assert answer.json()["count"] == len(sandbox.packages)


def test_it_fails_on_a_page_with_a_package_that_it_cannot_answer(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    newest = list(sandbox.packages)[-1]
    sandbox.switches = Switches(unanswerable=(newest,))
    pages = [client.get("/api/i2/packages/", params={"page": page}).status_code for page in (1, 2)]
    assert pages == [500, 200]


def test_its_clock_is_minutes_apart(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(clock_minutes=-7)
    assert sandbox._store.ticker.now() == app.FIXED_TIME - timedelta(minutes=7)
