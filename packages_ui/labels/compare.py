"""Compare what a label's barcodes say with the numbers that they must hold."""

from collections.abc import Iterable

SHORTEST = 4


def matches(barcodes: Iterable[str], numbers: Iterable[str]) -> bool:
    """Whether one of the numbers is in one of the barcodes. Carriers add prefixes, routing codes, spaces and
    GS1's signs, so only letters and digits count, large like small. Numbers of less than 4 tell nothing."""
    wanted = [plain for number in numbers if len(plain := _plain(number)) >= SHORTEST]
    return any(number in plain for plain in map(_plain, barcodes) for number in wanted)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
