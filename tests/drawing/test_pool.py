"""Whatever ends a child, it fails one label in words, and the next one is drawn."""

import logging
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from threading import Event
from time import monotonic

import psutil
import pytest
from msgspec import Raw
from PIL import Image

from backoffice import priority
from packages_ui.drawing import asking, frames, pool
from packages_ui.drawing.errors import Busy, Undrawable
from packages_ui.drawing.pool import Pool
from packages_ui.drawing.processes import SLOW_NICENESS, Template
from packages_ui.drawing.requests import (
    MB,
    Answer,
    AnyRequest,
    Begun,
    Done,
    Join,
    Limits,
    Preview,
    Step,
    Task,
    ToPdf,
    ToZpl,
    pack,
)
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.media import Media
from packages_ui.labels.own import draw_own_labels
from packages_ui.labels.papers import OwnLabel
from packages_ui.labels.size import LABEL_100X150
from tests.drawing.hostile import GOOD, HTML, endless_html, endless_pdf
from tests.families import lives
from tests.processes import PATIENCE, until

ENDLESS = Task(ToPdf(endless_html(), HTML, None), Limits(seconds=10 * PATIENCE))
pytestmark = pytest.mark.in_turn(one_in=3)  # most start a process that loads for a second


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    """Takes most of a second of the processor to load, and outlives what its children are given."""
    loaded = Template()
    yield loaded
    loaded.close()


@pytest.fixture
def made(template: Template) -> Iterator[Pool]:
    """Its template is loaded already and has no other children."""
    loading: Future[Template] = Future()
    loading.set_result(template)
    pool = Pool(loading=loading)
    yield pool
    for child in [*pool.idle, *pool.taken]:
        child.end()
    assert children(pool) == []


@pytest.fixture
def fresh() -> Iterator[Pool]:
    """It loads a template of its own."""
    pool = Pool()
    yield pool
    pool.close()


@pytest.fixture
def _never_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long on this machine need not: the child stays."""
    monkeypatch.setattr(asking, "SLOW", 10 * PATIENCE)


def draw(made: Pool, request: AnyRequest, limits: Limits | None = None, wait: float = PATIENCE) -> Answer:
    return made.draw(Task(request, limits or request.limits), wait=wait)


def good(made: Pool) -> bool:
    return isinstance(draw(made, ToPdf(GOOD, HTML, None)), Done)


def _own(made: Pool) -> "subprocess.Popen[bytes]":
    assert made.template
    assert made.template._process
    return made.template._process


def children(made: Pool) -> list[psutil.Process]:
    assert made.template
    found = psutil.Process(_own(made).pid).children()
    return [child for child in found if lives(child)]


@contextmanager
def endless(made: Pool, count: int = 1) -> Iterator[list[tuple[Future[Answer], psutil.Process]]]:
    """So many that are being drawn, each with its child; these are ended at the end."""
    taken: list[tuple[Future[Answer], psutil.Process]] = []
    with ThreadPoolExecutor(count) as threads:
        try:
            for _ in range(count):
                asked, known = (
                    threads.submit(made.draw, ENDLESS, wait=PATIENCE),
                    [child for _, child in taken],
                )
                until(lambda known=known: bool(_busy(made, known)), "the drawing to begin")
                taken.append((asked, _busy(made, known)[0]))
            yield taken
        finally:
            for _, child in taken:
                with suppress(psutil.NoSuchProcess):
                    child.kill()


def _busy(made: Pool, known: list[psutil.Process]) -> list[psutil.Process]:
    """Children that have been at work for a while, but for those that are known."""
    if made.template is None:
        return []
    idle = {child.pid for child in made.idle}
    found = [child for child in children(made) if child.pid not in idle and child not in known]
    return [child for child in found if _worked(child) > 0.1]


def _worked(child: psutil.Process) -> float:
    """Seconds; none where it has just ended."""
    try:
        return child.cpu_times().user
    except psutil.NoSuchProcess:
        return 0.0


@pytest.mark.parametrize(
    ("content", "kind"), [(endless_html(), HTML), (endless_pdf(), LabelFormat.PDF)], ids=["html", "pdf"]
)
def test_it_gives_up_what_takes_too_long(made: Pool, content: bytes, kind: LabelFormat) -> None:
    with pytest.raises(Undrawable, match="takes more than 1 seconds"):
        draw(made, ToPdf(content, kind, None), Limits(seconds=1))
    assert good(made)


def test_it_gives_up_what_takes_too_much_memory(made: Pool) -> None:
    picture = BytesIO()
    Image.new("RGBA", (4000, 4000)).save(picture, "PNG")
    with pytest.raises(Undrawable, match="too much memory"):
        draw(made, ToPdf(picture.getvalue(), LabelFormat.PNG, None), Limits(memory=30 * MB))
    assert good(made)


def test_it_gives_up_what_becomes_too_large(made: Pool) -> None:
    with pytest.raises(Undrawable, match="too much memory"):
        draw(made, ToPdf(GOOD, HTML, None), Limits(answer=500))
    assert good(made)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_it_survives_the_death_of_a_child(made: Pool, number: int, caplog: pytest.LogCaptureFixture) -> None:
    with endless(made) as ((asked, child),), caplog.at_level(logging.WARNING):
        child.send_signal(number)
        with pytest.raises(Undrawable, match="crashes the program"):
            asked.result(PATIENCE)
    assert [record.getMessage() for record in caplog.records] == [
        f"A child that drew (ToPdf) ended {signal.Signals(number).name}; its label was given up."
    ]
    assert good(made)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("_never_slow")
def test_it_finishes_what_is_under_way_when_a_service_is_stopped(made: Pool, number: int) -> None:
    """Ctrl-C and systemd signal every process of a service."""
    assert good(made)
    assert made.template
    for child in children(made):
        child.send_signal(number)
    os.kill(_own(made).pid, number)
    pids = {child.pid for child in made.idle}
    assert good(made)
    assert {child.pid for child in made.idle} == pids


def test_it_starts_anew_when_the_template_was_killed(fresh: Pool) -> None:
    assert good(fresh)
    assert fresh.template
    _own(fresh).kill()
    _own(fresh).wait()
    assert good(fresh)


def test_it_draws_others_while_some_take_long(made: Pool) -> None:
    with endless(made, pool.KEPT) as taken:
        assert good(made)
        assert not any(asked.done() for asked, _ in taken)


def test_it_waits_for_a_child_no_longer_than_it_is_told(made: Pool) -> None:
    with endless(made, pool.MOST), pytest.raises(Busy):
        draw(made, ToPdf(GOOD, HTML, None), wait=0.5)
    assert good(made)
    assert made.count <= pool.KEPT


def test_it_lets_others_go_first_when_it_takes_long(made: Pool) -> None:
    with endless(made) as ((_, child),):
        until(lambda: child.nice() >= 15, "the child to make way")


@pytest.mark.usefixtures("_never_slow")
def test_it_keeps_its_children(made: Pool) -> None:
    assert good(made)
    pids = {child.pid for child in children(made)}
    assert good(made)
    assert {child.pid for child in children(made)} == pids


@pytest.mark.usefixtures("_never_slow")
def test_it_keeps_a_child_that_refused_a_label(made: Pool) -> None:
    broken = draw(made, ToPdf(b"%PDF-1.7 broken", LabelFormat.PDF, None))
    assert "broken" in getattr(broken, "sentence", "")
    pids = {child.pid for child in children(made)}
    assert good(made)
    assert {child.pid for child in children(made)} == pids


def test_it_tells_its_children_no_secret(fresh: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "nobody may read this")
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody-may-read-this")
    assert good(fresh)
    assert fresh.template
    for process in [psutil.Process(_own(fresh).pid), *children(fresh)]:
        assert not {"SECRET_KEY", "DATABASE_URL"} & set(process.environ())


@pytest.mark.usefixtures("_never_slow")
def test_it_refuses_a_child_that_answers_nonsense(made: Pool) -> None:
    assert good(made)
    ours, theirs = socket.socketpair()
    made.idle[0].sock.close()
    made.idle[0].sock = ours
    frames.send(theirs, pack(Begun()))
    frames.send(theirs, b"\xc1 no message")
    with pytest.raises(Undrawable, match="crashes the program"):
        draw(made, Preview(b"", 1))
    assert good(made)


@pytest.mark.usefixtures("_never_slow")
def test_it_names_the_label_of_many_at_which_a_child_ended(made: Pool) -> None:
    assert good(made)
    ours, theirs = socket.socketpair()
    made.idle[0].sock.close()
    made.idle[0].sock = ours
    for message in (Begun(), Step(0), Step(1)):
        frames.send(theirs, pack(message))
    theirs.shutdown(socket.SHUT_WR)
    with pytest.raises(Undrawable) as caught:
        draw(made, Join(("a", "b", "c"), "all"))
    assert caught.value.position == 1


def test_it_asks_another_child_when_one_has_left(made: Pool) -> None:
    """It went because it was idle, or died unseen: no label is to blame."""
    assert good(made)
    for child in children(made):
        child.kill()
    assert good(made)


@pytest.mark.usefixtures("_never_slow")
def test_it_draws_more_than_one_child_does(made: Pool) -> None:
    label = OwnLabel(package_number="1", barcode_text="AB12345", name="Ş", address_lines=())
    pdf = draw_own_labels([label])
    pids = set()
    for _ in range(510):
        assert isinstance(draw(made, Preview(pdf, 10)), Done)
        pids |= {child.pid for child in made.idle}
    assert len(pids) == 2
    assert len(children(made)) <= pool.KEPT


def test_it_packs_no_more_than_it_must() -> None:
    content = b"x" * MB
    assert len(pack(Task(ToPdf(content, HTML, None), Limits()))) < MB + 200


def test_it_loads_on_for_whoever_comes_after_somebody_in_a_hurry(
    fresh: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load, loaded = Event(), Template()

    def slow() -> Template:
        may_load.wait()
        return loaded

    monkeypatch.setattr(pool, "Template", slow)
    with pytest.raises(Busy):
        fresh.draw(Task(ToPdf(GOOD, HTML, None), Limits()), wait=PATIENCE, until=monotonic() + 0.05)
    assert fresh.count == 0
    may_load.set()
    assert good(fresh)
    assert fresh.template is loaded


def _faults(process: psutil.Process) -> int:
    """Pages that the kernel had to give it."""
    told = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(told[7])


@pytest.mark.usefixtures("_never_slow")
def test_it_keeps_the_memory_of_one_label_for_the_next(made: Pool) -> None:
    dots = ToZpl(GOOD, HTML, Media(LABEL_100X150, 300))
    for _ in range(3):  # a child that has grown too much makes way for another, which begins anew
        for _ in range(5):
            draw(made, dots)
        (child,) = children(made)
        before = _faults(child)
        for _ in range(10):
            draw(made, dots)
        if child.is_running():
            break
    assert _faults(child) - before < 10 * 300  # a page of 300 dpi alone has more


@pytest.mark.usefixtures("_never_slow")
def test_it_gives_no_label_to_a_child_that_was_made_slow_for_another(
    made: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert good(made)
    (child,) = made.idle
    ours, theirs = socket.socketpair()
    child.sock.close()
    child.sock = ours
    frames.send(theirs, pack(Begun()))
    monkeypatch.setattr(asking, "SLOW", 0.0)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(draw, made, Preview(b"", 1))
        until(lambda: child.is_slow, "it to make way")
        frames.send(theirs, pack(Done(Raw(b"\xc0"))))
        asked.result()
    assert made.idle == []
    monkeypatch.setattr(asking, "SLOW", 10 * PATIENCE)
    assert good(made)
    assert [child.nice() for child in children(made)] == [max(psutil.Process().nice(), priority.PAPER)]


def test_it_does_not_wait_for_those_that_take_long(made: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 3600)
    with endless(made, pool.KEPT) as taken:
        until(lambda: all(child.nice() == SLOW_NICENESS for _, child in taken), "both to be slow")
        assert good(made)
        assert len(made.idle) == 1  # and it stays
