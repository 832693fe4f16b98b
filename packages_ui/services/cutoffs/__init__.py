"""Cut-off times: when each shipping company picks up, and by when an order has to be ready for it."""
