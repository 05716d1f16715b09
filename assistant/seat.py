"""What one open page looks at, and the questions that wait for the answer under way."""

import time
from dataclasses import dataclass

__all__ = ["Seat"]


@dataclass(slots=True)
class Seat:
    """What one open page looks at: an answer begun before it changed is not shown any more."""

    changes: int = 0
    conversation: str = ""
    stopped: bool = False
    running: bool = False
    queued: int = 0
    """Questions that wait for the answer under way."""

    def turn_to(self, conversation: str, *, stopped: bool = False) -> None:
        """The page shows another conversation, or the answer under way is not wanted any more."""
        self.changes += 1
        (self.conversation, self.stopped) = (conversation, stopped)

    def wait(self) -> bool:
        """Wait for the answer under way; False where that was stopped, or the page has turned elsewhere."""
        begun = self.changes
        self.queued += 1
        try:
            while self.running and self.changes == begun:
                time.sleep(0.1)
        finally:
            self.queued -= 1
        return self.changes == begun
