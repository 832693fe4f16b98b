"""A black and white picture as ZPL that prints as it is, whatever the label before it left behind."""

import zlib
from base64 import b64encode
from binascii import crc_hqx

from PIL import Image

from packages_ui.labels.copies import ZPL_ONE
from packages_ui.labels.zpl.frame import RESET


def graphic_to_zpl(image: Image.Image) -> bytes:
    """One label: the picture, one dot for one dot of the printer, from the paper's upper left corner.

    Not of the shifts `^LS` and `^LT`: the printer's owner sets them, so that labels lie where they should.

    Its size becomes the paper's width and length. Grey is black from one half on. Equal pictures give equal
    bytes.
    """
    row = (image.width + 7) // 8
    ink = image.convert("1", dither=Image.Dither.NONE).tobytes("raw", "1;I")
    packed = b64encode(zlib.compress(ink))
    size = row * image.height
    return b"^XA%s^PW%d^LL%d^FO0,0^GFA,%d,%d,%d,:Z64:%s:%04X^FS%s" % (
        RESET,
        image.width,
        image.height,
        size,
        size,
        row,
        packed,
        crc_hqx(packed, 0),
        ZPL_ONE,
    )
