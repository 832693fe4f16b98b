"""Labels by way of an agent, from the click to paper, in real processes."""

import ssl
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing import agent_file
from tests.agent.cutting import CuttingProxy
from tests.agent.product import Agent
from tests.agent.usb import UsbPrinter
from tests.faults.agents import Desk
from tests.faults.playing import packages
from tests.faults.rounds import Round
from tests.processes import Product, until

OLDEST = Path.home() / ".pyenv" / "versions" / "3.9.18" / "bin" / "python"
KB = 1024
_batches = count()


def printed_by(made: Product, agent: Agent, printer: ZplPrinter) -> tuple[Round, Desk]:
    """A batch of four that was asked for, for the printer of this agent: none of them printed before."""
    begin = 4 * next(_batches)
    numbers = list(packages(100))[begin : begin + 4]
    with CuttingProxy(made.web_port) as proxy:
        desk = Desk(printer, agent, proxy, name=agent.name)
        a_round = Round(made, [desk], numbers, seed=1)
        a_round.ask()
    return a_round, desk


def states(a_round: Round, desk: Desk) -> dict[str, int]:
    """Of this desk's batch alone."""
    sql = (
        "SELECT j.state, count(*) FROM packages_ui_printjob j JOIN packages_ui_labelbatch b"
        " ON b.id = j.batch_id JOIN packages_ui_printer p ON p.id = b.printer_id"
        f" WHERE p.name = '{desk.name}' GROUP BY j.state"
    )
    return dict(a_round.rows(sql))


@pytest.fixture
def usb_agent(made: Product, printer: ZplPrinter, tmp_path: Path) -> Iterator[Agent]:
    usb = UsbPrinter(printer, tmp_path / "kernel")
    words = ("--usb-folder", str(usb.usb), "--sys-folder", str(usb.sys))
    agent = Agent(made, tmp_path / "agent", "usb:52J1234", words, name=tmp_path.name)
    agent.pair()
    yield agent
    agent.stop()


@pytest.mark.parametrize("kind", ["tcp_agent", "usb_agent"])
def test_it_prints_a_batch_in_order(
    request: pytest.FixtureRequest, kind: str, made: Product, printer: ZplPrinter
) -> None:
    agent: Agent = request.getfixturevalue(kind)
    agent.start()
    agent.wait_seen()
    a_round, desk = printed_by(made, agent, printer)
    until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
    assert desk.numbers() == a_round.packages
    assert len(agent.journal()) == 8


def test_it_runs_on_python_3_9_in_little_memory(made: Product, tcp_agent: Agent, printer: ZplPrinter) -> None:
    tcp_agent.python = str(OLDEST) if OLDEST.exists() else sys.executable
    tcp_agent.start()
    tcp_agent.wait_seen()
    a_round, desk = printed_by(made, tcp_agent, printer)
    until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
    assert tcp_agent.process
    status = Path(f"/proc/{tcp_agent.process.pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    assert resident < 30 * KB


def test_it_waits_while_the_agent_is_away(made: Product, tcp_agent: Agent, printer: ZplPrinter) -> None:
    a_round, desk = printed_by(made, tcp_agent, printer)
    until(lambda: states(a_round, desk) == {"ready": 4}, "the labels to wait")
    tcp_agent.start()
    until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
    assert desk.numbers() == a_round.packages


def test_it_asks_for_less_where_a_proxy_cuts_what_is_silent(
    made: Product, tcp_agent: Agent, printer: ZplPrinter
) -> None:
    with CuttingProxy(made.web_port, idle=7) as proxy:
        kept = tcp_agent.folder / "agent.json"
        kept.write_text(kept.read_text().replace(made.web_url, proxy.url))
        tcp_agent.start()
        until(lambda: "it is held for" in tcp_agent.log, "the agent to notice")
        a_round, desk = printed_by(made, tcp_agent, printer)
        until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
    assert desk.numbers() == a_round.packages


def test_it_knows_of_a_second_one_on_the_same_pc(made: Product, tcp_agent: Agent) -> None:
    tcp_agent.start()
    tcp_agent.wait_seen()
    copy = Agent(made, tcp_agent.folder.with_name("copy"), tcp_agent.key, tcp_agent.words)
    copy.folder.mkdir()
    for name in ("agent.json", "journal"):
        (copy.folder / name).write_bytes((tcp_agent.folder / name).read_bytes())
    done = copy.run()
    assert done.returncode == 1
    assert b"running on this PC already" in done.stderr


def test_it_says_in_plain_words_what_is_wrong(made: Product, tcp_agent: Agent) -> None:
    done = tcp_agent.run("--check")
    said = done.stdout.decode()
    assert f"ok     {made.web_url} answers and knows this PC." in said
    assert "The clock is right." in said
    made.python(
        "import json\nfrom packages_ui.models import PrintAgent\n"
        f"PrintAgent.objects.filter(pk={tcp_agent.pk}).update(token_hash='')\nprint(json.dumps(1))"
    )
    done = tcp_agent.run("--check")
    assert done.returncode == 1
    assert b"does not know this PC" in done.stdout


def test_it_speaks_tls_to_a_server_that_its_company_vouches_for(
    made: Product, printer: ZplPrinter, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.pem"
    words = ("-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    names = ("-addext", "subjectAltName=DNS:localhost", "-keyout", str(paper), "-out", f"{paper}.crt")
    subprocess.run(["openssl", "req", "-x509", *words, *names], check=True, capture_output=True)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(f"{paper}.crt", paper)
    key = f"tcp:{printer.host}:{printer.port}"
    with CuttingProxy(made.web_port, tls=tls) as proxy:
        port = ("--allow-port", str(printer.port))
        agent = Agent(made, tmp_path / "agent", key, port, name=tmp_path.name, server=proxy.url)
        with pytest.raises(AssertionError, match="CERTIFICATE_VERIFY_FAILED"):
            agent.pair()
        assert b"is not trusted" in agent.run("--check").stdout
        agent.words = (*port, "--ca", f"{paper}.crt")
        agent.pair()
        agent.start()
        agent.wait_seen()
        a_round, desk = printed_by(made, agent, printer)
        until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
        agent.stop()
    assert desk.numbers() == a_round.packages


def test_it_prints_a_test_label_only_when_asked(tcp_agent: Agent, printer: ZplPrinter) -> None:
    tcp_agent.run("--check")
    assert printer.printed == []
    assert tcp_agent.run("--print-test", tcp_agent.key).returncode == 0
    assert printer.wait_printed(1)


def test_it_pairs_by_a_code_once(made: Product, tcp_agent: Agent, tmp_path: Path) -> None:
    other = Agent(made, tmp_path / "other", tcp_agent.key, name="other")
    other.folder.mkdir()
    done = other.run("--server", made.web_url, "--code", "4F7K-92MQ")
    assert done.returncode == 1
    assert b"wrong or too old" in done.stderr
    assert not (other.folder / "agent.json").stat().st_mode & 0o077


@pytest.mark.parametrize("server", ["its own", "another"])
def test_it_stays_paired_where_a_code_is_entered_once_more(
    made: Product, tcp_agent: Agent, server: str
) -> None:
    """Pasted twice, or mistyped: the PC went on only until it was started again."""
    tcp_agent.server = made.web_url if server == "its own" else "http://127.0.0.1:9"
    done = tcp_agent.run("--server", tcp_agent.server, "--code", "4F7K-92MQ")
    assert done.returncode == 1
    assert f"{made.web_url} answers and knows this PC" in tcp_agent.run("--check").stdout.decode()
    tcp_agent.start()
    tcp_agent.wait_seen()


def test_it_updates_itself_and_goes_on(
    made: Product, tcp_agent: Agent, printer: ZplPrinter, tmp_path: Path
) -> None:
    old = tmp_path / "packages_agent.py"
    now = f'VERSION = "{agent_file.version()}"'
    old.write_text(agent_file.content().decode().replace(now, 'VERSION = "0.9"'))
    tcp_agent.start(old)
    until(lambda: old.read_bytes() == agent_file.content(), "the new file")
    until(lambda: f"Agent {agent_file.version()}," in tcp_agent.log, "the new version to start")
    a_round, desk = printed_by(made, tcp_agent, printer)
    until(lambda: states(a_round, desk) == {"printed": 4}, "the labels")
    assert desk.numbers() == a_round.packages
