"""Documents: asked for here, made by a worker, printed where they were asked for."""
