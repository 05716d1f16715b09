"""Sentences and quotable spans: where they begin and end, in any text."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guillemet.corpus import BlockKind, read_document
from guillemet.index.sentences import Span, quotable_spans, sentence_spans, trimmed

LANGUAGES = [None, "fr", "en", "de", "es", "it", "sr", "ru", "el", "ar", "hi", "zh", "ja", "th", "xx", "not-a-code"]

# Text that is likely to hold what sentences are told by, and anything else besides.
pieces = st.sampled_from(
    [
        *("M. ", "Mme ", "art. 5", "J.-C. ", "« Oui ! » ", "etc.", "z. B. ", "...", "…", "1. ", "3.5", "(voir p. 3)"),
        *(
            "Le maire parle",
            "Elle part.",
            "Why?",
            "No!",
            "»",
            "”",
            "'",
            "’",
            ")",
            "。",
            "これは文です。",
            "是的！",
            "।",
            "؟",
        ),
        *(" ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u202f", "\u2028", "\u200b", "\ufeff", "\x00", "\x1c"),
        *("\N{WOMAN}\u200d\N{EAR OF RICE}", "e\u0301", "\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL A}. "),
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(pieces, max_size=25).map("".join))


def sentences(text, language="fr"):
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text), language)]


def check_spans(text, spans, start, end):
    """In order, apart, trimmed, inside."""
    assert all(start <= span.start < span.end <= end for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for span in spans:
        assert text[span.start : span.end] == text[span.start : span.end].strip()


@given(text=texts, language=st.sampled_from(LANGUAGES))
@example("M. ", "fr")
@example("\ufeffOui.", None)
def test_sentences_are_ordered_trimmed_and_hold_everything_but_white_space(text, language):
    spans = list(sentence_spans(text, 0, len(text), language))
    check_spans(text, spans, 0, len(text))
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())


@given(before=texts, text=texts, after=texts, language=st.sampled_from(LANGUAGES))
def test_the_sentences_of_a_part_are_those_of_the_part_alone(before, text, after, language):
    start, end = len(before), len(before) + len(text)
    spans = list(sentence_spans(before + text + after, start, end, language))
    alone = list(sentence_spans(text, 0, len(text), language))
    assert [(span.start - start, span.end - start) for span in spans] == [tuple(span) for span in alone]


@given(text=texts, start=st.integers(0, 50), end=st.integers(0, 250))
def test_trimming_takes_white_space_from_the_edges_and_nothing_else(text, start, end):
    end = min(end, len(text))
    start = min(start, end)
    span = trimmed(text, start, end)
    assert start <= span.start <= span.end <= end
    assert text[span.start : span.end] == text[start:end].strip()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["", "# ", "- ", "1. ", "| a | b |\n|---|---|\n| ", "> "]), texts), max_size=6
    ),
    suffix=st.sampled_from([".txt", ".md"]),
)
def test_the_quotable_spans_of_any_document_are_slices_of_its_blocks(tmp_path, parts, suffix):
    path = tmp_path / f"note{suffix}"
    path.write_bytes(("Une phrase.\n\n" + "\n\n".join(mark + text for mark, text in parts)).encode())
    try:
        document = read_document(path)
    except Exception as error:  # noqa: BLE001 - control characters make it binary; that is the reader's business
        assert type(error).__name__ == "UnreadableDocument"  # noqa: PT017
        return
    spans = quotable_spans(document)
    check_spans(document.text, spans, 0, len(document.text))
    quotable = [block for block in document.blocks if block.kind not in (BlockKind.HEADING, BlockKind.FURNITURE)]
    for span in spans:
        assert any(block.start <= span.start and span.end <= block.end for block in quotable)
        assert any(map(str.isalnum, document.text[span.start : span.end]))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["M. Dupont est venu.", "Il est reparti."]),
        ("fr", ["M.\u00a0Jean Valjean est maire.", "Il se tait."]),
        ("fr", ["Mme Perrin et MM. Roux et Petit signent.", "Le Dr. Morel aussi."]),
        ("fr", ["L’art. 5 de la loi le dit.", "L’al. 2 le précise, cf. p. 12 du recueil."]),
        ("fr", ["J.-C. Brunet préside.", "Il parle peu."]),
        ("fr", ["« Oui ! » dit-il.", "Elle sourit."]),
        ("fr", ["« Est-ce vrai ? » demanda le juge.", "Personne ne répondit."]),
        ("fr", ["Il cite le n° 14 et le vol. 3 de la revue.", "Puis il s’assied."]),
        ("fr", ["Il a vu des ponts, etc., puis des gares, des quais, etc."]),
        ("fr", ["La caisse pèse 30 kg.", "Il la porte seul."]),
        ("fr", ["Le taux passe à 3.5 % en 2018.", "Il baisse ensuite."]),
        ("fr", ["Elle hésite… puis elle parle.", "On l’écoute."]),
        ("en", ["Mr. Smith met Mrs. Jones and Dr. Brown.", "They talked."]),
        ("en", ["Some fruits, e.g. apples, keep well.", "Others do not."]),
        ("en", ["It weighs approx. 30 kg.", "Two men carry it."]),
        ("en", ["Why did they leave?", "Nobody knows!", "The door was open."]),
        ("en", ["See fig. 3 and sect. 4.", "They differ."]),
        ("de", ["Viele Vögel, z. B. Störche, ziehen fort.", "Andere bleiben."]),
        ("de", ["Hr. Müller und Dr. Weber kamen.", "Sie blieben lange."]),
        ("es", ["El Sr. López llegó tarde.", "¿Quién lo esperaba?", "¡Nadie!"]),
        ("it", ["Il dott. Rossi parla.", "Il sig. Bianchi ascolta."]),
        ("zh", ["今天下雨。", "我们在家。", "你来吗？"]),
        ("ja", ["今日は雨です。", "家にいます。"]),
        ("hi", ["यह एक वाक्य है।", "यह दूसरा है।"]),
        (None, ["M. Dupont est venu.", "Il est reparti."]),
        ("fr", ["Il fonda la ville.²", "Le maire vint en 1811³.", "« Enfin ! »⁴", "Il resta.⁵,⁶", "On l’enterra."]),
        ("en", ["It was a good year.¹²", "They left “at once.”³", "It has 20 m² of ground.", "It is sold."]),
        ("en", ["The bridge fell.[^1]", "It was built again.[^2][^note]", "It stands."]),
        ("en", ["The bridge fell in 1811² and was built again.", "² See the rolls, folio 7."]),
    ],
)
def test_cuts_where_a_reader_would(language, expected):
    assert sentences(" ".join(expected), language) == expected


@pytest.mark.parametrize("text", ["", " \n\t\u00a0", "\u2028\r\n"])
def test_there_is_no_sentence_in_white_space(text):
    assert sentences(text) == []


def test_one_sentence_goes_over_line_ends(tmp_path):
    assert sentences("Le conseil se réunit\nà Paris chaque\r\nprintemps. Il vote.") == [
        "Le conseil se réunit\nà Paris chaque\r\nprintemps.",
        "Il vote.",
    ]


def spans_of(path, content):
    path.write_text(content, encoding="utf-8")
    document = read_document(path)
    return [document.text[start:end] for start, end in quotable_spans(document)]


def test_headings_and_furniture_are_not_quotable(tmp_path):
    content = "# Le moulin\n\nJPEG\n\nLe moulin tourne. Il est vieux.\n\n## Histoire\n\nHaut de page\n"
    assert spans_of(tmp_path / "note.md", content) == ["Le moulin tourne.", "Il est vieux."]


def test_a_short_item_is_quoted_whole_and_a_long_one_by_sentences(tmp_path):
    long = "La roue tourne sans arrêt. " * 30
    content = f"# Notes\n\n- Un. Deux. Trois.\n- {long}\n"
    spans = spans_of(tmp_path / "note.md", content)
    assert spans[0] == "Un. Deux. Trois."
    assert spans[1:] == ["La roue tourne sans arrêt."] * 30


def test_a_table_row_is_quoted_whole(tmp_path):
    content = "# Prix\n\n| Ville | Prix |\n|---|---|\n| Lyon. Centre. | 12 |\n| Metz | 9 |\n"
    assert [span for span in spans_of(tmp_path / "note.md", content) if "12" in span] == ["Lyon. Centre. | 12"]


def test_a_line_of_mere_signs_is_not_quotable(tmp_path):
    assert spans_of(tmp_path / "note.txt", "Le maire parle.\n\n* * *\n\n?!\n\nIl se tait.\n") == [
        "Le maire parle.",
        "Il se tait.",
    ]


@pytest.mark.parametrize("space", "\u00a0\u202f\u3000")
def test_a_wide_space_before_a_point_breaks_nothing(space, capfd):
    text = f"Il admire Louis V{space}. Le roi V{space}.{space}B{space}. dort."
    spans = list(sentence_spans(text, 0, len(text), "fr"))
    assert "".join(text[span.start : span.end] for span in spans).replace(" ", "") == text.replace(" ", "")
    assert "panicked" not in capfd.readouterr().err


def test_where_the_segmenter_panics_the_text_is_kept_whole(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(*_):
        raise PanicException

    monkeypatch.setattr("sentencex.get_sentence_boundaries", panic)
    assert list(sentence_spans("Il dort. Elle lit.", 0, 18, "fr")) == [Span(0, 18)]
