"""`ask` with the model that ships, on a small folder and on the shipped corpus."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from guillemet.assistant import Conversation, ask
from guillemet.corpus.errors import CorpusError, QuestionError
from guillemet.index import index as room
from guillemet.index.onnx_embedder import OnnxEmbedder

FILES = {
    "bridge.md": "# Le pont de Lavaur\n\nLe pont fut bâti en 1850. Trois maçons italiens y travaillèrent.\n",
    "school.txt": "L’école de Castel a ouvert une cantine en 2004. Deux cuisiniers y préparent les repas sur place.\n",
    "night.md": "# The night train\n\nThe night train to the coast was cancelled because too few people took it.\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One state folder for all: the folders of different tests do not see each other."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def model(home, multilingual, monkeypatch):
    """`ask` finds its state folder and a model that is loaded already; the texts it embeds are counted."""
    from guillemet.assistant import assistant

    monkeypatch.setenv("GUILLEMET_HOME", str(home))
    monkeypatch.setattr(room, "embedder_of", lambda settings: multilingual)
    embedded = []
    embed = OnnxEmbedder.embed_passages

    def count(self, texts):
        embedded.extend(texts)
        return embed(self, texts)

    monkeypatch.setattr(OnnxEmbedder, "embed_passages", count)
    yield embedded
    assistant._assistant.cache_clear()


def check_quotes(answer):
    assert answer.quotes
    for quote in answer.quotes:
        path = Path(unquote(urlsplit(quote.document.uri).path))
        assert path.read_bytes().decode()[quote.start : quote.end] == quote.exact


def test_a_folder_is_indexed_once_and_answers_in_any_language(model, folder):
    letters = folder(FILES)
    answers = [
        ask("When was the bridge built?", letters),
        ask("Quand le pont a-t-il été bâti ?", str(letters), limit=1),
        ask("Wann wurde die Brücke gebaut?", [letters]),
    ]
    for answer in answers:
        check_quotes(answer)
        assert answer.quotes[0].exact == "Le pont fut bâti en 1850."
    assert [answer.language for answer in answers] == ["en", "fr", "de"]
    assert len(answers[1].quotes) == 1
    assert model
    model.clear()
    answer = ask("Pourquoi le train de nuit a-t-il été supprimé ?", letters)
    assert "too few people" in answer.quotes[0].exact
    assert model == []
    folder({"well.txt": "Le puits de la place donne une eau salée depuis la crue de 1930.\n"})
    answer = ask("Why is the water of the well salty?", letters)
    assert "crue de 1930" in answer.quotes[0].exact
    assert all("puits" in text for text in model)


def test_a_file_and_a_list_of_files_are_corpora(model, folder):
    letters = folder(FILES)
    answer = ask("Qui prépare les repas de l’école ?", letters / "school.txt")
    assert "Deux cuisiniers" in answer.quotes[0].exact
    answer = ask("Why was the night train cancelled?", [letters / "school.txt", str(letters / "night.md")])
    assert "too few people" in answer.quotes[0].exact
    assert {quote.document.title for quote in answer.quotes} <= {"School", "The night train"}


def test_a_follow_up_keeps_the_subject(model, folder):
    letters = folder(FILES)
    conversation = Conversation()
    conversation.add(ask("Où se trouve le pont de Lavaur ?", letters))
    for history in (["Où se trouve le pont de Lavaur ?"], conversation):
        answer = ask("Et quand fut-il bâti ?", letters, history=history)
        assert "1850" in answer.quotes[0].exact
        assert "Lavaur" in answer.query


def test_bad_files_among_good_ones_do_not_hinder(model, folder):
    letters = folder({**FILES, "photo.txt": b"\xff\xd8\xff\xe0" + bytes(300), "empty.md": b"", "sheet.xlsx": b"PK"})
    check_quotes(ask("When was the bridge built?", letters))


@pytest.mark.parametrize("files", [{}, {"photo.txt": b"\x89PNG\r\n\x1a\n" + bytes(60), "blank.md": b" \n"}])
def test_a_folder_without_documents_is_one_line(model, folder, files):
    empty = folder(files, "empty")
    with pytest.raises(CorpusError, match="no document to read") as raised:
        ask("When was the bridge built?", empty)
    assert "\n" not in str(raised.value)
    assert str(empty) in str(raised.value)
    assert ("skipped" in str(raised.value)) == bool(files)


def test_a_missing_folder_is_one_line(model, tmp_path):
    with pytest.raises(CorpusError, match="no such file or folder") as raised:
        ask("When was the bridge built?", tmp_path / "missing")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("question", ["Quand \udcff le pont fut-il bâti ?", "\x00 pont \x00", "pont " * 390])
def test_an_odd_question_has_an_answer_or_is_refused(model, folder, question):
    assert outcome(question, folder(FILES)).encode()


def outcome(question, corpus):
    """The text of the answer, or of the refusal."""
    try:
        return ask(question, corpus).text
    except QuestionError as error:
        return str(error)


def test_a_question_that_cannot_be_asked_is_refused_before_anything_is_read(model, tmp_path):
    with pytest.raises(QuestionError):
        ask(" ? ", tmp_path / "missing")


# -- the shipped corpus


@pytest.mark.parametrize(
    "question",
    [
        "what does the abolitionist model change?",
        "What does the abolitionist model change?",
        "Que change le modèle abolitionniste ?",
        "Was ändert das abolitionistische Modell?",
    ],
)
def test_the_abolitionist_model_penalises_and_repeals(shipped_assistant, question):
    answer = shipped_assistant.ask(question)
    check_quotes(answer)
    best = answer.quotes[0].exact
    assert any(word in best for word in ("pénalis", "penalis", "puni"))
    assert any(word in best for word in ("abrog", "supprim", "repeal", "aboli"))
    assert " ".join(best.split()) in answer.text


def test_every_quote_from_the_shipped_notes_is_what_stands_in_the_file(shipped_assistant):
    for question in (
        "Où s’est tenue la réunion de 2017 ?",
        "Who chaired the meeting?",
        "Combien de victimes en Europe ?",
    ):
        answer = shipped_assistant.ask(question, limit=10)
        for quote in answer.quotes or answer.nearest:
            path = Path(unquote(urlsplit(quote.document.uri).path))
            assert path.read_bytes().decode()[quote.start : quote.end] == quote.exact


def test_the_shipped_corpus_is_not_read_twice(shipped_assistant):
    report = shipped_assistant.update()
    assert (report.embedded, report.skipped, report.added, report.changed) == (0, [], [], [])
    assert len(report.unchanged) >= 24
