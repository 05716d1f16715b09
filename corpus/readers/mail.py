"""E-mail: who wrote when to whom, the text, and what is attached as documents of their own."""

from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

import lxml.html
from lxml import etree

from ..composer import Composer, clean
from ..document import BlockKind
from ..encoding import decode
from ..errors import UnreadableDocument
from ..parts import distinct, part_name
from ..reader import Member, Reading, SkippedPart, Source
from .html_layout import lay_out
from .mime import parsed_message
from .plain import text_blocks

__all__ = ["READER", "MailReader"]

_HEADERS = ("From", "To", "Cc", "Date")
_MOST_PARTS = 1_000
_SUFFIXES = {
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
}
"""For parts without a file name."""
_QUOTED = frozenset({"gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote"})
"""Classes that programs give to another mail inside an answer."""
_BROKEN = (MessageError, LookupError, ValueError, OverflowError, AttributeError, TypeError, AssertionError)


class MailReader:
    """Reads `.eml`."""

    suffixes = frozenset({".eml"})

    def read(self, data: bytes, source: Source) -> Reading:  # noqa: ARG002 - the protocol's signature
        """The mail itself; lines quoted from another mail are furniture, so that nobody is given another's words."""
        message = parsed_message(data)
        if not message.keys() or not any(name in message for name in (*_HEADERS, "Subject", "Message-ID", "Received")):
            raise UnreadableDocument("damaged, or no e-mail")
        composer = Composer()
        subject = _header(message, "Subject")
        composer.add(subject, BlockKind.HEADING, 1)
        for name in _HEADERS:
            if value := _header(message, name):
                composer.add(f"{name}: {value}", BlockKind.ROW)
        body = _body(message)
        if body is not None:
            _add_text(body, composer)
        members, skipped = _attached(message, body)
        return composer.reading(title=subject, date=_date(message), members=members, skipped=skipped)


READER = MailReader()


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(clean(str(message.get(name, ""))).split())
    except _BROKEN:
        return ""


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _body(message: EmailMessage) -> EmailMessage | None:
    try:
        found = message.get_body(("plain", "html"))
    except _BROKEN:
        found = None
    return found if isinstance(found, EmailMessage) else None


def _add_text(part: EmailMessage, composer: Composer) -> None:
    text = _content(part)
    if part.get_content_subtype() == "html":
        try:
            parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
            root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
            text, laid = lay_out(root, apart=_is_quoted)
        except (etree.LxmlError, ValueError):
            return
        for item in laid:
            kind = BlockKind.FURNITURE if item.in_page_part else item.block.kind
            composer.add(text[item.block.start : item.block.end], kind, item.block.level)
        return
    text = clean(text)
    for block in text_blocks(text):
        piece = text[block.start : block.end]
        line = text[text.rfind("\n", 0, block.start) + 1 : block.end]
        quoted = line.lstrip().startswith((">", "|"))
        composer.add(piece, BlockKind.FURNITURE if quoted else block.kind, block.level)


def _is_quoted(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Whether an element holds another mail, as programs mark it that answer one."""
    names = (element.get("class") or "").split()
    cited = element.tag == "blockquote" and element.get("type", "").lower() == "cite"
    return cited or not _QUOTED.isdisjoint(names)


def _content(part: EmailMessage) -> str:
    """The part's text in the encoding that it declares, or else the one that fits."""
    try:
        text = str(part.get_content())
    except _BROKEN:
        text = ""
    if text and "\N{REPLACEMENT CHARACTER}" not in text:
        return text
    payload = part.get_payload(decode=True)
    return decode(payload) if isinstance(payload, bytes) and payload else text


def _attached(message: EmailMessage, body: EmailMessage | None) -> tuple[list[Member], list[SkippedPart]]:
    members: list[Member] = []
    skipped: list[SkippedPart] = []
    taken: dict[str, int] = {}
    waiting = [message]
    count = 0
    while waiting and count < _MOST_PARTS:
        part = waiting.pop()
        count += 1
        kind = part.get_content_type()
        if part.is_multipart() and kind != "message/rfc822":
            waiting += [each for each in reversed(list(part.iter_parts())) if isinstance(each, EmailMessage)]
            continue
        if part is body or part is message or _is_other_form(part):
            continue
        name = distinct(part_name(_file_name(part, len(taken) + 1)), taken)
        try:
            data = _bytes(part)
        except _BROKEN:
            skipped.append(SkippedPart(name, "is damaged: it cannot be decoded"))
            continue
        suffix = ".eml" if kind == "message/rfc822" else f".{name.rpartition('.')[2]}" if "." in name else ""
        members.append(Member(name, suffix, data))
    if waiting:
        skipped.append(SkippedPart("further parts", f"a mail of more than {_MOST_PARTS} parts"))
    return members, skipped


def _is_other_form(part: EmailMessage) -> bool:
    """Whether a part without a name says the same as the body, in HTML or as plain text."""
    named = part.is_attachment() or part.get_filename()
    return part.get_content_type() in {"text/html", "text/plain"} and not named


def _file_name(part: EmailMessage, number: int) -> str:
    try:
        given = part.get_filename()
    except _BROKEN:
        given = None
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return given or f"message {number}.eml"
    return given or f"part {number}{_SUFFIXES.get(kind, '')}"


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        # Its headers as they are: folding a damaged one anew may never end.
        as_it_is = part.policy.clone(refold_source="none")  # type: ignore[call-arg] # of this library's own policies
        return inner.as_bytes(policy=as_it_is) if isinstance(inner, EmailMessage) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
