"""What can go wrong while labels are printed. Each fault strikes at a moment that the seed decides."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

from tests.faults.rounds import LEASE, Round
from tests.processes import until


def kill_the_worker(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.kill_worker()
    a_round.start_worker()


def kill_the_worker_twice(a_round: Round) -> None:
    a_round.wait_for_some(3, 60)
    a_round.kill_worker()
    a_round.start_worker()
    a_round.wait_for_some(70, 150)
    a_round.kill_worker()
    a_round.start_worker()


def kill_only_the_child_that_feeds(a_round: Round) -> None:
    """As the kernel does when memory is short: the worker itself lives and starts another."""
    a_round.wait_for_some()
    (worker,) = _children(a_round.made.running["worker"].pid)
    for child in _children(worker):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    a_round.kills += 1


def freeze_the_worker(a_round: Round) -> None:
    """It sleeps beyond its lease, another takes over, and then it wakes: maybe with a label in its hand."""
    a_round.wait_for_some()
    sleeper = a_round.made.running["worker"].pid
    os.killpg(sleeper, signal.SIGSTOP)
    if a_round.random.random() < 0.7:
        # a little longer each time: on a busy machine a process may do nothing in 10 ms
        longest = (min(0.01 + tries / 2000, 0.2) for tries in count())
        until(lambda: _is_frozen_while_it_sends(sleeper, a_round, longest), "a label that is being sent")
    a_round.kills += 1
    a_round.start_worker("second")
    time.sleep(LEASE + 1 + a_round.random.random() * 2)
    os.killpg(sleeper, signal.SIGCONT)


def _is_frozen_while_it_sends(sleeper: int, a_round: Round, longest: Iterator[float]) -> bool:
    """If not, or if it holds the database's lock, it goes on for at most the next of `longest` seconds and
    is frozen again."""
    with suppress(sqlite3.OperationalError):
        if a_round.rows("SELECT 1 FROM packages_ui_printjob WHERE state = 'sending'", patience=0.1):
            return True
    os.killpg(sleeper, signal.SIGCONT)
    time.sleep(a_round.random.random() * next(longest))
    os.killpg(sleeper, signal.SIGSTOP)
    return False


def flush_redis(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.made.redis().flushall()


def kill_redis_with_all_it_held(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.made.kill("redis")
    for file in (a_round.made.folder / "appendonlydir").glob("*"):
        file.unlink()
    time.sleep(a_round.random.random())
    a_round.made.start_redis()


def unplug_the_printer(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.peers[0].printer.power_cut()
    time.sleep(1.5)
    a_round.peers[0].printer.power_on()


def run_out_of_paper(a_round: Round) -> None:
    a_round.wait_for_some(3, 30)
    a_round.peers[0].printer.set(paper=a_round.random.randint(1, 60))
    time.sleep(3)
    a_round.peers[0].printer.feed(None if hasattr(a_round.peers[0].printer, "power_cut") else -1)


def drop_the_line(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.peers[0].printer.set(drop_after=a_round.random.randint(1, 1200))


def print_slower_than_every_limit(a_round: Round) -> None:
    """One label takes longer than a task may, and longer than the lease."""
    a_round.wait_for_some()
    a_round.peers[0].printer.set(slow=LEASE * 2.5)
    time.sleep(LEASE * 2)
    a_round.peers[0].printer.set(slow=0)


def swallow_labels(a_round: Round) -> None:
    """The printer takes labels and prints none; a person looks, switches it off and on, and says so."""
    a_round.wait_for_some()
    a_round.peers[0].printer.set(slow=10_000)
    paused = "SELECT count(*) FROM packages_ui_printer WHERE paused_at IS NOT NULL"
    until(lambda: a_round.rows(paused)[0][0] == 1, "the printer to be stopped")
    a_round.peers[0].printer.power_cut()
    a_round.peers[0].printer.set(slow=0)
    time.sleep(1.5)
    a_round.peers[0].printer.power_on()
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    a_round.write(f"UPDATE packages_ui_printer SET paused_at = NULL, resumed_at = {now}")


def stop_seller_center(a_round: Round) -> None:
    a_round.wait_for_some(3, 30)
    a_round.made.switches(fail_share=1)
    time.sleep(3)
    a_round.made.switches(fail_share=0)


def ask_ten_times(a_round: Round) -> None:
    """Nine more doors at once, while its labels come out."""
    a_round.wait_for_some(3, 30)
    a_round.ask(times=9)


def kill_the_web(a_round: Round) -> None:
    """While it takes what was asked for, and once more while labels come out; the browser asks again."""
    press = a_round.press_print()
    a_round.start_web()
    with ThreadPoolExecutor(1) as browser:
        pressed = browser.submit(press)
        time.sleep(a_round.random.random() * 0.4)
        a_round.made.kill("web")
        pressed.result()
    a_round.start_web()
    until(press, "the batch to be taken")
    a_round.wait_for_some()
    a_round.made.kill("web")
    a_round.start_web()
    until(press, "the batch to be known")


def crash_the_database(a_round: Round) -> None:
    a_round.wait_for_some()
    a_round.made.postgres.crash()  # type: ignore[attr-defined]
    time.sleep(a_round.random.random())
    a_round.made.postgres.restart()  # type: ignore[attr-defined]


def restart_the_printer(a_round: Round) -> None:
    """An IPP printer loses what it holds, and all that it knew."""
    a_round.wait_for_some()
    a_round.peers[0].printer.kill()
    time.sleep(0.5)
    a_round.peers[0].printer.restart()


def crash_cups(a_round: Round) -> None:
    """It is back before or after it is missed."""
    a_round.wait_for_some(3, 12)
    a_round.made.cups.kill()  # type: ignore[attr-defined]
    time.sleep(a_round.random.random() * 2)
    a_round.made.cups.restart()  # type: ignore[attr-defined]


def nothing(_a_round: Round) -> None:
    """A good day."""


def _children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:  # noqa: PTH123 - the kernel's
        return [int(word) for word in file.read().split()]
