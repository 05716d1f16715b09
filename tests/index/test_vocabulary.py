"""The small tokenizer gives what the whole one does, for any text."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from guillemet.index.background import BACKGROUND
from guillemet.index.packed_model import packed_tokenizer
from guillemet.index.vocabulary import Vocabulary, write_vocabulary


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    file = tmp_path_factory.mktemp("vocabulary") / "pieces.sqlite"
    write_vocabulary(packed_tokenizer(), file)
    return file


@pytest.fixture(scope="module")
def vocabulary(file):
    return Vocabulary(file)


@pytest.fixture(scope="module")
def whole():
    tokenizer = Tokenizer.from_file(str(packed_tokenizer()))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def test_questions_in_any_language(vocabulary, whole):
    texts = [f"query: {text}" for texts in BACKGROUND.values() for text in texts]
    texts += [
        "今天下雨吗？",
        "Πού έγινε η συνάντηση;",
        "أين عقد الاجتماع؟",
        "<s> </s> <mask> <unk>",
        "",
        " ",
        "𐍈 ½ ﬁ ꙮ",
    ]
    assert vocabulary.tokens(texts) == [encoding.ids for encoding in whole.encode_batch(texts)]


@given(text=st.text(max_size=60))
def test_any_text(vocabulary, whole, text):
    assert vocabulary.tokens([text]) == [whole.encode(text).ids]


def test_a_damaged_file_is_an_error(file, tmp_path):
    (tmp_path / "half.sqlite").write_bytes(file.read_bytes()[:3000])
    with pytest.raises(sqlite3.Error):
        Vocabulary(tmp_path / "half.sqlite")
