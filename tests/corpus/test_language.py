import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import LanguageIdentifier

from guillemet.corpus import detect_language, language
from guillemet.corpus.language import language_code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Skopje 2017?", None),
        ("42", None),
        ("OSCE", None),
        ("hello", "en"),
        ("Hi", "en"),
        ("and in Serbia?", "en"),
        ("And when?", "en"),
        ("who?", "en"),
        ("What about 2018?", "en"),
        ("where?", "en"),
        ("thanks", "en"),
        ('What does "la pêche à la ligne" mean?', "en"),
        ("how many bridges are there?", "en"),
        ("summary please", "en"),
        ("And Brunet?", "en"),
        ("Et quand ?", "fr"),
        ("Bonjour", "fr"),
        ("Et en Serbie ?", "fr"),
        ("Qui ?", "fr"),
        ("Où ?", "fr"),
        ("Et en 2018 ?", "fr"),
        ("Qu'est-ce que le GRETA ?", "fr"),
        ("pêche à la ligne", "fr"),
        ("Combien de pays ?", "fr"),
        ("Qui a dit « we need more money » ?", "fr"),
        ("merci", "fr"),
        ("À Vienne ?", "fr"),
        ("Vraiment ?", "fr"),
        ("Wer war dabei?", "de"),
        ("Und wann?", "de"),
        ("Hallo", "de"),
        ("Wie viele Länder?", "de"),
        ("Wo?", "de"),
        ("¿Y en Serbia?", "es"),
        ("¿Cuándo?", "es"),
        ("Hola", "es"),
        ("Quién es el alcalde?", "es"),
        ("E in Serbia?", "it"),
        ("Quando?", "it"),
        ("Ciao", "it"),
        ("Dov'è stata la riunione?", "it"),
        ("Quanti paesi?", "it"),
        ("Onde foi a reunião?", "pt"),
        ("Quem estava lá?", "pt"),
        ("Wie was erbij?", "nl"),
        ("Кто был в порту?", "ru"),
        ("Πότε έγινε η συνάντηση;", "el"),
        ("متى عقد الاجتماع؟", "ar"),
        ("会议在哪里举行？", "zh"),
        ("会議はどこで開かれましたか？", "ja"),
        ("Toplantı nerede ve ne zaman yapıldı?", "tr"),
    ],
)
def test_short_questions(text: str, language: str | None) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The lock-keeper opens the gates at dawn and writes the names of the barges into a ledger bound in red.",
            "en",
        ),
        (
            "L’éclusier ouvre les portes à l’aube et note le nom des péniches dans un registre relié de cuir rouge.",
            "fr",
        ),
        (
            "Der Schleusenwärter öffnet die Tore im Morgengrauen und trägt die Namen der Kähne in ein rotes Buch ein.",
            "de",
        ),
        (
            "El esclusero abre las puertas al amanecer y apunta los nombres de las barcas en un libro de cuero rojo.",
            "es",
        ),
        (
            "Il guardiano apre le porte all’alba e scrive i nomi delle chiatte in un registro rilegato in pelle rossa.",
            "it",
        ),
        ("Śluzowy otwiera wrota o świcie i zapisuje nazwy barek w księdze oprawionej w czerwoną skórę cielęcą.", "pl"),
        (
            "Zsilipőr nyitja hajnalban a kapukat, és egy piros bőrbe kötött könyvbe írja az uszályok nevét mindennap.",
            "hu",
        ),
    ],
)
def test_sentences(text: str, language: str) -> None:
    assert detect_language(text) == language
    assert detect_language(text * 200) == language


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(deadline=None)
def test_anything_gives_a_code_or_none(text: str) -> None:
    found = detect_language(text)
    assert found is None or (len(found) == 2 and found.islower())


def test_nothing_gives_none() -> None:
    assert detect_language("") is None
    assert detect_language("…! 12 \ud800") is None


def test_it_is_fast_once_loaded() -> None:
    detect_language("warm up, please")
    times = []
    for _ in range(50):
        started = time.perf_counter()
        detect_language("Who opened the gates, and when did the barges leave?")
        times.append(time.perf_counter() - started)
    assert min(times) < 0.001


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("fr-FR", "fr"),
        ("en_GB", "en"),
        ("fra", "fr"),
        ("FR", "fr"),
        ("french", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_language_code(tag: object, code: str | None) -> None:
    assert language_code(tag) == code


def test_many_threads_at_once_load_the_model_once(monkeypatch):
    loaded = []
    load = LanguageIdentifier.from_model_file

    def slowly(*arguments, **named):
        loaded.append(time.sleep(0.05))
        return load(*arguments, **named)

    monkeypatch.setattr(LanguageIdentifier, "from_model_file", slowly)
    language._identifier.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(detect_language, ["Where did the meeting take place last year?"] * 8))
    assert found == ["en"] * 8
    assert len(loaded) == 1
