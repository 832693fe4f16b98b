"""`make bench`: speed and memory as ratios within one run, against the sandbox over loopback.

`make bench ARGS=year` and `ARGS=copy` are asked for by name: their rows take gigabytes and minutes.

What takes time is judged by its ratio to a yardstick of the same rounds (tests/bench/yardstick.py): other
work on the machine lengthens both. The milliseconds beside it are what a quiet machine is to reach, and the
ratios were set from them, by what the yardsticks take on two quiet cores: plain Python 1 ms, a bare page
0.77 ms of a processor. A page's 40 ms are 50 times a bare page, a poll's 4 ms 5 times, a scan's 10 ms 13
times, a parcel's 0.15 s of the web 195 times. Each limit was then tried beside other work (load 6 to 13 on
two cores), where the same code reached about the same ratios, while its milliseconds doubled: one that is
missed says something of the code. Where no goal in milliseconds is given, the limit is half as much again
as was measured there.
"""

import sys
from multiprocessing import get_context

from tests.bench.section import measure_in_process
from tests.bench.table import Row, Table
from tests.processes import end_when_told

BY_NAME = ("year", "copy")
SECTIONS = (
    "paper",
    "drawing",
    "hostile",
    "fetching",
    "listing",
    "printing",
    "agent",
    "documents",
    "packing",
    "screens",
)


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - {*SECTIONS, *BY_NAME}:
        known = ", ".join((*SECTIONS, *BY_NAME))
        raise SystemExit(
            f"There is no bench of {', '.join(sorted(unknown))}. Nothing was measured. Choose of: {known}."
        )
    table = Table()
    end_when_told()
    for name in wanted or SECTIONS:
        table.rows += _alone(name)
    table.show_all()


def _alone(name: str) -> list[Row]:
    """In a process with a product of its own: else a section would find what another one has printed and
    packed. It ends with this process."""
    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    section = context.Process(target=measure_in_process, args=(name, ours), daemon=True)
    section.start()
    ours.close()
    try:
        rows: list[Row] = theirs.recv()
    except EOFError:
        raise SystemExit(f"The bench of {name} broke off. What stands above was measured.") from None
    section.join()
    return rows


if __name__ == "__main__":
    main(sys.argv[1:])
