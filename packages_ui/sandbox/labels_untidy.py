"""Labels as real carriers send them: other prefixes, comments, no length, other dpi, numbers inside of codes.

Every tracking number can be read on its label, so that parcels can be packed by it.
"""

import gzip
from base64 import b64encode, encodebytes
from collections.abc import Callable
from zlib import compress

from packages_ui.sandbox.label_facts import LabelFacts
from packages_ui.sandbox.labels_pdf import pdf
from packages_ui.sandbox.labels_zpl import hexed
from packages_ui.sandbox.records import Record, tracking

FINE = 300 / 203
POSTCODE = "34710"
ROUTE = "9632080400200044387500"  # of FedEx, before the tracking number
END = "^XZ\r\n"
DRIVER = "^XA~TA000~JSN^LT0^MNW^MTT^PON^PMN^LH0,0^JMA^PR4,4~SD15^JUS^LRN^CI0^XZ"


def comments(facts: LabelFacts) -> str:
    """Remarks in several ways, and the label begun twice."""
    head = "^XA^LL1199\r\n^FX utf-8^FS ^CI28\r\n; Aliciya ait alan\r\n^XA^PON^FWN"
    bars = f"; Barkod\r\n^BY3,3,160^FO60,500^BCN,,Y,N\r\n;^FH^FD{hexed(facts.tracking_number)}^FS"
    return "\r\n".join([head, *_texts(facts), bars, END])


def parameters(facts: LabelFacts) -> str:
    """Blanks, and parameters that no command has; no length."""
    bars = f"^BY 3,2.0,160,\n^FO 60, 500^BC N, 160, Y,N,N,\n^FH^FD{hexed(facts.tracking_number)}^FS"
    return "\n".join(["^XA^CF,0,0,0^PR12^MD10^PW 800^CI28^LH0,0,1", *_texts(facts), bars, END])


def prefixes(facts: LabelFacts) -> str:
    """A sign of its own instead of the caret."""
    return (
        "^XA^CC|" + (_plain(facts).removeprefix("^XA").removesuffix(END) + "^CC").replace("^", "|") + "^^XZ"
    )


def driver(facts: LabelFacts) -> str:
    """As a label designer's printer driver sends it: it sets up the printer first."""
    return f"CT~~CD,~CC^~CT~\r\n{DRIVER}\r\n{_plain(facts, '^MMT^PW799^LL1199^LS0')}"


def escaped(facts: LabelFacts) -> str:
    """Made JSON once too often."""
    zpl = _plain(facts, bars=_bars("\\u003e:" + hexed(facts.tracking_number)))
    return zpl.replace("\r\n", "\\r\\n").replace("&", "\\u0026")


def twice(facts: LabelFacts) -> str:
    """Two pieces of paper from one format, in base64."""
    return b64encode(_plain(facts, "^CI28^PQ2,0,1,Y").encode()).decode()


def fine(facts: LabelFacts) -> str:
    """For a printer of 300 dpi, 100 x 150 mm."""
    bars = _bars(hexed(facts.tracking_number), across=90, down=740, module=4, height=240)
    return "\r\n".join(["^XA^PW1181^LL1772", *_texts(facts, FINE), bars, END])


def long(facts: LabelFacts) -> str:
    """192 mm, which it does not set."""
    lower = [_bars(f"LP{facts.number}", down=1250), _text(60, 1480, 30, facts.order_number)]
    return _plain(facts, "^PW799", *lower)


def stored(facts: LabelFacts) -> str:
    """A form, and what is filled in."""
    form = ["^XA^DFR:ETIKET.ZPL^FS", *_texts(facts), "^FO60,500^BY3^BCN,160,Y,N,N^FN1^FS", END]
    return "\r\n".join([*form, f"^XA^XFR:ETIKET.ZPL^FS^FN1^FH^FD{hexed(facts.tracking_number)}^FS", END])


def logo(facts: LabelFacts) -> str:
    """A picture that is loaded first, and one that is packed."""
    wave = bytes(255 if (row // 8 + place) % 2 else 0 for row in range(64) for place in range(8))
    packed = b64encode(compress(wave)).decode()
    pictures = "^FO600,40^XGR:LOGO.GRF,1,1^FS^FO690,40^GFA,512,512,8,:Z64:" + packed + ":0000^FS"
    return f"~DGR:LOGO.GRF,512,8,{wave.hex().upper()}\r\n" + _plain(facts, pictures)


def fedex(facts: LabelFacts) -> str:
    """34 digits of which the last are the tracking number, and a PDF417."""
    code = facts.tracking_number
    square = (
        f"^FO60,690^BY2,2^B7N,6,5,9^FH^FD[)>_1E01_1D02{POSTCODE}_1D792_1D019_1D{hexed(code)}_1DFDEG_1E_04^FS"
    )
    bars = f"^FO60,900^BY2^BCN,160,N,N,N^FH^FD{_behind_route(code)}^FS"
    small = f"^FO770,400^A0N,14,18^FWB^FH^FD{hexed(facts.number)}^FS^FWN"
    return "\r\n".join(
        ["^XA^CF,0,0,0^PR12^MD10^PW800^POI^CI13^LH0,20", *_texts(facts), square, bars, small, END]
    )


def usps(facts: LabelFacts) -> str:
    """A postcode before the tracking number, as GS1 has it."""
    return _plain(facts, bars=_bars(f">;>8420{POSTCODE}>8{facts.tracking_number}", print_it=False))


def ups(facts: LabelFacts) -> str:
    """A MaxiCode with a short postcode, a route that other parcels have too, and the tracking number."""
    code = hexed(facts.tracking_number)
    message = f"[)>_1E01_1D96{code[:10]}_1DUPSN_1D680RA4_1D_1D1/1_1D_1DY_1E_04"
    maxicode = f"^FO20,470^BD3^FH^FD003792{POSTCODE} {message}^FS"
    route = f"^FO284,560^BY3^BCN,107,N,N,N,A^FD421792{POSTCODE}^FS"
    bars = f"^FO66,792^BY3^BCN,208,N,N,N,A^FH^FD{code}^FS"
    return "\r\n".join(["^XA^LH10,12\n^PW812\n^CI27", *_texts(facts), maxicode, route, bars, END])


def sscc(facts: LabelFacts) -> str:
    """The number of a shipping box, as GS1 has it."""
    return _plain(facts, bars=_bars(f">;>800{facts.tracking_number}"))


def pdf_in_lines(facts: LabelFacts) -> str:
    """Base64 with an end of line behind 76 letters."""
    return encodebytes(pdf(facts, width=100, height=150)).decode()


def pdf_uri(facts: LabelFacts) -> str:
    return "data:application/pdf;base64," + b64encode(pdf(facts, width=100, height=150)).decode()


def pdf_packed(facts: LabelFacts) -> str:
    """gzip in base64."""
    return b64encode(gzip.compress(pdf(facts, width=100, height=150), mtime=0)).decode()


UNTIDY: dict[str, Callable[[LabelFacts], str]] = {
    "zpl-comments": comments,
    "zpl-parameters": parameters,
    "zpl-prefixes": prefixes,
    "zpl-driver": driver,
    "zpl-json": escaped,
    "zpl-twice": twice,
    "zpl-300dpi": fine,
    "zpl-long": long,
    "zpl-form": stored,
    "zpl-logo": logo,
    "zpl-fedex": fedex,
    "zpl-usps": usps,
    "zpl-ups": ups,
    "zpl-sscc": sscc,
    "pdf-lines": pdf_in_lines,
    "pdf-uri": pdf_uri,
    "pdf-gzip": pdf_packed,
}
KINDS = {  # with tidy ones among them
    "aras": ("zpl", "zpl-comments", "zpl-parameters", "zpl-driver", "zpl-json", "zpl-form"),
    "dhl": ("pdf-landscape", "zpl-sscc", "zpl-long", "pdf-lines"),
    "yurtici": ("pdf", "zpl-300dpi", "zpl-prefixes", "pdf-uri", "pdf-gzip"),
    "mng": ("zpl-base64", "zpl-twice", "zpl-logo"),
    "surat": ("png", "png-uri", "jpeg", "zpl-ups"),
    "ptt": ("html", "zpl-usps", "zpl-fedex"),
}


def renumber(record: Record, kind: str) -> None:
    """Give the package a tracking number as that carrier has them, made from its own of 13 digits."""
    digits = str(record.body["tracking_number"] or "")
    if not digits.isdecimal():
        return
    numbers = {
        "zpl-ups": f"1Z680RA4{digits[:10]}",
        "zpl-fedex": digits[:12],
        "zpl-usps": _checked(f"92055903{digits}"),
        "zpl-sscc": _checked(f"3869{digits}"),
    }
    if number := numbers.get(kind):
        record.body.update(tracking(number))


def _plain(facts: LabelFacts, head: str = "^CI28", *fields: str, bars: str = "") -> str:
    """A label that is tidy but for what is given; no length unless `head` sets one."""
    bars = bars or _bars(hexed(facts.tracking_number))
    return "\r\n".join([f"^XA{head}", *_texts(facts), bars, *fields, END])


def _texts(facts: LabelFacts, dots: float = 1) -> list[str]:
    """Company, address and footer, for a printer of so many dots to each of a 203 dpi one."""
    lines = [_text(40, 130 + 44 * place, 34, line, dots) for place, line in enumerate(facts.lines)]
    box = f"^FO{round(40 * dots)},{round(115 * dots)}^GB{round(720 * dots)},3,3^FS"
    return [_text(40, 50, 52, facts.company, dots), box, *lines, _text(40, 1120, 26, facts.footer, dots)]


def _text(across: int, down: int, size: int, text: str, dots: float = 1) -> str:
    height = round(size * dots)
    return f"^FO{round(across * dots)},{round(down * dots)}^A0N,{height},{height}^FH^FD{hexed(text)}^FS"


def _bars(
    data: str, *, across: int = 60, down: int = 500, module: int = 3, height: int = 160, print_it: bool = True
) -> str:
    text = "Y" if print_it else "N"
    return f"^FO{across},{down}^BY{module}^BCN,{height},{text},N,N^FH^FD{data}^FS"


def _behind_route(code: str) -> str:
    """In pairs of digits; a number that is none of FedEx's stands alone."""
    return f">;{ROUTE}{code}" if code.isdecimal() and len(code) % 2 == 0 else hexed(code)


def _checked(digits: str) -> str:
    """With GS1's check digit."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)
