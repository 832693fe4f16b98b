"""The sentences of services, Seller Center, labels and printers: one module for each topic."""
