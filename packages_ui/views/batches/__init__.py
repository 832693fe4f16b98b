"""Batches of labels: requested, watched, controlled, answered."""
