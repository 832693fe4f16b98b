"""The packing station: scans become verified units, labels, packed boxes."""
