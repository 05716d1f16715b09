"""MBOX: a mailbox has no text of its own, only messages."""

import hashlib
import re
from collections.abc import Iterator

from ..errors import UnreadableDocument
from ..parts import distinct, part_name
from ..reader import Member, Reading, SkippedPart, Source

__all__ = ["READER", "MailboxReader"]

_SEPARATOR = re.compile(rb"^From [^\r\n\d]*\d[^\r\n]*\r?\n", re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:\s*<?([^<>\s]{3,200})", re.MULTILINE | re.IGNORECASE)
_HEAD_BYTES = 100_000
_MOST_MESSAGES = 10_000


class MailboxReader:
    """Reads `.mbox`."""

    suffixes = frozenset({".mbox", ".mbx"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The messages by their Message-ID: one keeps its address when others come and go."""
        if not _SEPARATOR.match(data):
            raise UnreadableDocument("damaged, or no mailbox")
        members: list[Member] = []
        skipped: list[SkippedPart] = []
        taken: dict[str, int] = {}
        for number, message in enumerate(_messages(data)):
            if number >= _MOST_MESSAGES:
                reason = f"a mailbox of more than {_MOST_MESSAGES} messages; split it"
                skipped.append(SkippedPart("further messages", reason))
                break
            members.append(Member(distinct(_name(message), taken), ".eml", message))
        return Reading("", (), members=tuple(members), skipped=tuple(skipped))


READER = MailboxReader()


def _messages(data: bytes) -> Iterator[bytes]:
    """The bytes of each message as it was sent."""
    starts = list(_SEPARATOR.finditer(data))
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(data)
        message = _ESCAPED.sub(rb"\1", data[start.end() : end])
        yield message[:-1] if message.endswith(b"\n\n") else message


def _name(message: bytes) -> str:
    found = _MESSAGE_ID.search(message[:_HEAD_BYTES])
    given = found[1].decode("ascii", "replace") if found else hashlib.sha256(message).hexdigest()[:16]
    return part_name(given.replace("/", "_"))
