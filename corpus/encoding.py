"""Which encoding the bytes of a text are in, and whether they are a text at all."""

import codecs
import re

from .errors import UnreadableDocument

__all__ = ["codec_of", "decode", "decode_as", "detect_encoding", "has_mark"]

_BOMS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_READ_AS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "shift_jis": "cp932",
    "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030",
}  # fmt: skip
"""What is written under the name of an encoding, as browsers know, is often one that holds more."""
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3\x03", "an MP3 recording"),
    (b"OggS\x00", "an Ogg recording"),
)

_CONTROL_BYTES = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_MAX_CONTROL_SHARE = 0.01
_GUESS_SAMPLE = 200_000
"""Bytes that the statistical detector looks at."""

_WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœùúûüýÿßšžÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÙÚÛÜÝŸŠŽ"
    "«»‹›“”‘’„‚–—…•·°ºª§©®™€£¿¡\N{NO-BREAK SPACE}\N{SOFT HYPHEN}²³½¼¾±×µ†‡‰"
)
_SYMBOL_INSIDE_WORD = re.compile(r"(?<=[a-z])[¿¡¹²³º¤¦¨¬¯´¶¸¼½¾±×÷«»„‚‹›†‡‰€£¥¢§©®](?=[a-z])")

_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")
_CYRILLIC_WORD = re.compile(r"[Ѐ-ӿ]+")
_FREQUENT_PAIRS = (
    "ст но то на ен ов ни ра во ко по го пр ро ре ос ер та не ли ка ол ор ло ом ан ал от ва ет ль те од ть ел ог ри ти "
    "ас ле да ат де ес ла ем ил во за ки до из"
)
"""Of letters in Russian, and in its neighbours, too."""
_CYRILLIC_PAIRS = frozenset(_FREQUENT_PAIRS.split())
_KNOWN_PAIRS, _MORE_PAIRS = 0.3, 2
"""How many of the pairs have to be among these: this share and so many besides, as chance is large in a word or two."""


def decode(data: bytes) -> str:
    """The text, exactly as `bytes.decode` gives it in the detected encoding: line ends are left alone.

    Raises `UnreadableDocument` with the bare reason.
    """
    return data.decode(detect_encoding(data))


def decode_as(data: bytes, codec: str) -> str:
    """The text in a given encoding.

    Raises UnicodeError where it is in another, and `UnreadableDocument` where it is no text at all.
    """
    _refuse_known_binary(data)
    text = data.decode(codec)
    _refuse_control_characters(text)
    return text


def detect_encoding(data: bytes) -> str:
    """The name, for `bytes.decode`, of an encoding in which all of `data` decodes.

    A byte order mark decides; then UTF-8, then Windows-1252 where the outcome looks like a Western language,
    then the best guess of charset-normalizer. Raises `UnreadableDocument` with the bare reason where the bytes
    are no text.
    """
    _refuse_known_binary(data)
    for mark, encoding in _BOMS:
        if data.startswith(mark) and _decodes(data, encoding):
            _refuse_control_characters(data.decode(encoding))
            return encoding
    unmarked = _utf16_without_mark(data)
    if unmarked:
        return unmarked
    if b"\0" in data:
        raise UnreadableDocument("binary content (it has NUL bytes)")
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > _MAX_CONTROL_SHARE * len(data):
        raise UnreadableDocument("binary content (it has many control characters)")
    if _decodes(data, "utf-8"):
        return "utf-8"
    if _decodes(data, "cp1252") and _looks_western(data.decode("cp1252")):
        return "cp1252"
    return _guess(data)


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _BOMS))


def codec_of(charset: str) -> str | None:
    """The name, for `bytes.decode`, of the encoding that a page or a server calls so; None where it is not known."""
    try:
        name = codecs.lookup(charset.strip()).name
        b" ".decode(name)
    except UnicodeDecodeError:
        pass  # it takes more than one byte
    except (LookupError, ValueError):
        return None
    return None if name.replace("_", "-") in _NO_CHARSETS else _READ_AS.get(name, name)


def _refuse_known_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(f"not a text but {name}")


def _refuse_control_characters(text: str) -> None:
    controls = sum(text.count(chr(byte)) for byte in _CONTROL_BYTES)
    if "\0" in text or controls > _MAX_CONTROL_SHARE * len(text):
        raise UnreadableDocument("binary content (it has many control characters)")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _utf16_without_mark(data: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in nearly every second byte, and always the same one of each pair."""
    if len(data) < 4 or len(data) % 2:
        return None
    half = len(data) / 2
    for encoding, filled, empty in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if filled.count(0) > 0.6 * half and not empty.count(0) and _decodes(data, encoding):
            _refuse_control_characters(data.decode(encoding))
            return encoding
    return None


def _looks_western(text: str) -> bool:
    """Whether text decoded as Windows-1252 could be meant so.

    Other alphabets come out as words made of accented letters only, and Central European ones as signs inside words.
    """
    marked = [character for character in text if character > "\x7f"]
    letters = sum(1 for character in text if character.isalpha())
    if not marked or not letters:
        return False
    accented = sum(1 for character in marked if character.isalpha())
    return (
        accented <= 0.25 * letters
        and sum(1 for character in marked if character in _WESTERN) >= 0.9 * len(marked)
        and not _SYMBOL_INSIDE_WORD.search(text)
    )


def _cyrillic(data: bytes) -> str | None:
    """The encoding in which a text is Cyrillic beyond doubt: statistics need more of one than a line."""
    for encoding in _CYRILLIC:
        if not _decodes(data, encoding):
            continue
        text = data.decode(encoding)
        marked = sum(character > "\x7f" for character in text)
        words = [word for word in _CYRILLIC_WORD.findall(text) if len(word) > 1]
        pairs = [word[at : at + 2].lower() for word in words for at in range(len(word) - 1)]
        regular = sum(len(word) for word in words if word[1:].islower() or word.isupper())
        known = sum(pair in _CYRILLIC_PAIRS for pair in pairs)
        if marked and regular >= 0.9 * marked and known >= _KNOWN_PAIRS * len(pairs) + _MORE_PAIRS:
            return encoding
    return None


def _guess(data: bytes) -> str:
    # Slow to import, and hardly ever needed.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data[:_GUESS_SAMPLE]).best()
    for encoding in (_cyrillic(data[:_GUESS_SAMPLE]), best.encoding if best else None, "cp1252"):
        if encoding and _decodes(data, encoding):
            return encoding
    raise UnreadableDocument("in no known text encoding (expected UTF-8; convert it, for example with iconv)")
