"""A barcode scanner: a keyboard whose keys go out without waiting for one another."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Page

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
ENDS = {"Enter": (13, "\r"), "Tab": (9, "")}
LETTERS = "qwertyuiopasdfghjklzxcvbnm"
Layout = Mapping[str, str]  # what a computer of that layout makes of the key that bears a sign in the US
TURKISH_Q: Layout = {"i": "ı", "-": "*", "/": ".", "'": "i", ";": "ş", ",": "ö", ".": "ç", "_": "?"}
TURKISH_F: Layout = dict(zip(LETTERS, "fgğıodrnhpuieaütkmljövcçzs", strict=True)) | {"-": "/", "_": "?"}
WATCH = """() => {
  window.pace = [];
  let first = 0, last = 0, signs = 0;
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key.length === 1) {
      if (!signs++) first = timeStamp;
      last = timeStamp;
    } else if (key === "Enter") {
      if (signs > 1) window.pace.push((last - first) / (signs - 1) * 19);
      signs = 0;
    }
  }, true);
}"""


class Scanner:
    """Types on a page, wherever its focus is."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._line = page.context.new_cdp_session(page)

    def scan(self, *texts: str, end: str = "Enter", layout: Layout | None = None) -> None:
        """Back to back. `end` is a key that follows each, or several with a space between them."""
        strokes = [each for text in texts for each in (*_signs(text, layout or {}), *map(_end, end.split()))]
        self._line._sync(self._send(strokes))  # its own send() waits for each answer

    def watch(self) -> None:
        """From now on the page remembers how fast it was typed at."""
        self._page.evaluate(WATCH)

    def pace(self) -> list[float]:
        """Of each scan that ended with Enter the milliseconds that twenty signs took, from first to last."""
        paces: list[float] = self._page.evaluate("window.pace")
        return paces

    async def _send(self, strokes: list[dict[str, Any]]) -> None:
        line = self._line._impl_obj
        events = ({**stroke, "type": kind} for stroke in strokes for kind in ("keyDown", "keyUp"))
        await asyncio.gather(*(line.send("Input.dispatchKeyEvent", _event(each), None) for each in events))


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "text" or event["type"] == "keyDown"}


def _end(key: str) -> dict[str, Any]:
    number, text = ENDS[key]
    return {"key": key, "code": key, "windowsVirtualKeyCode": number, **({"text": text} if text else {})}


def _signs(text: str, layout: Layout) -> Iterator[dict[str, Any]]:
    for sign in text:
        plain = SHIFTED.get(sign, sign.lower())
        shift = plain != sign
        made = layout.get(sign) or layout.get(plain, plain)
        key = (made.replace("i", "İ").upper() if shift and plain.isalpha() else made) if layout else sign
        code = f"Key{plain.upper()}" if plain in LETTERS else SIGNS.get(plain, f"Digit{plain}")
        yield {"key": key, "text": key, "code": code, "modifiers": 8 * shift}
