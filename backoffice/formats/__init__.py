"""Dates and numbers of each language, where Django's own formats do not suit a warehouse in Turkey."""
