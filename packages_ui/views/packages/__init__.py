"""Packages: the list, one package, and the page of every verb."""
