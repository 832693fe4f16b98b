"""Boxes that are handed over to a shipping company, until its driver has signed for them."""
