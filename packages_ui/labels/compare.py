"""Compare what a label's barcodes say with the numbers that they must say."""

from packages_ui.codes.numbers import matches, says

__all__ = ["matches", "says"]
