"""What a shift lead looks at: the overview, its screen on the wall, and the cut-off times."""
