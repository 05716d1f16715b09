"""Damaged files made from whole ones: bytes changed anywhere, also inside the members of a ZIP file."""

import io
import random
import warnings
import zipfile
from collections.abc import Callable, Sequence

__all__ = ["mutated"]

_TOKENS = (
    b"\0", b"\xff", b"\n", b"\r\n", b" ", b"<", b">", b"&", b'"', b"{", b"}", b"\\", b"[[[[", b"((((", b"%s%n", b"-1",
    b"0",
    b"65536", b"4294967295", b"9" * 40, b"NaN", b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>", b"&b;",
    b"<script>", b"</p>", b"<table>", b"<w:p>", b"\\u-1?", b"\\footnote", b"\\bin999999999 ", b"endobj", b"stream",
    b"/Kids [1 0 R]", b"/Length 99999999", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n", b"From x 2020\n",
    b"charset=utf-7", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", "é«»\u202e\ufeff".encode(),
)  # fmt: skip
_LONGEST_REPEAT = 2_000
_LARGEST = 5_000_000


def mutated(seeds: Sequence[bytes], index: int, source: random.Random) -> bytes:
    """Seed `index` with one to eight changes, or, now and then, with a part of another seed in it."""
    data = seeds[index]
    if data.startswith(b"PK\x03\x04") and source.random() < 0.7:
        inside = _inside_zip(data, source)
        if inside is not None:
            return inside
    if source.random() < 0.05:
        other = source.choice(seeds)
        return data[: source.randrange(len(data) + 1)] + other[source.randrange(len(other) + 1) :]
    return _changed(data, source)


def _changed(data: bytes, source: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 3, 5, 8))):
        source.choice(_CHANGES)(made, source)
        del made[_LARGEST:]
    return bytes(made)


def _inside_zip(data: bytes, source: random.Random) -> bytes | None:
    """The archive anew with one of its members changed, lost, doubled or renamed."""
    made = io.BytesIO()
    warnings.filterwarnings("ignore", "Duplicate name", UserWarning)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            names = archive.namelist()
            # What a document says is in few of its members, and most of them are large.
            telling = [name for name in names if "theme" not in name and "slideLayout" not in name] or names
            chosen = source.choice(telling)
            for name in names:
                content = archive.read(name)
                if name == chosen:
                    fate = source.random()
                    if fate < 0.05:
                        continue
                    content = _changed(content, source)
                    if fate < 0.1:
                        copy.writestr("../" * source.randrange(4) + source.choice(names), content)
                copy.writestr(name, content)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return None
    return made.getvalue()


def _place(made: bytearray, source: random.Random) -> tuple[int, int]:
    start = source.randrange(len(made) + 1)
    return start, min(len(made), start + int(source.paretovariate(0.7)))


def _flip(made: bytearray, source: random.Random) -> None:
    if made:
        made[source.randrange(len(made))] ^= 1 << source.randrange(8)


def _overwrite(made: bytearray, source: random.Random) -> None:
    if made:
        made[source.randrange(len(made))] = source.randrange(256)


def _delete(made: bytearray, source: random.Random) -> None:
    start, end = _place(made, source)
    del made[start:end]


def _double(made: bytearray, source: random.Random) -> None:
    start, end = _place(made, source)
    made[start:start] = made[start : min(end, start + _LONGEST_REPEAT)] * source.choice((1, 2, 10, 100))


def _insert(made: bytearray, source: random.Random) -> None:
    start, _ = _place(made, source)
    made[start:start] = source.choice(_TOKENS) * source.choice((1, 1, 1, 10, _LONGEST_REPEAT))


def _move(made: bytearray, source: random.Random) -> None:
    start, end = _place(made, source)
    piece = made[start:end]
    del made[start:end]
    to = source.randrange(len(made) + 1)
    made[to:to] = piece


def _truncate(made: bytearray, source: random.Random) -> None:
    del made[source.randrange(len(made) + 1) :]


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _overwrite, _overwrite, _delete, _double, _insert, _insert, _move, _truncate,
)  # fmt: skip
