"""Codes that are scanned: how they are compared, and which package each is of."""
