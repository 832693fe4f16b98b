"""The local copy of packages: kept, read from Seller Center, searched, forgotten."""
