"""What a ZPL printer does with a command beyond the label that contains it. Only facts.

A printer keeps most settings until it is switched off, so one carrier's label would move, turn or blacken the
next one's. Whatever is in none of these tables does not go to a printer.
"""

from packages_ui.messages import labels as messages


def _commands(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Kept by the printer: the value that it has after power-up. A label may set these; the frame puts them back.
OWN_VALUES = {
    "^MU": b"D",  # unit: dots
    "^LH": b"0,0",  # origin
    "^PO": b"N",  # upside down
    "^PM": b"N",  # mirrored
    "^LR": b"N",  # white on black
    "^FW": b"N",  # turn of fields
    "^CF": b"A,9,5",  # font
    "^BY": b"2,3.0,10",  # bars: narrow, ratio, height
    "^CI": b"0",  # code page
    "^CV": b"N",  # printed words instead of a barcode whose data is wrong
    "^JM": b"A",  # all dots of the head, not each second one
    "^MC": b"Y",  # the label before is wiped out
    "^MD": b"0",  # darkness, relative to the one that the owner has set with ~SD: 0 is the owner's
}
# Kept too, and put back as the paper is, by media: the width and the length in dots.
OF_PAPER = frozenset({"^PW", "^LL"})
# Put back only where a label sets them: older printers do not know them.
RARE_VALUES = {"^PA": b"0,0,0,0"}
# What the printer's owner has calibrated, and no label may change: a label's own value is left out. Darkness,
# speed, ribbon, gap or mark, cutter, tear-off line, longest label, feed at start, sensors, backfeed, reprint
# after a jam, the paper's place under the head; and ^JU, which would save all of it for ever.
OWNERS = _commands(
    "~SD ^PR ^MT ^MN ^MM ~TA ^ML ^MF ^SS ~JS ^JS ^JZ ^JU ^JT ^JJ ^JW ^JH ^LT ^LS ^SP ^XS ^SR ^MA ^SI"
)
# Belong to one label and end with it. Fonts (^A0 … ^AZ, ^A@) and barcodes (^B0 … ^BZ) besides.
OF_LABEL = _commands(
    "^XA ^XZ ^FS ^FO ^FT ^FD ^FV ^FX ^FB ^FC ^FE ^FH ^FM ^FN ^FP ^FR ^TB ^SN ^SF ^SE ^PQ ^GB ^GC ^GD ^GE ^GF "
    "^GS ^XG ^XF ^IM ^IL ^DF ^ID ^CW ^XB ^RF"
)
FONT_OR_BARCODE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ@")
ALLOWED = OF_LABEL | OF_PAPER | OWN_VALUES.keys() | RARE_VALUES.keys()
# Loaded into the printer's memory before a label that uses them.
DOWNLOADS = frozenset({"~DB", "~DE", "~DG", "~DS", "~DT", "~DU", "~DY"})
# By which parameter (from 0) a command names what was loaded or stored.
USES = {"^XG": 0, "^IM": 0, "^IL": 0, "^XF": 0, "^A@": 3, "^CW": 1}
PREFIXES = frozenset({"^CC", "~CC", "^CT", "~CT", "^CD", "~CD"})
DATA = frozenset({"^FD", "^FV", "^FX"})
TEXTS = frozenset({"^FD", "^FV", "^SN"})
DRAWS = frozenset({"^FD", "^FV", "^GB", "^GC", "^GD", "^GE", "^GF", "^GS", "^XG", "^XF", "^IM", "^IL", "^SN"})
RESIDENT_FONTS = frozenset("0ABCDEFGHPQRSTUV")
# Refused, not just left out: no carrier's label has these by chance.
HARMS = {
    "~JR": messages.HARM_RESETS,
    "~JA": messages.HARM_CANCELS,
    "~JX": messages.HARM_CANCELS,
    "~JP": messages.HARM_CANCELS,
    "~JQ": messages.HARM_CANCELS,
    "~PP": messages.HARM_PAUSES,
    "^PP": messages.HARM_PAUSES,
    "^ZZ": messages.HARM_SLEEPS,
    "~ZZ": messages.HARM_SLEEPS,
    "^MP": messages.HARM_LOCKS,
    "~PR": messages.HARM_REPEATS,
    "~WC": messages.HARM_PRINTS_SETTINGS,
    "^WD": messages.HARM_PRINTS_CONTENTS,
    "~JD": messages.HARM_DUMPS,
    "^JB": messages.HARM_ERASES,
    "~JB": messages.HARM_ERASES,
    "~EG": messages.HARM_ERASES,
    "^EG": messages.HARM_ERASES,
    "^TO": messages.HARM_COPIES,
    "^JI": messages.HARM_STARTS,
    "~JI": messages.HARM_STARTS,
    "~RO": messages.HARM_COUNTERS,
    "^RO": messages.HARM_COUNTERS,
    "^SZ": messages.HARM_LANGUAGE,
    "^KP": messages.HARM_PASSWORD,
    "^KN": messages.HARM_NAME,
    "^KL": messages.HARM_MENU,
    "^ST": messages.HARM_CLOCK,
    "^SC": messages.HARM_CONNECTION,
    "^SX": messages.HARM_ALERTS,
    "^SQ": messages.HARM_ALERTS,
}
NETWORK = ("^N", "~N", "^W", "~W")
