"""Stations and their printers."""
