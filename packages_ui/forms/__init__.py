"""What people may send, and how it is checked: the filter of the list, and the acts."""
