"""What comes from outside, broken in a thousand ways: seeded, so that what it finds it finds again."""
