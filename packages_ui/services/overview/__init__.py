"""Where the work stands: what is left, what waits for a person, whether it will make its pickup."""
