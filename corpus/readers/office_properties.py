"""What the core properties of an office document tell of it."""

from datetime import datetime
from typing import Any

__all__ = ["day_saved"]

_OF_TEMPLATES = frozenset(
    {
        datetime(2013, 12, 23, 23, 15),  # noqa: DTZ001 - as the file has it
        datetime(2013, 1, 27, 9, 14, 16),  # noqa: DTZ001
        datetime(2013, 1, 27, 9, 15, 58),  # noqa: DTZ001
    }
)
"""The moments in the templates of python-docx and python-pptx: they tell nothing of a document made from one."""


def day_saved(properties: Any) -> str | None:  # noqa: ANN401 - each library has its own
    """The day, as YYYY-MM-DD, on which the document was last saved, or else made."""
    for moment in (properties.modified, properties.created):
        if moment and moment.replace(tzinfo=None) not in _OF_TEMPLATES:
            day: str = moment.date().isoformat()
            return day
    return None
