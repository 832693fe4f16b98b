"""Counts what came in, so that tests and benchmarks need not guess."""

from collections import Counter


class Tally:
    """`calls` by call id, `refused` by reason (a status, `dropped`, `malformed`), and the most at once.

    Callers hold the lock.
    """

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.most_at_once = 0
        self._now = 0

    def arrive(self, call: str, refusal: str) -> None:
        """One more call, and what will refuse it."""
        self.calls[call] += 1
        if refusal:
            self.refused[refusal] += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)

    def leave(self) -> None:
        """The call is answered."""
        self._now -= 1
