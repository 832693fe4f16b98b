"""Batches of labels: asked for, watched, steered, answered for."""
