"""What the part of a document is called that its reader counts as a page: a page, a slide, a line, or a sheet."""

import re
from urllib.parse import unquote, urlsplit

from ..corpus.parts import part_names

__all__ = ["page_name"]

_NUMBER = re.compile(r"\W?[\dIVXLCDMivxlcdm.–-]+\W?|[A-Za-z]{1,2}[-.]?\d+")
"""Of a page, as documents number them: 12, xii, A-3, [4]."""

_KINDS = {
    **dict.fromkeys(("jsonl", "ndjson"), "line"),
    **dict.fromkeys(("pptx", "pptm", "ppsx", "ppt", "odp"), "slide"),
    **dict.fromkeys(("xlsx", "xlsm", "xls", "ods"), "sheet"),
}
"""By what names end with; everything else has pages."""

_NAMES = {
    "en": {"line": "line {}", "slide": "slide {}", "page": "page {}"},
    "fr": {"line": "ligne {}", "slide": "diapositive {}", "page": "page {}"},
    "de": {"line": "Zeile {}", "slide": "Folie {}", "page": "Seite {}"},
    "es": {"line": "línea {}", "slide": "diapositiva {}", "page": "página {}"},
    "it": {"line": "riga {}", "slide": "diapositiva {}", "page": "pagina {}"},
}


def page_name(label: str, uri: str, language: str = "en", *, short: bool = False) -> str:
    """How people call a page of the document at `uri`; a sheet of a workbook by its name.

    >>> page_name("12", "file:///a.pdf"), page_name("12", "file:///a.pdf", short=True), page_name("2019", "file:///a.xlsx")
    ('page 12', 'p. 12', '2019')
    >>> page_name("2", "file:///a.pptx", "fr"), page_name("121", "file:///a.jsonl")
    ('diapositive 2', 'line 121')
    """
    inner = part_names(uri)
    name = inner[-1] if inner else unquote(urlsplit(uri).path)
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "page")
    if kind == "sheet" or not _NUMBER.fullmatch(label):
        return label
    return f"p. {label}" if short and kind == "page" else _NAMES.get(language, _NAMES["en"])[kind].format(label)
