"""ZIP files opened with care: archives, and the formats that are ZIP files inside (office documents, EPUB)."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

from ..errors import UnreadableDocument

__all__ = ["DAMAGED", "MOST_UNPACKED", "OLD_OFFICE", "open_packed", "read_packed", "unpacked"]

MOST_UNPACKED = 300_000_000
"""Bytes that all members together may come to; a bomb claims more, or lies and is cut off at what it claims."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the Office formats before 2007 begin, and newer ones with a password."""
_MOST_MEMBERS = 20_000
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, KeyError)
DAMAGED = (*_BROKEN, SyntaxError, AttributeError, TypeError, IndexError, ArithmeticError, struct.error)
"""What libraries for office documents raise where a file is not what they expect."""


def open_packed(data: bytes) -> zipfile.ZipFile:
    """The archive in `data`, whose claims of size are within bounds. Raises `UnreadableDocument`."""
    if data.startswith(OLD_OFFICE):
        raise UnreadableDocument(
            "has a password, or is of the Office format before 2007; save a copy without a password in the newer format"
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BROKEN:
        raise UnreadableDocument("damaged, or no ZIP file inside") from None
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise UnreadableDocument(f"holds {len(members)} files (at most {_MOST_MEMBERS} are unpacked)")
    claimed = sum(member.file_size for member in members)
    if claimed > MOST_UNPACKED:
        raise UnreadableDocument(
            f"unpacks to {claimed // 1_000_000} MB (at most {MOST_UNPACKED // 1_000_000} MB are unpacked)"
        )
    return archive


def read_packed(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One member, or None where there is no such one. Raises `UnreadableDocument` where it is damaged or encrypted."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    return unpacked(archive, member)


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member: never more than it claims."""
    if member.flag_bits & 1:
        raise UnreadableDocument("is encrypted; unpack it with its password first")
    try:
        return archive.read(member)
    except _BROKEN:
        raise UnreadableDocument("is damaged: it cannot be unpacked") from None
