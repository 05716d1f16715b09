"""XML parsed with nothing in it expanded, fetched or run."""

from typing import Any

from lxml import etree

from ..errors import UnreadableDocument

__all__ = ["local_name", "parse_xml"]


def parse_xml(data: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """The root element. Raises `UnreadableDocument` where it is no XML, or declares entities as a bomb does."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("damaged: its XML cannot be taken apart") from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise UnreadableDocument("declares XML entities, which no document of its kind needs")
    return root


def local_name(element: Any) -> str:  # noqa: ANN401
    """The tag without its namespace; nothing for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
