"""Batches of cargo labels: made, fetched, joined, listed."""
