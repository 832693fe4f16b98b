"""What a scenario cost, as rows of a table with what is to be reached."""

import re
import sys
from collections import Counter
from shutil import copy, rmtree

from backoffice.paths import VAR
from tests.bench.table import Table, percentile
from tests.load.floor import LEADS, Floor, floor_of
from tests.load.packer import EVERY, Took, Wrong
from tests.load.run import BATCH, Result, run
from tests.load.wanted import Wanted

SCANS = ("open", "unit", "last unit", "read-back")
OWN_P95, WEB, WORKERS = 150, 0.15, 0.08  # ms; seconds of CPU a parcel
OWN_TIMES, WEB_TIMES, WORKERS_TIMES = 15, 195, 105  # the same, times a bare page's
TROUBLE = re.compile("Error|ERROR|WARNING|Traceback")
CPU = {"look": (2, 2.7), **dict.fromkeys(SCANS, (10, 13))}  # ms of the web's, and times a bare page's
GROWTH = 0.1  # of memory, from the run's first half to its second
LONG_ENOUGH = 600  # seconds; in a shorter run processes are still loading what they use


def report(table: Table, name: str, wanted: Wanted) -> None:
    """Run it, and add its rows."""
    parcels = int(wanted.packers * (wanted.seconds / EVERY + 2)) + LEADS * BATCH
    year = wanted.year if name == "year" else 0
    with floor_of(parcels=parcels, packers=wanted.packers, fill=name != "first", year=year) as floor:
        result = run(floor, seconds=wanted.seconds, leads=name == "leads")
        if result.log.errors:
            _tell(floor, name, result.log.errors)
    if not result.log.packed:
        raise SystemExit("not one parcel was packed")
    _times(table, name, result)
    _cost(table, name, result)


def _tell(floor: Floor, name: str, errors: list[Wrong]) -> None:
    """What went wrong, and what the processes said of it: in short, and whole in a folder that stays."""
    kept = VAR / "load" / name
    rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    (kept / "errors").write_text("".join(f"{error.at} {error.what}\n" for error in errors))
    for what, count in Counter(error.what for error in errors).most_common(5):
        sys.stdout.write(f"  {count} × {what}\n")
    for log in sorted(floor.made.folder.glob("*.log")):
        copy(log, kept)
        lines = log.read_text(errors="replace").splitlines()
        said = [line for line in lines if TROUBLE.search(line)]
        sys.stdout.write("".join(f"  {log.stem}: {line}\n" for line in said[-5:]))
    sys.stdout.write(f"  all of it: {kept}\n")


def _times(table: Table, name: str, result: Result) -> None:
    took = result.log.took
    scans = [each for kind in SCANS for each in took.get(kind, ())]
    own, bare = percentile([one.own for one in scans], 0.95), [one.own for one in took["bare"]]
    table.add(f"{name}: parcels a minute", len(result.log.packed) / result.seconds * 60, "")
    table.add(f"{name}: scans, p50", percentile([one.all for one in scans], 0.5), "ms")
    table.add(f"{name}: scans, p95", percentile([one.all for one in scans], 0.95), "ms")
    what = f"{name}: scans less what the API took, p95"
    table.add(what, own, "ms", OWN_P95, yardstick=percentile(bare, 0.95), times=OWN_TIMES)
    for share in (0.5, 0.95):
        seconds = percentile(result.log.labels, share)
        table.add(f"{name}: last unit to label out, p{share * 100:.0f}", seconds, "s")
    for kind in (*SCANS, "look", "page", "batch of 500", "bare"):
        if kind in took:
            _kind(table, f"{name}: {kind}", took[kind], yardstick=took["bare"])


def _kind(table: Table, what: str, took: list[Took], *, yardstick: list[Took]) -> None:
    """Against the bare page, which the same web answered meanwhile."""
    most, times = CPU.get(what.partition(": ")[2], (None, None))
    own, bare = [one.own for one in took], [one.own for one in yardstick]
    table.add_both(f"{what}, own time", own, bare)
    cpu, bare_cpu = (percentile([one.cpu for one in each], 0.5) for each in (took, yardstick))
    table.add(f"{what}, CPU, p50", cpu, "ms", most, yardstick=bare_cpu, times=times)


def _cost(table: Table, name: str, result: Result) -> None:
    parcels = len(result.log.packed)
    looks = len(result.log.took.get("look", ()))
    table.add(f"{name}: errors", len(result.log.errors), "", most=0)
    table.add(f"{name}: looks a parcel", looks / parcels, "")
    bare = percentile([one.cpu for one in result.log.took["bare"]], 0.5) / 1000
    spent: dict[str, tuple[float, float | None, float | None]]
    spent = {"web's CPU a parcel, looks and yardstick included": (result.web, WEB, WEB_TIMES)}
    # of a thousand labels too that are no parcels', where leads print
    goals = (None, None) if name == "leads" else (WORKERS, WORKERS_TIMES)
    spent["workers' CPU a parcel"] = (result.workers, *goals)
    for what, (seconds, most, times) in spent.items():
        table.add(f"{name}: {what}", seconds / parcels, "s", most, yardstick=bare, times=times)
    half = len(result.memory) // 2
    for place, who in ((1, "web"), (2, "workers")):
        first, second = (
            percentile([row[place] for row in part], 0.5)
            for part in (result.memory[:half], result.memory[half:])
        )
        table.add(f"{name}: memory of the {who}, second half", second, "MiB")
        most = 1 + GROWTH if result.seconds >= LONG_ENOUGH else None
        table.add(f"{name}: memory of the {who}, second half against the first", second / first, most=most)
