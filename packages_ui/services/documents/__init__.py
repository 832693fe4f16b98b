"""Documents: requested here, made by a worker, printed at the station that requested them."""
