"""What one open page looks at, and the questions asked on it, which are answered one after another."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["Seat"]


@dataclass(slots=True)
class Seat:
    """What one open page looks at: an answer begun before it turned elsewhere is not shown any more."""

    conversation: str = ""
    known: bool = False
    """Whether it is known what the page looks at: a page may be older than its server."""
    turns: int = 0
    """How often the page has turned to another conversation."""
    stopped: bool = False
    """Whether the answer under way is not wanted any more."""
    _line: deque[object] = field(default_factory=deque)
    """A ticket for every question, in order; the first is being answered."""

    @property
    def queued(self) -> int:
        """Questions that wait for the answer under way."""
        return max(len(self._line) - 1, 0)

    def turn_to(self, conversation: str) -> None:
        """The page shows another conversation, and what it has asked before is not wanted any more."""
        self.turns += 1
        (self.conversation, self.known) = (conversation, True)

    def stop(self) -> None:
        """The answer under way is not wanted any more; questions that wait for it are."""
        self.stopped = True

    @contextmanager
    def turn(self, shown: str) -> Iterator[bool]:
        """A question's turn, on a page that shows the conversation `shown`; False where the page turned elsewhere."""
        (ticket, turns) = (object(), self.turns)
        self._line.append(ticket)
        try:
            while self._line[0] is not ticket and self.turns == turns:
                time.sleep(0.1)
            if self.turns == turns:
                if not self.known:
                    (self.conversation, self.known) = (shown, True)
                self.stopped = False
            yield self.turns == turns
        finally:
            self._line.remove(ticket)
