"""From a label to paper: the ledger, and the feeder that is the only one to send."""
