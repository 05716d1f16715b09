"""One corpus in two languages, and documents that stand in one of them only."""

import pytest

from guillemet.assistant import Assistant
from guillemet.index.settings import Settings

FRENCH = {
    "pont": "Le pont de Lavaur a été rouvert en 1998. La commune a payé les travaux. Un maçon italien les a dirigés.",
    "marche": "Le marché de Castel se tient le samedi. Les fermiers y vendent du fromage. Il ferme à midi.",
    "musee": "Le musée de la soie a été fondé par une veuve. Il compte trois salles. L’entrée y est libre le dimanche.",
    "four": "Le four banal cuit le pain du village. Chaque famille y porte sa pâte. Le boulanger le chauffe la nuit.",
}
ENGLISH = {
    "bridge": "The bridge of Lavaur was reopened in 1998. The town paid for the works. An Italian mason led them.",
    "market": "The market of Castel is held on Saturdays. Farmers sell cheese there. It closes at noon.",
    "museum": "The silk museum was founded by a widow. It has three rooms. Admission is free on Sundays.",
    "oven": "The common oven bakes the bread of the village. Every family brings its dough. It is heated at night.",
}
ONLY_FRENCH = {"bac": "Le bac d’Orlane traverse la rivière toutes les heures. Le passeur Hugues Marvaux le conduit."}
ONLY_ENGLISH = {"mill": "The water mill of Sorel grinds rye. The miller Anne Perrin has run it since her father died."}


@pytest.fixture(scope="module")
def ask(multilingual, tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    for name, text in (FRENCH | ENGLISH | ONLY_FRENCH | ONLY_ENGLISH).items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant(folder, settings=Settings(home=tmp_path_factory.mktemp("index")), embedder=multilingual)
    assistant.update()

    def first(question):
        answer = assistant.ask(question)
        return (answer.quotes or answer.nearest)[0].document.uri.rpartition("/")[2].removesuffix(".txt")

    return first


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Who drives the ferry of Orlane?", "bac"),
        ("How often does the ferry cross the river?", "bac"),
        ("Wie oft fährt die Fähre über den Fluss?", "bac"),
        ("Qui fait tourner le moulin à eau de Sorel ?", "mill"),
        ("Quelle céréale moud le moulin ?", "mill"),
    ],
)
def test_documents_in_the_language_of_the_question_do_not_crowd_out_the_one_that_answers(ask, question, document):
    assert ask(question) == document


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("Who founded the silk museum?", {"museum", "musee"}),
        ("Quand le pont de Lavaur a-t-il été rouvert ?", {"pont", "bridge"}),
        ("¿Qué día es el mercado de Castel?", {"marche", "market"}),
    ],
)
def test_what_stands_in_both_languages_is_found_in_either(ask, question, documents):
    assert ask(question) in documents
