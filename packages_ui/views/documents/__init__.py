"""Documents: asked for, watched, printed."""
