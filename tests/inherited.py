"""The environment of this process for another one."""

import os


def inherited() -> dict[str, str]:
    """Of any thread: pytest takes away and sets a variable of its own with each test."""
    return {name: value for name in list(os.environ) if (value := os.environ.get(name)) is not None}
