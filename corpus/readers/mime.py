"""Messages of the internet, parsed with no header longer than its parser bears.

Python's parser of structured headers takes time with the square of their length and more, and nests as
deep as they do; no program writes the type or the name of a part as long as one that would be felt.
"""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

__all__ = ["parsed_message"]

_LONGEST = 20_000
_LONGEST_OF_A_PART = 1_000
"""The second is for the headers that say what a part is."""


class _BoundedHeaders(EmailPolicy):
    def header_fetch_parse(self, name: str, value: Any) -> Any:  # noqa: ANN401 - the standard library's signature
        if isinstance(value, str):
            value = value[: _LONGEST_OF_A_PART if name.lower().startswith(("content-", "mime-")) else _LONGEST]
        try:
            return super().header_fetch_parse(name, value)
        except RecursionError:
            return super().header_fetch_parse(name, "")


_POLICY: Any = _BoundedHeaders()


def parsed_message(data: bytes) -> EmailMessage:
    """The message with its parts; a header longer than any in use counts with its beginning, one too nested not."""
    message: EmailMessage = message_from_bytes(data, policy=_POLICY)
    return message
