"""Compare what a label's barcodes say with the numbers that they must say."""

from packages_ui.codes.numbers import matches, numbers_of

__all__ = ["matches", "numbers_of"]
