"""The print agent: one file that runs alone on a desk's PC, and how the server serves it."""
