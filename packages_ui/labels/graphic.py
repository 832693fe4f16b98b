"""A black and white picture as ZPL that prints as it is, whatever the label before it left behind."""

import zlib
from base64 import b64encode
from binascii import crc_hqx

from PIL import Image

# A printer keeps these from one label to the next: unit, origin, and what turns, mirrors or inverts. Not the
# shifts `^LS` and `^LT`: whoever stands at the printer sets them there, so that labels lie where they should.
RESET = b"^MUD^LH0,0^PON^PMN^LRN^FWN"


def graphic_to_zpl(image: Image.Image) -> bytes:
    """One label: the picture, one dot for one dot of the printer, from the paper's upper left corner.

    Its size becomes the paper's width and length. Grey is black from one half on. Equal pictures give equal
    bytes.
    """
    row = (image.width + 7) // 8
    ink = image.convert("1", dither=Image.Dither.NONE).tobytes("raw", "1;I")
    packed = b64encode(zlib.compress(ink))
    size = row * image.height
    return b"^XA%s^PW%d^LL%d^FO0,0^GFA,%d,%d,%d,:Z64:%s:%04X^FS^PQ1,0,1,Y^XZ\n" % (
        RESET,
        image.width,
        image.height,
        size,
        size,
        row,
        packed,
        crc_hqx(packed, 0),
    )
