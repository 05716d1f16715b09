"""Passages that are read and have no vector yet: which come first, what the model reads of them, and their vectors.

First those that a question has come upon, then chunks, then sentences: once all chunks are embedded, every document is
found by its meaning, and sentences only make that finer.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import numpy as np

from ..corpus.errors import IndexStateError
from .context import PassageContext
from .database import Database
from .documents import DocumentStore, EmbeddingChanges
from .embedder import Embedder, Vectors
from .passages import listed
from .sentences import Span

__all__ = ["EarlierVectors", "PendingPassages"]

_AT_ONCE = 128
"""Texts embedded in one go, some tenths of a second: what a question waits for when it wants others."""
_FEW = 16
"""The same when a question waits."""
_AHEAD = 10_000
"""How many are looked up in one go."""

_STANDS_IN = """(
    id IN (SELECT embedding FROM chunks WHERE document IN (SELECT value FROM json_each(?1)))
    OR id IN (SELECT sentences.embedding FROM sentences JOIN chunks ON chunks.id = chunk
        WHERE document IN (SELECT value FROM json_each(?1)))
)"""


class EarlierVectors:
    """The vectors of an index that is built anew, for texts that are in it, too."""

    def __init__(self, database: Database, dimension: int) -> None:
        self._database = database
        self._dimension = dimension

    def of(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """Those that are held and whole, by the digests of their texts; each of shape (dimension,)."""
        found: dict[bytes, Vectors] = {}
        # Where it is damaged, no more is taken from it.
        with suppress(IndexStateError):
            for digest in digests:
                for (held,) in self._database.rows("SELECT vector FROM embeddings WHERE digest = ?", (digest,)):
                    if len(held) == 2 * self._dimension:
                        vector = np.frombuffer(held, np.float16).astype(np.float32)
                        if abs(float(vector @ vector) - 1) < 0.02:
                            found[digest] = vector
        return found


class PendingPassages:
    """The pending embeddings of one database; may be shared between threads."""

    def __init__(
        self,
        database: Database,
        store: Callable[[], DocumentStore],
        embedder: Embedder,
        on_change: Callable[[EmbeddingChanges], None],
    ) -> None:
        """`store` is that of the index as it was last found to be ours; `on_change` is told after each transaction."""
        self._database = database
        self._store = store
        self._embedder = embedder
        self._on_change = on_change
        self._wanted: deque[int] = deque()

    def count(self, among: Sequence[int] | None = None) -> int:
        """How many passages wait, in these documents, by their rows, or in all."""
        where = "" if among is None else f"WHERE {_STANDS_IN}"
        ((count,),) = self._database.rows(f"SELECT count(*) FROM pending {where}", _given(among))  # noqa: S608
        return int(count)

    def any(self) -> bool:
        """Whether a passage waits."""
        return bool(self._database.rows("SELECT 1 FROM pending LIMIT 1"))

    def embed(
        self, among: Sequence[int] | None, step: Callable[[int, int], bool], earlier: EarlierVectors | None = None
    ) -> int:
        """Embed all that wait, in these documents or in all; returns how many texts the model read for it.

        What `earlier` knows is not embedded. `step` is told before each batch how many are done, of how many, and says
        whether to go on; what is done stays done. Raises what the embedder does.
        """
        (done, read, total) = (0, 0, self.count(among))
        before: list[int] = []
        while (ids := self._first(among)) and ids != before:
            before = ids
            for at in range(0, len(ids), _AT_ONCE):
                batch = [*self._taken(), *ids[at : at + _AT_ONCE]]
                if not step(done, max(total, done)):
                    return read
                read += self._fill(batch, earlier)
                done += len(batch)
        if done:
            step(done, done)
        return read

    def embed_first(self, ids: Sequence[int], seconds: float) -> None:
        """Embed these for a question that waits, the first ones first, about so long; the others come next."""
        begun = time.monotonic()
        at = 0
        while at < len(ids) and time.monotonic() - begun < seconds:
            self._fill(ids[at : at + _FEW])
            at += _FEW
        self._wanted.extend(ids[at:])

    def _taken(self) -> list[int]:
        """Those that questions wanted meanwhile."""
        return [self._wanted.popleft() for _ in range(min(len(self._wanted), _AT_ONCE))]

    def _first(self, among: Sequence[int] | None) -> list[int]:
        where = "" if among is None else f"WHERE {_STANDS_IN}"
        rows = self._database.rows(
            f"SELECT id FROM pending {where} ORDER BY whole DESC, id DESC LIMIT {_AHEAD}",  # noqa: S608
            _given(among),
        )
        return [id_ for (id_,) in rows]

    def _fill(self, ids: Sequence[int], earlier: EarlierVectors | None = None) -> int:
        """Embed some, if they still wait, and write their vectors; returns how many of them the model read."""
        with self._database.snapshot():
            texts = dict(self._texts(ids))
        if not texts:
            return 0
        vectors = earlier.of(texts) if earlier else {}
        new = [digest for digest in texts if digest not in vectors]
        if new:
            vectors |= dict(zip(new, self._embedder.embed_passages([texts[digest] for digest in new]), strict=True))
        self._on_change(self._store().fill(vectors))
        return len(new)

    def _texts(self, ids: Sequence[int]) -> Iterator[tuple[bytes, str]]:
        """What the model reads for each that still waits, by what names its vector."""
        rows = self._database.rows(
            "WITH asked AS (SELECT id, digest FROM pending WHERE id IN (SELECT value FROM json_each(?))) "
            "SELECT digest, document, start, end FROM asked JOIN chunks ON embedding = asked.id "
            "UNION SELECT digest, document, sentences.start, sentences.end FROM asked "
            "JOIN sentences ON sentences.embedding = asked.id JOIN chunks ON chunks.id = chunk",
            (listed(ids),),
        )
        store = self._store()
        contexts: dict[int, PassageContext] = {}
        for digest, document, start, end in rows:
            if document not in contexts and (content := store.content(document)):
                contexts[document] = PassageContext(content)
            if document in contexts:
                yield digest, contexts[document].model_input(Span(start, end))


def _given(among: Sequence[int] | None) -> tuple[str, ...]:
    return () if among is None else (listed(among),)
