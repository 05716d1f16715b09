"""Tokens of a question without the whole tokenizer, which takes a second to load and 300 MB to keep.

A unigram tokenizer chooses among the pieces of its vocabulary that stand in the text. Those are looked up in a
database, and a tokenizer with no others gives the same tokens.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import Unigram

__all__ = ["Vocabulary", "write_vocabulary"]

_SPECIAL = 4
"""The first pieces, which stand for no text: beginning, padding, end and unknown."""
_UNKNOWN = 3
_SPACE = "▁"


def write_vocabulary(tokenizer: Path, file: Path) -> None:
    """Write the vocabulary of a `tokenizer.json` of the unigram kind as a database."""
    frame: dict[str, Any] = json.loads(tokenizer.read_text(encoding="utf-8"))
    pieces = frame["model"]["vocab"]
    frame["model"]["vocab"] = pieces[:_SPECIAL]
    frame["added_tokens"] = frame["added_tokens"][:_SPECIAL]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE frame (json TEXT NOT NULL, longest INTEGER NOT NULL, worst TEXT NOT NULL)")
        database.execute(
            "CREATE TABLE pieces (piece TEXT PRIMARY KEY, number INTEGER NOT NULL, score REAL NOT NULL) WITHOUT ROWID"
        )
        worst = min(pieces, key=lambda piece: piece[1])[0]
        longest = max(len(piece) for (piece, _) in pieces[_SPECIAL:])
        database.execute("INSERT INTO frame VALUES (?, ?, ?)", (json.dumps(frame), longest, worst))
        rows = sorted((piece, number, score) for (number, (piece, score)) in enumerate(pieces))
        database.executemany("INSERT INTO pieces VALUES (?, ?, ?)", rows)


class Vocabulary:
    """A vocabulary that was written; may be shared between threads. Raises sqlite3.Error when it is damaged."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        ((frame, self._longest, self._worst),) = self._database.execute("SELECT json, longest, worst FROM frame")
        self._tokenizer: Tokenizer = Tokenizer.from_str(frame)
        self._special = [(piece, score) for (piece, score) in json.loads(frame)["model"]["vocab"]]
        self._lock = threading.Lock()

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of a few short texts, with the special ones at both ends."""
        with self._lock:
            # Of unknown characters the score depends on the worst one of all pieces.
            wanted = {self._worst, *(piece for text in texts for piece in self._substrings(text))}
            found = self._database.execute(
                "SELECT piece, number, score FROM pieces "
                "WHERE piece IN (SELECT value FROM json_each(?)) AND number >= ? ORDER BY number",
                (json.dumps(list(wanted)), _SPECIAL),
            ).fetchall()
            numbers = [*range(_SPECIAL), *(number for (_, number, _) in found)]
            pieces = [*self._special, *((piece, score) for (piece, _, score) in found)]
            self._tokenizer.model = Unigram(pieces, _UNKNOWN, byte_fallback=False)
            return [[numbers[token] for token in encoding.ids] for encoding in self._tokenizer.encode_batch_fast(texts)]

    def _substrings(self, text: str) -> Iterator[str]:
        shown = _SPACE + self._tokenizer.normalizer.normalize_str(text).replace(" ", _SPACE)
        for start in range(len(shown)):
            for end in range(start + 1, min(start + self._longest, len(shown)) + 1):
                yield shown[start:end]
