"""`make fuzz`: until the time is over (FUZZ_MINUTES, 60). Prints a seed for all that it finds; a seed or
several as arguments run those alone."""

import logging
import os
import sys
import time
import traceback
from collections import Counter
from itertools import count
from random import Random

from tests.fuzz.answers import try_all
from tests.fuzz.labels import try_one

SECONDS = 10.0


def main(seeds: list[str]) -> int:
    logging.disable(logging.WARNING)
    found: Counter[str] = Counter()
    until = time.monotonic() + 60 * float(os.environ.get("FUZZ_MINUTES", "60"))
    read, refused = try_all()
    print(f"answers: {read} read, {refused} refused")  # noqa: T201 - a tool for the terminal
    for seed in map(int, seeds) if seeds else count(time.time_ns()):
        if time.monotonic() > until:
            break
        try:
            found[try_one(Random(seed), seconds=SECONDS)] += 1
        except Exception:  # noqa: BLE001 - that is what it looks for
            found["findings"] += 1
            print(f"seed {seed}\n{traceback.format_exc()}", flush=True)  # noqa: T201 - the same
    print(dict(found))  # noqa: T201 - the same
    return 1 if found["findings"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
