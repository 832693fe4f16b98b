"""Compare the contents of a label's barcodes with the numbers that they must contain."""

from packages_ui.codes.numbers import matches, numbers_of

__all__ = ["matches", "numbers_of"]
