"""The YAML head of a Markdown file: where it ends, and what it says of the document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from ..dates import find_date
from ..language import language_code

__all__ = ["FrontMatter", "read_front_matter"]

_FENCED = re.compile(
    r"\s{0,100}?---[ \t]*(?:\r\n|\r|\n)(?P<yaml>(?:.*?(?:\r\n|\r|\n))??)(?:---|\.\.\.)[ \t]*(?=\r|\n|\Z)", re.DOTALL
)
_FIELD = re.compile(r"^(?P<key>[A-Za-z_]+)[ \t]*:[ \t]*(?P<value>\S[^\r\n]*?)[ \t]*$", re.MULTILINE)
_FIRST_KEY = re.compile(r"\s*(?:[\w\"'-][^:\r\n]*:|#|\Z)")
_MAX_LENGTH = 65_536

_TITLE_KEYS = ("title",)
_DATE_KEYS = ("date", "published", "created", "updated", "modified", "lastmod")
_LANGUAGE_KEYS = ("language", "lang", "locale")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The part `[0, end)` of a text, and what it holds; None for what it does not."""

    end: int
    title: str | None = None
    date: str | None = None
    language: str | None = None


def read_front_matter(text: str) -> FrontMatter | None:
    """What stands between `---` lines at the very beginning, or None. Malformed YAML is read line by line."""
    fenced = _FENCED.match(text)
    if not fenced or len(fenced["yaml"]) > _MAX_LENGTH or not _FIRST_KEY.match(fenced["yaml"]):
        return None
    fields = _fields(fenced["yaml"])
    return FrontMatter(
        end=fenced.end(),
        title=next(filter(None, (_title(fields.get(key)) for key in _TITLE_KEYS)), None),
        date=next(filter(None, (_date(fields.get(key)) for key in _DATE_KEYS)), None),
        language=next(filter(None, (language_code(fields.get(key, "")) for key in _LANGUAGE_KEYS)), None),
    )


def _fields(source: str) -> Mapping[str, Any]:
    try:
        loaded = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError, AttributeError):
        # A colon in an unquoted title is the commonest slip; the lines still say what they mean.
        loaded = {match["key"]: match["value"].strip("\"'") for match in _FIELD.finditer(source)}
    if not isinstance(loaded, dict):
        return {}
    return {str(key).lower(): value for key, value in loaded.items() if isinstance(key, str)}


def _title(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    return " ".join(str(value).split()) or None


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return find_date(value) if isinstance(value, str) else None
