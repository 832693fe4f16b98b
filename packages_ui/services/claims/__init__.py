"""Claims of customers who cancel: their packages are stopped while the claim is open."""
