"""How long a question waits for documents that are new."""

import time

__all__ = ["Patience"]

_MORE = 60.0
"""Seconds that the rest may take for a question to wait for the whole."""


class Patience:
    """For so many seconds; a little longer where that is enough for everything."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._begun: float | None = None

    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._until

    def bears(self, done: int, total: int) -> bool:
        """Whether to go on with something of which so much is done, told from its beginning."""
        self._begun = self._begun or time.monotonic()
        if not done or not self.over():
            return True
        return (time.monotonic() - self._begun) / done * (total - done) < _MORE
