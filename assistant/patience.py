"""How long a question waits for documents that are new."""

import time

__all__ = ["Patience"]

_MORE = 8
"""How many times as long the rest of a stage may take for a question to wait for all of it."""


class Patience:
    """For so many seconds, through one stage after the other; longer where a stage ends soon after."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._begun = time.monotonic()
        self._done = 0
        self._over = False

    def bears(self, done: int, total: int) -> bool:
        """Whether to go on with a stage of which so much is done; told often, from its beginning."""
        now = time.monotonic()
        if done < self._done:
            (self._begun, self._over) = (now, False)
        self._done = done
        if now > self._until and not self._over:
            # For good: what is left out from now on takes no time, and says nothing of the pace.
            self._over = not done or (now - self._begun) / done * (total - done) >= _MORE * self._seconds
        return not self._over
