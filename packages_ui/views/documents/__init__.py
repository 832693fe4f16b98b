"""Documents: requested, followed, printed."""
