"""Who asks, in which language they read the page, and from which address."""

import re
from dataclasses import dataclass
from typing import Any

from .wording import preferred

__all__ = ["LANGUAGE_COOKIE", "READER_HEADER", "Visitor"]

READER_HEADER = "guillemet-reader"
"""Set by `Access` on every request, and taken from nobody else."""

LANGUAGE_COOKIE = "guillemet_language"


@dataclass(frozen=True, slots=True)
class Visitor:
    """What one request says of the reader."""

    reader: str
    """Whose conversations these are."""
    language: str
    base: str
    """Scheme and host of this server as the reader reaches it: what links out of the page begin with."""

    @classmethod
    def of(cls, request: Any) -> "Visitor":  # noqa: ANN401 - Starlette's request, or Gradio's
        """The visitor of a request."""
        headers = request.headers
        chosen = re.search(rf"(?:^|;\s*){LANGUAGE_COOKIE}=(en|fr)(?:;|$)", headers.get("cookie") or "")
        # Gradio's requests have a URL, and headers that are looked up like these.
        scheme = str(request.url).partition(":")[0]
        return cls(
            headers.get(READER_HEADER) or "",
            chosen.group(1) if chosen else preferred(headers.get("accept-language")),
            f"{scheme if scheme in {'http', 'https'} else 'http'}://{headers.get('host') or 'localhost'}",
        )
