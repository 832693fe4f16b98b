"""Handover to the shipping companies."""
