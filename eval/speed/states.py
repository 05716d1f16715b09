"""State folders of any size, made through the index's own writing without reading or embedding anything.

The vectors are those of a stand-in for the model: a text's is the sum of its words', and the words of a topic point the
same way, so that vectors lie in clusters, about as narrow a cone as those of the embedded model.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from ...corpus.document import Block, BlockKind, Document
from ...corpus.place import document_id
from ...index.background import BACKGROUND
from ...index.database import Database
from ...index.documents import DocumentStore, FileWrite
from ...index.embedder import Vectors
from ...index.files import Stamp, StoredFile
from ...index.index import DATABASE_FILE, Index
from ...index.rows import PreparedChunk, PreparedDocument, content_digest
from ...index.sentences import Span
from ...index.settings import Settings
from ...index.words import terms, words
from .texts import LANGUAGES, Page, Words, lexis, pages

__all__ = ["PARAGRAPHS", "WordsEmbedder", "build_state", "write_page"]

PARAGRAPHS = 100
"""In a page, and chunks of it."""
_DIMENSION = 384
_CONE = 0.6
"""How much all texts have in common beside what their words say: unrelated ones have a cosine of about 0.7."""
_COMMON = 0.3
"""What a common word counts beside another."""
_TOPIC = 1.5
"""What its topic counts beside a word itself."""


class WordsEmbedder:
    """A deterministic stand-in for the model, fast enough for millions of texts."""

    name = f"words-{_DIMENSION}"
    dimension = _DIMENSION

    def count_tokens(self, text: str) -> int:
        """Words, which are longer than tokens."""
        return len(text.split()) * 3 // 2

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Like passages."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """The sums of the words' vectors, and of what all texts have in common."""
        return _united(np.stack([_sum_of(text) for text in texts]))


class _Table:
    """The vectors of the words of a language, for many texts at once; each is made when it is first met."""

    def __init__(self, language: str) -> None:
        self._words = lexis(language).words
        self._vectors = np.zeros((len(self._words), _DIMENSION), np.float32)
        self._known = np.zeros(len(self._words), np.bool_)

    def vectors(self, numbers: Words) -> Vectors:
        """The vectors of the words of these numbers, shape (n, dimension)."""
        for number in np.unique(numbers[~self._known[numbers]]).tolist():
            self._vectors[number] = _sum_of(self._words[number])
            self._known[number] = True
        found: Vectors = self._vectors[numbers]
        return found


@lru_cache(maxsize=4)
def _table(language: str) -> _Table:
    return _Table(language)


def _sum_of(text: str) -> Vectors:
    found: Vectors = np.sum([np.zeros(_DIMENSION, np.float32), *map(_vector_of, words(text))], axis=0)
    return found


@lru_cache(maxsize=100_000)
def _vector_of(word: str) -> Vectors:
    (topics, common) = _topics_of_words()
    vector = _direction(f"word {word}")
    if word in topics:
        vector = vector + _TOPIC * _direction(f"topic {topics[word]}")
    return vector * _COMMON if word in common else vector


@lru_cache(maxsize=1)
def _topics_of_words() -> tuple[dict[str, int], frozenset[str]]:
    topics: dict[str, int] = {}
    common: set[str] = set()
    for language in LANGUAGES:
        held = lexis(language)
        common.update(word for own in held.words[: held.common // 10] for word in words(own))
        for topic, numbers in enumerate(held.topics):
            for number in numbers.tolist():
                for word in words(held.words[number]):
                    topics.setdefault(word, topic)
    return topics, frozenset(common)


def _direction(name: str) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(_DIMENSION, np.float32) / np.float32(np.sqrt(_DIMENSION))


def _united(sums: Vectors) -> Vectors:
    """Of unit length, shape (n, dimension)."""
    own = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    whole = own * (1 - _CONE) + _CONE * _direction("everything")
    united: Vectors = whole / np.linalg.norm(whole, axis=1, keepdims=True)
    return united


def build_state(home: Path, folder: Path, chunks: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Write `chunks` chunks, in pages of `PARAGRAPHS`, as files in `folder` and as an index of it in `home`."""
    embedder = WordsEmbedder()
    Index([folder], Settings(home=home), embedder)
    database = Database(home / DATABASE_FILE)
    store = DocumentStore(database)
    if not store.background():
        store.keep_background({language: embedder.embed_passages(texts) for (language, texts) in BACKGROUND.items()})
    database.declare({"dimension": str(_DIMENSION)})
    folder.mkdir(parents=True, exist_ok=True)
    count = max(1, chunks // PARAGRAPHS)
    for page in pages(count, PARAGRAPHS, first=store.count()):
        if page.number >= count:
            break
        path = write_page(folder, page)
        (prepared, vectors) = _prepared(path, page)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        store.write([FileWrite(StoredFile(path, 0, sha256, Stamp.of(path.stat())), [prepared])], vectors)
        if progress:
            progress(page.number + 1, count)
    store.settle({folder: []}, {}, {}, "")


def write_page(folder: Path, page: Page) -> Path:
    """Write the file of a page; returns where."""
    path = folder / f"{page.number // 1000:03}" / f"page-{page.number}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(page.markdown(), encoding="utf-8")
    return path


def _prepared(path: Path, page: Page) -> tuple[PreparedDocument, dict[bytes, Vectors]]:
    text = page.markdown()
    table = _table(page.language)
    at = text.index("\n\n") + 2
    blocks = [Block(2, at - 2, BlockKind.HEADING, 1)]
    chunks = []
    vectors: dict[bytes, Vectors] = {}
    for paragraph, sentences in zip(page.paragraphs, page.sentences(), strict=True):
        sums = np.stack([table.vectors(numbers).sum(0) for numbers in paragraph])
        (*of_sentences, of_chunk) = _united(np.concatenate([sums, sums.sum(0, keepdims=True)]))
        spans = list(_spans(at, sentences))
        span = Span(at, spans[-1].end)
        digests = [_digest(page, each) for each in (*spans, span)]
        if len(spans) == 1:
            digests[1] = digests[0]
        vectors.update(zip(digests, (*of_sentences, of_chunk), strict=True))
        held = " ".join(terms(text[span.start : span.end], page.language))
        chunks.append(PreparedChunk(span, digests[-1], held, tuple(zip(spans, digests[:-1], strict=True))))
        blocks.append(Block(span.start, span.end, BlockKind.PARAGRAPH))
        at = span.end + 2
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    uri = path.as_uri()
    document = Document(document_id(uri), uri, sha256, text, f"Page {page.number}", None, page.language, tuple(blocks))
    return PreparedDocument(document, content_digest(document), tuple(chunks), b""), vectors


def _spans(at: int, sentences: Sequence[str]) -> Iterator[Span]:
    for sentence in sentences:
        yield Span(at, at + len(sentence))
        at += len(sentence) + 1


def _digest(page: Page, span: Span) -> bytes:
    return hashlib.sha256(f"{page.number} {span.start} {span.end}".encode()).digest()
