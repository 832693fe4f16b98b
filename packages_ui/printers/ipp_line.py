"""A connection to a print server on which nothing is said: it breaks when the server ends."""

import socket
from dataclasses import dataclass, field
from time import monotonic

from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.line import has_hung_up

OPEN_AGAIN_SECONDS = 20.0  # servers close what stays silent; CUPS after 15 minutes, unless told otherwise


@dataclass
class SilentLine:
    """However soon a server is back after it was killed or restarted, this shows it. It does not where the
    whole machine lost its power: that is not back so soon."""

    printer: IppPrinter
    _line: socket.socket | None = field(default=None, init=False)
    _opened: float = field(default=0.0, init=False)

    def broke(self) -> bool:
        """Whether the server ended since the last call, which is False for the first. Raises NotConnected
        where it takes no connection now."""
        broke = self.breaks()
        if broke or self._line is None or monotonic() - self._opened > OPEN_AGAIN_SECONDS:
            self._close()
            self._line, self._opened = self.printer.connect(), monotonic()
        return broke

    def breaks(self, *, within: float = 0) -> bool:
        """Whether the server has ended, or does so in as many seconds. False where there is no line."""
        try:
            return self._line is not None and has_hung_up(self._line, within=within)
        except OSError:
            return True

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def __del__(self) -> None:
        self._close()
