"""Actions on many packages at once: shown first, then done by a worker, package by package."""
