"""How the agent is set up on a PC: its server, a company's proxy, a wrong clock, the start at log-on."""

import time
from email.utils import formatdate
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from packages_ui.agent import packages_agent as agent
from packages_ui.agent.packages_agent import AgentError, Kept, Link, OneAtATime


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("https://packages.example.com/", "https://packages.example.com"),
        (" https://packages.example.com:8443 ", "https://packages.example.com:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_it_takes_an_address(typed: str, used: str) -> None:
    assert agent.checked_server(typed) == used


@pytest.mark.parametrize(
    "typed", ["", "packages.example.com", "http://packages.example.com", "https://a/b", "ftp://a", "https://"]
)
def test_it_takes_no_other(typed: str) -> None:
    with pytest.raises(AgentError):
        agent.checked_server(typed)


def test_it_goes_through_the_companys_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://sam:s%40m@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    line = Link("https://packages.example.com")._connected(5)
    assert (line.host, line.port) == ("proxy.example", 3128)
    tunnel = vars(line)
    assert (tunnel["_tunnel_host"], tunnel["_tunnel_port"]) == ("packages.example.com", 443)
    assert tunnel["_tunnel_headers"]["Proxy-Authorization"] == "Basic c2FtOnNAbQ=="
    inside = Link("https://inside.example")._connected(5)
    assert (inside.host, vars(inside)["_tunnel_host"]) == ("inside.example", None)


@pytest.mark.parametrize(("hours", "good"), [(0, True), (1, False), (-1, False)])
def test_it_says_that_the_clock_is_wrong(hours: int, good: bool) -> None:
    date = formatdate(time.time() - hours * 3600, usegmt=True)
    ((is_good, sentence),) = agent._check_clock(date)
    assert is_good == good
    assert good or "60 minutes off" in sentence


def test_it_says_nothing_of_a_clock_that_nobody_told() -> None:
    assert list(agent._check_clock("")) == []


def test_it_knows_this_pc_again_and_says_nothing_about_it() -> None:
    assert agent.machine() == agent.machine()
    assert len(agent.machine()) == 32


def test_it_runs_once_for_a_folder(tmp_path: Path) -> None:
    first = OneAtATime(tmp_path / "lock")
    with pytest.raises(AgentError, match="already"):
        OneAtATime(tmp_path / "lock")
    first.release()
    OneAtATime(tmp_path / "lock").release()


def test_it_keeps_its_token_to_its_user(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state")
    kept.load()
    kept.save(token="secret")
    again = Kept(tmp_path / "state")
    again.load()
    assert again.text("token") == "secret"
    assert again.path.stat().st_mode & 0o077 == 0
    assert again.folder.stat().st_mode & 0o077 == 0
    again.path.write_text("{")
    with pytest.raises(AgentError, match="damaged"):
        again.load()


def test_it_refuses_a_journal_of_another_token(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.load()
    with pytest.raises(AgentError, match="not paired"):
        agent.open_journal(kept)
    agent.Journal(tmp_path / "journal")
    kept.save(token="secret", journal="another one")
    with pytest.raises(AgentError, match="Pair this PC again"):
        agent.open_journal(kept)


def test_it_is_started_again_by_systemd() -> None:
    words = ["/usr/bin/python3", "/home/sam/100% mine/packages_agent.py"]
    text = agent.unit(" ".join(agent._quoted(word) for word in words))
    assert 'ExecStart="/usr/bin/python3" "/home/sam/100%% mine/packages_agent.py"\n' in text
    assert "Restart=always" in text


def test_it_is_kept_alive_by_launchd() -> None:
    text = agent.plist(["/usr/bin/python3", "/Users/sam/a & b.py"])
    root = ET.fromstring(text.partition("\n")[2].partition("\n")[2])
    assert [each.text for each in root.iter("string")][1:] == ["/usr/bin/python3", "/Users/sam/a & b.py"]
    assert "<key>KeepAlive</key><true/>" in text
