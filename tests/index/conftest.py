"""Indexes with an embedder that needs no model and counts what it is given."""

import pytest

from guillemet.index.background import BACKGROUND
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings

_BACKGROUND = {text for texts in BACKGROUND.values() for text in texts}


class CountingEmbedder(HashingEmbedder):
    """Remembers every passage of a document that it embedded."""

    def __init__(self, dimension=64):
        super().__init__(dimension)
        self.embedded = []

    def embed_passages(self, texts):
        self.embedded.extend(text for text in texts if text not in _BACKGROUND)
        return super().embed_passages(texts)

    def embed_queries(self, texts):
        return super().embed_passages(texts)


@pytest.fixture
def counting():
    return CountingEmbedder()


@pytest.fixture
def index_of(state, counting):
    """An index of some folders or files in the test's state folder."""

    def make(*roots, embedder=None, home=state, **settings):
        return Index([root.resolve() for root in roots], Settings(home=home, **settings), embedder or counting)

    return make


@pytest.fixture
def find():
    """What an index finds for a query, as texts of chunks, best first."""

    def search(index, query, k=5):
        hits = index.search(query, index.embedder.embed_queries([query])[0], k)
        return [hit.document.text[hit.span.start : hit.span.end] for hit in hits]

    return search
