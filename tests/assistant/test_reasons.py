"""Why something was not done, in French: every reason that a reader may meet has its words."""

import ast
from pathlib import Path

import pytest

import guillemet.assistant
import guillemet.corpus
import guillemet.index
from guillemet.assistant.french_reasons import FRENCH_REASONS
from guillemet.assistant.reasons import told
from guillemet.corpus.encoding import _MAGIC
from guillemet.corpus.reader import _INSTEAD, no_reader
from guillemet.corpus.readers.ocr import MISSING

TOLD = {
    "ConversationError",
    "HTTPException",
    "IndexBusyError",
    "LibraryError",
    "PageError",
    "QuestionError",
    "Skipped",
    "SkippedPart",
    "UnreadableDocument",
    "UploadError",
    "_Stopped",
}
"""What is raised, or kept of a file, with a text that readers see on the page."""

NAMES_OF_PARTS = {"row {}", "line {}", "further lines", "further parts", "further messages", "{}: {}", "{}{}"}


def sentences(node):
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in values)
        case ast.IfExp():
            yield from sentences(node.body)
            yield from sentences(node.orelse)


def written():
    for room in (guillemet.corpus, guillemet.index, guillemet.assistant):
        for file in sorted(Path(room.__file__).parent.rglob("*.py")):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TOLD:
                    yield from (text for given in call.args for text in sentences(given))


def test_every_reason_in_the_code_has_french_words():
    found = set(written()) - NAMES_OF_PARTS
    assert len(found) > 80
    # What is filled in may also be the end of a plural, or nothing.
    filled = {text: [text.replace("{}", value) for value in ("7", "s", "")] for text in found}
    assert not [text for text, samples in filled.items() if all(told(one, "fr") == one for one in samples)]


def test_what_is_filled_in_is_in_its_place_in_french():
    for english, french in FRENCH_REASONS.items():
        assert french.count("{}") <= english.count("{}"), english


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            no_reader(".exe"),
            "format .exe non lu (formats lus : PDF, Word, Excel, PowerPoint, OpenDocument, RTF, HTML, EPUB, cou",
        ),
        *((no_reader(suffix), f"format {suffix} non lu ; ") for suffix in _INSTEAD),
        (f"3 pages without text: {MISSING}", "3 pages sans texte : installez l’extra ocr (pip"),
        (f"1 scanned page: {MISSING}", "1 page numérisée : installez l’extra ocr"),
        ("2 pages in fonts that do not tell their letters", "2 pages dans des polices qui ne disent"),
        ("1 page damaged", "1 page endommagée"),
        ("packed more than 4 files deep", "imbriqué à plus de 4 niveaux"),
        ("its file holds more than 5 parts", "son fichier contient plus de 5 parties"),
        ("its file unpacks to more than 6 MB", "son fichier dépasse 6 Mo une fois extrait"),
        ("is empty (it no longer answers)", "est vide (il ne répond plus)"),
        *((f"not a text but {kind}", "n’est pas un texte mais un") for _, kind in _MAGIC),
        (
            f"holds nothing that can be read (the first: a/b.exe: {no_reader('.exe')})",
            "ne contient rien de lisible (d’abord a/b.exe : format .exe non lu",
        ),
        ("a thing that nobody said before", "a thing that nobody said before"),
    ],
)
def test_reasons_in_french(english, french):
    assert told(english, "fr").startswith(french)
    assert told(english, "en") == english
    assert told(english, "de") == english


def test_braces_in_what_is_filled_in_stay():
    assert told("the disk of /a{0}b has no room for it", "fr") == "le disque de /a{0}b n’a pas de place pour lui"
