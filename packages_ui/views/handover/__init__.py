"""Boxes into the cage, and the cage to its driver."""
