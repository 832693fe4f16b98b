"""Whatever comes from outside is drawn in child processes with limits: it ends at most its own label."""
