"""The gold questions that ship: how many of what, and that their evidence is there word for word."""

from collections import Counter

import pytest

from guillemet.corpus import find_files, read_document, shipped_documents
from guillemet.eval import Kind, read_gold, shipped_gold
from guillemet.eval.matching import is_document


@pytest.fixture(scope="module")
def questions():
    return read_gold(shipped_gold())


@pytest.fixture(scope="module")
def documents():
    return [read_document(file) for file in find_files([shipped_documents()]).files]


def test_counts(questions):
    languages = Counter(question.language for question in questions)
    kinds = Counter(question.kind for question in questions)
    unanswerable = sum(not question.answerable for question in questions)
    assert len(questions) >= 150
    assert languages["fr"] >= 60
    assert languages["en"] >= 60
    assert min(languages[language] for language in ("de", "es", "it")) >= 10
    assert unanswerable >= 30
    assert 2 * kinds[Kind.NEAR_MISS] >= unanswerable
    assert kinds[Kind.FOLLOW_UP] >= 30
    assert kinds[Kind.UNANSWERABLE] == 0


def test_every_evidence_stands_verbatim_in_a_document(questions, documents):
    lost = [
        (question.source, span)
        for question in questions
        for span in question.evidence
        if not any(span in document.text for document in documents)
    ]
    assert lost == []


def test_every_document_exists_and_holds_evidence(questions, documents):
    for question in questions:
        if not question.answerable:
            continue
        named = [document for document in documents if is_document(question.document or "", document)]
        assert len(named) == 1, question.source
        assert any(span in named[0].text for span in question.evidence), question.source


def test_no_question_is_asked_twice(questions):
    asked = Counter((question.question.casefold(), question.history) for question in questions)
    assert [question for question, times in asked.items() if times > 1] == []
