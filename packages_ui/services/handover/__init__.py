"""Boxes that go into the cage of a shipping company, until its driver has signed for them."""
