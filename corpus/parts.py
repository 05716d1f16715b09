"""Documents inside a file (attachments, messages of a mailbox, members of an archive): names and addresses."""

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

__all__ = ["distinct", "part_name", "part_names", "part_path", "part_uri"]

_KEY = "part="
_LONGEST = 150
_DRIVE = re.compile(r"^[A-Za-z]:")


def part_name(name: str) -> str:
    r"""A name from inside a file, made harmless: a relative path with nothing that leads elsewhere or spoils a line.

    >>> part_name("..\\..\\etc/passwd")
    'etc/passwd'
    """
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    steps = _DRIVE.sub("", shown.replace("\\", "/")).split("/")
    kept = [step.strip()[-_LONGEST:] for step in steps if step.strip() not in {"", ".", ".."}]
    return "/".join(kept[-20:]) or "unnamed"


def distinct(name: str, taken: dict[str, int]) -> str:
    """The name, with a number where it is taken already; it is taken from now on.

    `taken` holds, for each name, the last number that was put to it, so that no number is tried twice.

    >>> taken = {}
    >>> [distinct("a.txt", taken) for _ in range(3)]
    ['a.txt', 'a (2).txt', 'a (3).txt']
    """
    path, found = PurePosixPath(name), name
    while found in taken:
        taken[name] += 1
        found = str(path.with_name(f"{path.stem} ({taken[name]}){path.suffix}"))
    taken[found] = 1
    return found


def part_uri(uri: str, names: Sequence[str]) -> str:
    """The address of a part: that of the file, and in its fragment the name on each level.

    >>> part_uri("file:///a.zip", ["annexes/mail.eml", "x.pdf"])
    'file:///a.zip#part=annexes%2Fmail.eml&part=x.pdf'
    """
    keys = "&".join(_KEY + quote(name, safe="", errors="surrogatepass") for name in names)
    return f"{uri}#{keys}" if names else uri


def part_names(uri: str) -> tuple[str, ...]:
    """The names that `part_uri` put into an address; empty for a file itself."""
    keys = urlsplit(uri).fragment.split("&")
    return tuple(unquote(key.removeprefix(_KEY), errors="surrogatepass") for key in keys if key.startswith(_KEY))


def part_path(path: Path, names: Sequence[str]) -> Path:
    """Where a part would stand if the file were a folder: no real file has this path, and people can read it."""
    return path.joinpath(*names)
