"""Documents, quotes and answers made by hand, and a respondent that knows its lines."""

import hashlib

import pytest

from guillemet.assistant.answer import Answer, Quote
from guillemet.corpus.document import Document
from guillemet.eval import GoldQuestion


@pytest.fixture
def make_document(tmp_path):
    """A document with its file."""

    def make(text, name="note.md", title="A note"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return Document(
            id=hashlib.sha256(file.as_uri().encode()).hexdigest()[:16],
            uri=file.as_uri(),
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            text=text,
            title=title,
            date=None,
            language="en",
            blocks=(),
        )

    return make


@pytest.fixture
def quote():
    """A quote of words that stand in the document."""

    def make(document, exact):
        start = document.text.index(exact)
        return Quote(document, start, start + len(exact), None, 0.5, document.uri)

    return make


@pytest.fixture
def answer():
    """An answer of these quotes; without any, an abstention."""

    def make(*quotes, nearest=(), question="Who?"):
        return Answer(
            question=question,
            query=question,
            answered=bool(quotes),
            reason=None if quotes else "nothing near enough",
            language="en",
            text="",
            quotes=tuple(quotes),
            nearest=tuple(nearest),
        )

    return make


@pytest.fixture
def gold():
    """A gold question with defaults."""

    def make(**fields):
        given = {"id": "q1", "question": "Who?", "language": "en", **fields}
        return GoldQuestion(**given)

    return make


@pytest.fixture
def respondent():
    """Answers from a table, and remembers what it was asked."""

    class Respondent:
        def __init__(self, documents, answers):
            self._documents = documents
            self._answers = answers
            self.asked = []

        def ask(self, question, *, history=(), limit=3):
            self.asked.append((question, tuple(history), limit))
            found = self._answers[question]
            if isinstance(found, Exception):
                raise found
            return found

        def documents(self):
            return self._documents

        def embed(self, question):
            return [0.0]

    return Respondent
