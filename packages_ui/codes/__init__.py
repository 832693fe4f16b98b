"""What codes say, whoever compares them: scans, barcodes on labels, numbers of packages. Pure functions."""
