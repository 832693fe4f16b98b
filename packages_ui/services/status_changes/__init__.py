"""Status changes that wait for Seller Center, and what a person decides about those in conflict."""
