"""What a fake camera shows: a film of a barcode, which another library than the reader's has made."""

from pathlib import Path

import zint
from PIL import Image

SIZE = (640, 480)
KINDS = {  # on products and on labels of carriers; what is written, and what is read
    "Code 128": (zint.Symbology.CODE128, "7260028118", "7260028118"),
    "EAN-13": (zint.Symbology.EANX, "8690000000012", "8690000000012"),
    "EAN-8": (zint.Symbology.EANX, "9638507", "96385074"),
    "UPC-A": (zint.Symbology.UPCA, "042100005264", "0042100005264"),
    "Code 39": (zint.Symbology.CODE39, "AKN-7260", "AKN-7260"),
    "ITF": (zint.Symbology.C25INTER, "72600281180425", "72600281180425"),
    "QR": (zint.Symbology.QRCODE, "https://kargo.example/7260", "https://kargo.example/7260"),
    "Data Matrix": (zint.Symbology.DATAMATRIX, "AKN-A", "AKN-A"),
    "PDF417": (zint.Symbology.PDF417, "TRACK-123456", "TRACK-123456"),
}
FLAT = {zint.Symbology.PDF417: 3}  # modules that a row is high


def drawn(symbology: zint.Symbology, text: str, *, width: int = 460) -> Image.Image:
    """At most so many dots wide, each module in as many whole dots as fit."""
    symbol = zint.Symbol()
    symbol.symbology = symbology
    symbol.encode(text)
    data = symbol.encoded_data
    grid = Image.new("L", (symbol.width, symbol.rows), 255)
    dark = [(x, y) for y in range(symbol.rows) for x in range(symbol.width) if data[y, x // 8] >> x % 8 & 1]
    for place in dark:
        grid.putpixel(place, 0)
    module = max(1, min(width // symbol.width, 10))
    high = 100 if symbol.rows == 1 else symbol.rows * module * FLAT.get(symbology, 1)
    return grid.resize((symbol.width * module, high), Image.Resampling.NEAREST)


def scene(code: Image.Image) -> Image.Image:
    """On white, held not quite straight."""
    seen = Image.new("L", SIZE, 255)
    seen.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    return seen.rotate(7, Image.Resampling.BILINEAR, fillcolor=255)


def film(path: Path, picture: Image.Image) -> None:
    """Ten frames, which a fake camera plays again and again. Replaced at once: it may be playing."""
    grey = b"FRAME\n" + picture.tobytes() + bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    half = path.with_suffix(".half")
    half.write_bytes(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode() + grey * 10)
    half.replace(path)
