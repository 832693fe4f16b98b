"""Barcodes that differ from the code of their product: taught, looked up, imported and exported."""
