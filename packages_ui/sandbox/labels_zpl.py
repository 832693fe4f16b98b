"""Labels as ZPL: 104 x 120 mm at 203 dpi, the way a carrier's adapter sends them."""

from packages_ui.sandbox.label_facts import LabelFacts

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:/-")
WIDTH, HEIGHT = 831, 959


def zpl(facts: LabelFacts) -> str:
    """One label; `^CI28` stands before `^XA`."""
    return "^CI28\r\n" + _label(facts, "1/1")


def zpl_pieces(facts: LabelFacts) -> str:
    """Two labels in one text, for the box and for the carrier's sheet."""
    return "^CI28\r\n" + _label(facts, "1/2") + _label(facts, "2/2")


def hexed(text: str) -> str:
    """`text` for a field after `^FH`: every byte of UTF-8 that is not plain becomes `_XX`."""
    return "".join(chr(byte) if byte in _PLAIN else f"_{byte:02X}" for byte in text.encode())


def _label(facts: LabelFacts, piece: str) -> str:
    lines = [_text(40, 150 + 48 * place, 36, line) for place, line in enumerate(facts.lines)]
    code = facts.tracking_number
    return "\r\n".join(
        [
            "^XA",
            f"^PW{WIDTH}^LL{HEIGHT}^LH0,0",
            _text(40, 40, 60, facts.company),
            _text(700, 40, 44, piece),
            "^FO40,120^GB750,3,3^FS",
            *lines,
            "^FO40,440^GB750,3,3^FS",
            # subset B: mixed with C the printer's and the reader's idea of the text may differ
            f"^BY3,3,200^FO110,500^BCN,200,Y,N,N^FH^FD{hexed(code)}^FS",
            _text(40, 800, 30, f"Parça {piece}  Ürün adedi: {facts.items}"),
            _text(40, 860, 28, facts.footer),
            "^XZ\r\n",
        ]
    )


def _text(x: int, y: int, size: int, text: str) -> str:
    return f"^FO{x},{y}^A0N,{size},{size}^FH^FD{hexed(text)}^FS"
