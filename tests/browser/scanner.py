"""A barcode scanner: a keyboard whose keys go out without waiting for one another, at times of its own."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page

SIGNS = {
    "-": "Minus",
    "=": "Equal",
    "[": "BracketLeft",
    "]": "BracketRight",
    ";": "Semicolon",
    "'": "Quote",
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
    " ": "Space",
}
SHIFTED = {"_": "-", "+": "=", ":": ";", "?": "/"}
NAMED = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "ArrowDown": (40, "")}
LETTERS = "qwertyuiopasdfghjklzxcvbnm"
Layout = Mapping[str, str]  # what a computer of that layout makes of the key that bears a sign in the US
TURKISH_Q: Layout = {"i": "ı", "-": "*", "/": ".", "'": "i", ";": "ş", ",": "ö", ".": "ç", "_": "?"}
TURKISH_F: Layout = dict(zip(LETTERS, "fgğıodrnhpuieaütkmljövcçzs", strict=True)) | {"-": "/", "_": "?"}
STROKE = 0.001  # seconds from one event to the next: what the page reads, however slow this machine is
# No key of a scan is late: what the page waits for begins when all have come, however slow their way is here.
HOLD = """() => {
  if (!window.letGo) {
    const [start, stop, held] = [window.setTimeout, window.clearTimeout, new Map()];
    let last = 0;
    window.setTimeout = (act, wait = 0, ...words) => {
      if (!window.holds || wait < 50) return start(act, wait, ...words);
      held.set(`held ${++last}`, [act, wait, ...words]);
      return `held ${last}`;
    };
    window.clearTimeout = (name) => {
      stop(held.get(name) ?? name);
      held.delete(name);
    };
    window.stall = (milliseconds) => {
      for (const [name, [act, wait, ...words]] of [...held].filter(([, timer]) => timer[1] <= milliseconds)) {
        held.delete(name);
        act(...words);
      }
    };
    window.letGo = () => {
      window.holds = false;
      for (const [name, timer] of held) if (Array.isArray(timer)) held.set(name, start(...timer));
    };
  }
  window.holds = true;
  return performance.timeOrigin / 1000;
}"""
STALL = """async ([milliseconds, blocked]) => {
  const now = performance.now.bind(performance);
  if (blocked) performance.now = () => now() + milliseconds;
  window.stall(milliseconds);
  for (const _ of "123") await new Promise((done) => setTimeout(done, 0));
}"""
LET_GO = "window.letGo?.()"
BY_HAND = 0.12  # seconds from one sign to the next
HELD = 0.06  # seconds for which a finger holds a key
HANDLED = "new Promise((done) => setTimeout(done, 300))"  # after what the page itself waits for a key
BLINK = 0.35  # seconds after which the same unit may be scanned again


class Scanner:
    """Types on a page, wherever its focus is. Each key bears the time at which it is pressed: a busy machine
    does not make it type like a person."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._line = page.context.new_cdp_session(page)
        self._clock = 0.0  # of its last key, in seconds since 1970

    def scan(self, *texts: str, end: str = "Enter", layout: Layout | None = None) -> None:
        """Back to back. `end` is a key that follows each, or several with a space between them."""
        strokes = [each for text in texts for each in (*_signs(text, layout or {}), *map(_end, end.split()))]
        events = list(self._timed(strokes, self._page.evaluate(HOLD)))
        self._line._sync(self._send(events))  # its own send() waits for each answer
        with suppress(Error):  # it was left by that scan
            self._page.evaluate(LET_GO)

    def scan_on_a_stalled_computer(
        self, *texts: str, signs: int, seconds: float, blocked: bool = False
    ) -> None:
        """After so many signs so much time passes for the page, and none for the scanner. A `blocked` page
        ran nothing meanwhile: its timers are as late as its keys."""
        strokes = [each for text in texts for each in (*_signs(text, {}), _end("Enter"))]
        self._clock = time.time() + 60  # no key is late, or the page would wait longer for the next
        events = list(self._timed(strokes, self._page.evaluate(HOLD)))
        self._line._sync(self._send(events[: 2 * signs]))
        self._page.evaluate(STALL, [seconds * 1000, blocked])
        self._line._sync(self._send(events[2 * signs :]))
        self._page.evaluate(LET_GO)

    def press(self, key: str, *, ago: float = 0) -> None:
        """A finger on one key, a second after what was on screen before or `ago`, until the page has dealt
        with it."""
        stroke = _end(key) if key in NAMED else next(_signs(key, {}))
        if key == " ":
            stroke |= {"windowsVirtualKeyCode": 32}
        at = time.time() + 1 - ago if ago else max(time.time(), self._clock) + 1
        self._clock = max(self._clock, at)
        times = {"keyDown": at, "keyUp": at + HELD}
        events = [{**stroke, "type": kind, "timestamp": at} for kind, at in times.items()]
        self._line._sync(self._send(events))
        with suppress(Error):  # it was left by that key
            self._page.evaluate(HANDLED)

    def type(self, text: str) -> None:
        """By a person, sign after sign."""
        self._clock = max(self._clock, time.time()) + 1
        events = []
        for stroke in _signs(text, {}):
            self._clock += BY_HAND
            events += [{**stroke, "type": kind, "timestamp": self._clock} for kind in ("keyDown", "keyUp")]
        self._line._sync(self._send(events))

    def blink(self, seconds: float = BLINK) -> None:
        """It lies on the bench for so long; by default, that the same unit may be scanned again anyway."""
        self._clock = max(self._clock, time.time()) + seconds

    def _timed(self, strokes: list[dict[str, Any]], began: float) -> Iterator[dict[str, Any]]:
        """Down and up; the last key is pressed now, if the one before it was not later. None is from before
        the page `began`: Chromium ends a page that hears of such a key."""
        events = [{**stroke, "type": kind} for stroke in strokes for kind in ("keyDown", "keyUp")]
        self._clock = max(self._clock, began, time.time() - len(events) * STROKE)
        for event in events:
            self._clock += STROKE
            yield {**event, "timestamp": self._clock}

    async def _send(self, events: list[dict[str, Any]]) -> None:
        line = self._line._impl_obj
        await asyncio.gather(*(line.send("Input.dispatchKeyEvent", _event(each), None) for each in events))


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "text" or event["type"] == "keyDown"}


def _end(key: str) -> dict[str, Any]:
    number, text = NAMED[key]
    return {"key": key, "code": key, "windowsVirtualKeyCode": number, **({"text": text} if text else {})}


def _signs(text: str, layout: Layout) -> Iterator[dict[str, Any]]:
    for sign in text:
        plain = SHIFTED.get(sign, sign.lower())
        shift = plain != sign
        made = layout.get(sign) or layout.get(plain, plain)
        key = (made.replace("i", "İ").upper() if shift and plain.isalpha() else made) if layout else sign
        code = f"Key{plain.upper()}" if plain in LETTERS else SIGNS.get(plain, f"Digit{plain}")
        yield {"key": key, "text": key, "code": code, "modifiers": 8 * shift}
