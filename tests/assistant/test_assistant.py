"""The whole path from a question to quotes, with an embedder that needs no model."""

import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from guillemet.assistant import Assistant, Conversation
from guillemet.assistant.assistant import roots_of
from guillemet.assistant.calibration import Calibration
from guillemet.assistant.query import LONGEST_QUESTION
from guillemet.corpus import shipped_documents
from guillemet.corpus.errors import CorpusError, IndexStateError, QuestionError
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.settings import Settings

FILES = {
    "bridge.md": "---\ntitle: Le pont\ndate: 2019-03-01\n---\n\nLe pont de Lavaur fut bâti en 1850 par des maçons.\n",
    "mill.txt": "Le moulin de Castel tourne depuis trois siècles.\r\nSon meunier vend de la farine bise au marché.\r\n",
    "old.txt": "Le théâtre a brûlé en février 1911. L’été suivant, il était rebâti.\n".encode("cp1252"),
    "marked.md": "\ufeffLa fontaine 👩‍🌾 gèle chaque hiver. On la couvre de paille.\n",
    "page.html": "<html><body><article><h1>Le four</h1><p>Le four banal cuit le pain du village depuis 1702. "
    "Chaque famille y porte sa pâte le samedi matin, dès cinq heures.</p></article></body></html>",
}


@pytest.fixture
def letters(folder):
    return folder(FILES)


@pytest.fixture
def assistant_of(state):
    def make(*corpus, **options):
        given = corpus[0] if len(corpus) == 1 else corpus
        return Assistant(given, settings=Settings(home=state), embedder=HashingEmbedder(), **options)

    return make


@pytest.fixture
def assistant(letters, assistant_of):
    made = assistant_of(letters)
    made.update()
    return made


def decoded(path):
    data = path.read_bytes()
    for encoding in ("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(path)


def quotes_of(answer):
    return answer.quotes or answer.nearest


@pytest.mark.parametrize(
    "question",
    ["Quand le pont de Lavaur fut-il bâti ?", "Que vend le meunier ?", "théâtre été 1911", "fontaine hiver", "moulin"],
)
def test_every_quote_is_what_stands_in_the_file(assistant, question):
    answer = assistant.ask(question, limit=20)
    assert len(quotes_of(answer)) >= 5
    for quote in quotes_of(answer):
        assert quote.exact == quote.document.text[quote.start : quote.end]
        assert quote.exact == quote.exact.strip() != ""
        path = Path(unquote(urlsplit(quote.document.uri).path))
        if path.suffix != ".html":
            assert decoded(path)[quote.start : quote.end] == quote.exact


def test_scores_are_between_0_and_1_and_fall(assistant):
    scores = [quote.score for quote in quotes_of(assistant.ask("Quand le pont de Lavaur fut-il bâti ?", limit=20))]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_no_more_quotes_than_asked_for(assistant, limit):
    assert len(quotes_of(assistant.ask("Quand le pont de Lavaur fut-il bâti ?", limit=limit))) == limit


def test_the_answer_tells_what_it_answers(assistant):
    answer = assistant.ask("  Quand le pont de Lavaur fut-il bâti ? ")
    assert answer.question == answer.query == "Quand le pont de Lavaur fut-il bâti ?"
    assert answer.language == "fr"
    assert " ".join(quotes_of(answer)[0].exact.split()) in answer.text
    assert (answer.reason is None) == answer.answered == bool(answer.quotes)


def test_the_words_around_the_quotes_are_in_the_language_of_the_question(assistant):
    french = assistant.ask("Quand le pont de Lavaur fut-il bâti ?").text
    english = assistant.ask("When was the bridge of Lavaur built by the masons?").text
    assert "«\u00a0" in french
    assert "“" in english


def test_a_follow_up_is_searched_with_what_it_leans_on(assistant):
    first = assistant.ask("Où se trouve le pont de Lavaur ?")
    conversation = Conversation()
    conversation.add(first)
    for history in (["Où se trouve le pont de Lavaur ?"], conversation, conversation.turns):
        answer = assistant.ask("Et quand ?", history=history)
        assert answer.question == "Et quand ?"
        assert "Lavaur" in answer.query


def test_what_was_searched_for_asked_word_for_word_finds_the_same(assistant):
    followed = assistant.ask("Et quand ?", history=["Où se trouve le pont de Lavaur ?"])
    again = assistant.ask(followed.query)
    assert again.query == followed.query != "Et quand ?"
    assert (again.answered, again.quotes, again.nearest) == (followed.answered, followed.quotes, followed.nearest)


def test_a_lower_risk_answers_less(assistant):
    question = "Quand le pont de Lavaur fut-il bâti ?"
    answered = [assistant.ask(question, max_risk=risk).answered for risk in (0, 0.02, 0.1, 0.2, 0.5, 1)]
    assert answered == sorted(answered)
    assert (answered[0], answered[-1]) == (False, True)
    with pytest.raises(QuestionError, match="from 0 to 1"):
        assistant.ask(question, max_risk=20)


def test_the_risk_of_the_assistant_holds_unless_another_is_asked_for(letters, assistant_of):
    assistant = assistant_of(letters, max_risk=0)
    assistant.update()
    assert not assistant.ask("pont de Lavaur").answered
    assert assistant.ask("pont de Lavaur", max_risk=1).answered


def test_what_was_calibrated_on_these_documents_decides(letters, assistant_of, state):
    def calibrated(threshold):
        Calibration(1.0, 0.0, ((threshold, 0.1, 0.5),), 0.1, HashingEmbedder().name, 40, "2026-01-02").save(state)
        assistant = assistant_of(letters)
        assistant.update()
        return assistant.ask("pont de Lavaur")

    assert calibrated(0.0).answered
    assert not calibrated(1.1).answered


@pytest.mark.parametrize(
    ("question", "present", "absent"),
    [
        ("Quel est le prix de la farine bise à Castel ?", ["farine", "bise", "Castel"], ["prix"]),
        ("Qui a peint le théâtre de Lavaur ?", ["théâtre", "Lavaur"], ["peint"]),
    ],
)
def test_a_refusal_names_what_is_not_mentioned(assistant, question, present, absent):
    answer = assistant.ask(question, max_risk=0)
    assert all(f"«\u00a0{word}\u00a0»" in answer.reason for word in present + absent)
    before, after = answer.reason.split("nulle part")
    assert all(word in before for word in present)
    assert all(word in after for word in absent)


@pytest.mark.parametrize("question", ["What is the price of flour?", "Wo steht die Mühle?"])
def test_nothing_is_said_of_words_in_another_language_than_the_documents(assistant, question):
    assert "price" not in assistant.ask(question, max_risk=0).reason
    assert "Mühle" not in assistant.ask(question, max_risk=0).reason


def test_links_are_made_as_asked(letters, assistant_of):
    assistant = assistant_of(letters, link=lambda document, start, end: f"/view/{document.sha256}#{start}-{end}")
    assistant.update()
    (quote, *_) = quotes_of(assistant.ask("pont de Lavaur"))
    assert quote.link == f"/view/{quote.document.sha256}#{quote.start}-{quote.end}"
    assert assistant.document(quote.document.sha256) == quote.document
    assert assistant.document("0" * 64) is None


def test_metadata_come_with_the_quote(assistant):
    (quote, *_) = quotes_of(assistant.ask("pont de Lavaur bâti en 1850 par des maçons"))
    assert (quote.document.title, quote.document.date, quote.document.language) == ("Le pont", "2019-03-01", "fr")
    assert quote.link.startswith(quote.document.uri)
    assert quote.page is None


@pytest.mark.parametrize("question", ["", " ", "?!", "a" * (LONGEST_QUESTION + 1)])
def test_a_question_that_cannot_be_asked_is_refused(assistant, question):
    with pytest.raises(QuestionError):
        assistant.ask(question)


@pytest.mark.parametrize(
    "question", ["\x00", "a\x00b", "\udcff Lavaur", "Lavaur " * 280, "' OR 1=1; --", "人は？", "\u202eLavaur"]
)
def test_any_other_question_has_an_answer_or_is_refused(assistant, question):
    assert outcome(assistant, question).encode()


def outcome(assistant, question):
    """The text of the answer, or of the refusal."""
    try:
        return assistant.ask(question).text
    except QuestionError as error:
        return str(error)


def test_without_documents_the_answer_says_so(tmp_path, assistant_of):
    (tmp_path / "empty").mkdir()
    assistant = assistant_of(tmp_path / "empty")
    assistant.update()
    answer = assistant.ask("Quand le pont fut-il bâti ?")
    assert (answer.answered, answer.quotes, answer.nearest) == (False, (), ())
    assert answer.reason == "il n’y a encore aucun document où chercher"
    assert answer.reason in answer.text


def test_a_corpus_may_be_given_in_many_ways(letters, assistant_of, monkeypatch):
    folder_given = [letters, str(letters), [letters], (str(letters),), iter([letters]), letters / ".." / letters.name]
    assert {assistant_of(corpus).roots for corpus in folder_given} == {(letters.resolve(),)}
    files = assistant_of([letters / "bridge.md", str(letters / "mill.txt")])
    files.update()
    assert {document.title for document in files.documents()} == {"Le pont", "Mill"}
    monkeypatch.chdir(letters)
    assert assistant_of("mill.txt").roots == (letters.resolve() / "mill.txt",)
    monkeypatch.setenv("HOME", str(letters))
    assert assistant_of("~/mill.txt").roots == (letters.resolve() / "mill.txt",)
    assert assistant_of(None).roots == (shipped_documents(),)


def test_an_empty_list_is_no_corpus(assistant_of):
    with pytest.raises(CorpusError, match="at least one"):
        assistant_of([])


@pytest.mark.parametrize("name", ["loop", "nul\0"])
def test_a_path_that_cannot_be_used_is_one_line(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(CorpusError, match="not a usable path"):
        roots_of([tmp_path / name])


def test_a_missing_folder_is_one_line(assistant_of, tmp_path):
    with pytest.raises(CorpusError, match="no such file or folder") as raised:
        assistant_of(tmp_path / "missing").update()
    assert "\n" not in str(raised.value)


def test_an_unusable_state_folder_is_one_line(letters, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStateError) as raised:
        Assistant(letters, settings=Settings(home=tmp_path / "file" / "home"), embedder=HashingEmbedder())
    assert "\n" not in str(raised.value)


def test_one_assistant_answers_several_threads(assistant):
    expected = {
        question: assistant.ask(question).text for question in ("pont de Lavaur", "farine du moulin", "théâtre")
    }
    wrong = []

    def ask(question):
        told = {assistant.ask(question).text for _ in range(10)}
        wrong.extend(told - {expected[question]})

    threads = [threading.Thread(target=ask, args=[question]) for question in expected for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


def test_search_gives_ranked_passages_of_question_and_history(assistant):
    hits = assistant.search("  Quand le pont de Lavaur fut-il bâti ?  ", limit=2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].document.title == "Le pont"
    assert hits == assistant.search("Quand le pont de Lavaur fut-il bâti ?")[:2]
    followed = assistant.search("Et quand ?", history=["Quand le pont de Lavaur fut-il bâti ?"])
    assert followed[0].document.title == "Le pont"
    with pytest.raises(QuestionError, match="empty"):
        assistant.search(" ")
