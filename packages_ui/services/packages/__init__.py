"""Packages at Seller Center: listed, read, and the verbs on them."""
