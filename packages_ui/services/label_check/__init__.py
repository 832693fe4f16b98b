"""Files of labels, tried on a printer that need not be there: what `manage.py check_labels` says of them."""
