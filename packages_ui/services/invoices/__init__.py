"""Invoices of packages: fetched from the address that Seller Center names, and printed."""
