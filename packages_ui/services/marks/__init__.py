"""Our own marks on packages, and what stops one: a hold, a cancellation."""
