import pytest

from guillemet.corpus import BlockKind
from guillemet.corpus.lines import split_lines


def test_one_line_is_one_paragraph(read, parts) -> None:
    long = (
        "La rivière déborde chaque printemps, et les riverains ont pris l’habitude de monter leurs meubles à l’étage. "
        * 2
    )
    text = f"Le fleuve en crue\n\n{long}\n{long}\n\nJPEG\n\nHaut de page"
    document = read("fleuve.txt", text)
    assert document.title == "Le fleuve en crue"
    assert document.language == "fr"
    assert parts(document) == [
        ("heading", "Le fleuve en crue"),
        ("paragraph", long.strip()),
        ("paragraph", long.strip()),
        ("furniture", "JPEG"),
        ("furniture", "Haut de page"),
    ]


def test_a_caption_between_two_lines_is_apart(read, parts) -> None:
    first = "Le pont fut bâti en pierre de taille par une confrérie de maçons venus du nord, qui y travailla neuf ans."
    text = f"Le pont\n\n{first}\nLe vieux pont, vu du quai - JPEG\n{first}\n"
    assert [kind for kind, _ in parts(read("a.txt", text))] == ["heading", "paragraph", "furniture", "paragraph"]


def test_hard_wrapped_lines_are_joined(read, parts) -> None:
    paragraph = (
        "The ferry leaves at seven in the morning and comes back when the\n"
        "tide allows it, which in winter may be long after dark. Nobody has\n"
        "ever complained about it."
    )
    document = read(
        "ferry.txt", f"The ferry\r\n\r\n{paragraph}\r\n\r\nAnother paragraph stands here.\r\n".replace("\r\n", "\n")
    )
    assert parts(document, BlockKind.PARAGRAPH) == [paragraph, "Another paragraph stands here."]


def test_crlf_stays(read, parts) -> None:
    text = "Crossing times\r\n\r\nThe ferry leaves at seven.\r\n"
    document = read("a.txt", text)
    assert document.text == text
    assert parts(document) == [("heading", "Crossing times"), ("paragraph", "The ferry leaves at seven.")]


def test_short_lines_stay_apart(read, parts) -> None:
    document = read("a.txt", "Where we are.\n\nHarbour office\n3 Quay Street\nLimerick\n\nCome and see us.\n")
    assert parts(document, BlockKind.PARAGRAPH)[1:4] == ["Harbour office", "3 Quay Street", "Limerick"]


def test_list_items_lose_their_marks(read, parts) -> None:
    text = "We carry:\n\n- salt ;\n\n• two crates\n  of oranges\n1 : rope\n2. tar.\na) one sail\n\nThat is all.\n"
    document = read("a.txt", text)
    assert parts(document, BlockKind.ITEM) == ["salt ;", "two crates\n  of oranges", "rope", "tar.", "one sail"]


def test_headings(read, parts) -> None:
    body = "Some words that make a sentence of it."
    text = f"Handbook\n========\n\n{body}\n\nBoats\n-----\n{body}\n\nTHE CREW\n{body}\n\n"
    text += f"2.1 Provisions\n\n{body}\n\n## Tides\n{body}\n"
    document = read("a.txt", text)
    assert document.title == "Handbook"
    assert parts(document, BlockKind.HEADING) == ["Handbook", "Boats", "THE CREW", "2.1 Provisions", "Tides"]
    assert parts(document, BlockKind.PARAGRAPH) == [body] * 5


def test_table_rows(read, parts) -> None:
    text = "Fares:\n\nFrom\tTo\tPrice\nKilrush\tScattery\t12\n\n| boat | seats |\n|------|-------|\n| Rose | 40 |\n"
    document = read("a.txt", text)
    rows = ["From\tTo\tPrice", "Kilrush\tScattery\t12", "boat | seats", "Rose | 40"]
    assert parts(document, BlockKind.ROW) == rows


def test_the_title_falls_back_to_the_name(read) -> None:
    assert read("log_of-the.rose.txt", "the sea was calm, and nothing happened at all.").title == "Log of the rose"


def test_lines_have_exact_offsets() -> None:
    text = "  one \r\n\ttwo\u2028three\n\n"
    assert [(text[line.start : line.end], line.indent) for line in split_lines(text)] == [
        ("one", 2), ("two", 1), ("three", 0), ("", 0),
    ]  # fmt: skip


@pytest.mark.timeout(60)
def test_a_hundred_thousand_lines_without_a_blank_one_are_read(read) -> None:
    document = read("log.txt", "une ligne\n" * 100_000)
    assert len(document.blocks) == 100_000
