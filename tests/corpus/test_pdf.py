"""PDF: read as a person reads the page; what nobody sees is never quoted."""

import random
import string

import pytest
from own_text import prose
from pdf_writing import (
    drawn,
    justified_lines,
    misnamed,
    numbered_lines,
    scanned,
    tells_orientation,
    typeset,
    with_running_lines,
    wrapped,
)
from reportlab.pdfbase.pdfmetrics import stringWidth

from guillemet.corpus import BlockKind, UnreadableDocument
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.reader import SkippedPart
from guillemet.corpus.readers import ocr
from guillemet.corpus.readers.pdf_text import is_nonsense

SENTENCES = [
    "Le pont de Lavaur traverse la rivière depuis 1850 et relie les deux moitiés de la ville basse.",
    "Des maçons italiens l’ont bâti en trois étés, avec la pierre des carrières de la commune voisine.",
    "La crue de mars 1930 a emporté le parapet, que la ville a remplacé par une balustrade de fonte.",
    "Chaque matin, le marché occupe la rive droite, où les maraîchers vendent leurs légumes et leurs fruits.",
]


PARAGRAPHS = prose()


def filler(number):
    return PARAGRAPHS[number % len(PARAGRAPHS)]


def quotable(document):
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is not BlockKind.FURNITURE]


def furniture(document):
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.FURNITURE]


PRICES = [
    ["Prestation", "Prix", "Remarque"],
    ["Entretien courant des lampadaires du bourg", "1 240 euros", "Payable le premier jour de chaque mois civil"],
    ["Astreinte de nuit", "380 euros", "Nuits et jours fériés compris dans le forfait"],
    ["Remplacement des lampes", "12 euros", "Par lampe"],
]


def rows_of(document):
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ROW]


def between_prose(*parts):
    return typeset([("paragraph", SENTENCES[0] * 2), *parts, ("paragraph", SENTENCES[1] * 2)])


@pytest.mark.parametrize("padding", [0, 6])
@pytest.mark.parametrize("aligned", ["TOP", "MIDDLE", "BOTTOM"])
def test_the_rows_of_a_ruled_table_are_whole_where_cells_have_several_lines(read, aligned, padding) -> None:
    style = [
        ("VALIGN", (0, 0), (-1, -1), aligned),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    document = read("a.pdf", between_prose(("ruled", (PRICES, style))))
    assert rows_of(document) == [" | ".join(row) for row in PRICES]
    assert len(quotable(document)) == len(PRICES) + 2


def test_a_cell_that_spans_others_stands_in_the_first_of_them(read) -> None:
    cells = [*PRICES[:2], ["Fournitures diverses", "", ""], *PRICES[2:]]
    spans = [("SPAN", (0, 2), (2, 2)), ("SPAN", (1, 3), (1, 4))]
    document = read("a.pdf", between_prose(("ruled", (cells, spans))))
    whole = [" | ".join(row) for row in PRICES]
    assert rows_of(document) == [*whole[:2], "Fournitures diverses", whole[2], "Remplacement des lampes | Par lampe"]


def test_a_page_laid_out_in_a_grid_is_no_table(read) -> None:
    long = " ".join(SENTENCES * 3)
    document = read("a.pdf", typeset([("ruled", ([[long, "", SENTENCES[0]], [SENTENCES[1], "", SENTENCES[2]]], []))]))
    assert rows_of(document) == []


def test_the_lines_of_a_chart_and_of_frames_are_no_table(read) -> None:
    def draw(canvas, _number):
        for at in range(6):
            canvas.line(100, 300 + 40 * at, 400, 300 + 40 * at)
            canvas.line(100 + 60 * at, 300, 100 + 60 * at, 500)
            canvas.drawString(80, 297 + 40 * at, str(10 * at))
        canvas.rect(60, 560, 420, 60)
        canvas.drawString(72, 600, SENTENCES[0][:50])
        canvas.drawString(72, 586, SENTENCES[0][50:])

    document = read("a.pdf", drawn(draw))
    assert rows_of(document) == []
    assert SENTENCES[0] in document.text


def test_a_cell_of_two_lines_above_its_row_is_part_of_it(read) -> None:
    """Without lines, the place tells: reportlab sets cells on the bottom of their row."""
    cells = [["Prestation", "Prix"], ["Entretien des nouveaux lampadaires", "1 240 euros"], ["Astreinte", "380 euros"]]
    document = read("a.pdf", between_prose(("table", cells)))
    assert rows_of(document) == [" | ".join(row) for row in cells]


@pytest.mark.parametrize(
    ("aligned", "padding"),
    # Without padding, only cells that begin on one line show where a row begins.
    [("TOP", 0), *((aligned, padding) for aligned in ("TOP", "MIDDLE", "BOTTOM") for padding in (3, 6))],
)
def test_the_rows_of_a_table_without_lines_are_whole_where_cells_have_several_lines(read, aligned, padding) -> None:
    style = [
        ("VALIGN", (0, 0), (-1, -1), aligned),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
    ]
    document = read("a.pdf", between_prose(("unruled", (PRICES, style))))
    assert rows_of(document) == [" | ".join(row) for row in PRICES]
    assert len(quotable(document)) == len(PRICES) + 2


@pytest.mark.parametrize("side", ["LEFT", "CENTRE", "RIGHT"])
@pytest.mark.parametrize("padding", [4, 6, 20])
@pytest.mark.parametrize("columns", [2, 3])
def test_the_rows_of_a_table_as_wide_as_its_cells_are_whole(read, side, padding, columns) -> None:
    cells = [row[:columns] for row in PRICES]
    style = [
        ("ALIGN", (1, 0), (-1, -1), side),
        ("LEFTPADDING", (0, 0), (-1, -1), padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), padding),
    ]
    document = read("a.pdf", between_prose(("fitted", (cells, style))))
    assert rows_of(document) == [" | ".join(row) for row in cells]


LAMPS = [
    ["Lieu", "état", "qui paie"],
    ["place du marché", "à revoir", "commune"],
    ["lavoir", "en service", "riverains"],
    ["rue basse", "à revoir", "commune"],
    ["école", "hors service", "pas encore décidé"],
    ["mairie", "en service", "commune"],
]


@pytest.mark.parametrize(
    "style",
    [
        [("LINEBELOW", (0, 0), (-1, 0), 1, "black")],
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")],
        [("ALIGN", (0, 0), (-1, -1), "RIGHT"), ("RIGHTPADDING", (0, 0), (-1, -1), 30)],
        [("ALIGN", (0, 0), (-1, -1), "CENTER"), ("LEFTPADDING", (0, 0), (-1, -1), 20)],
    ],
)
def test_rows_of_words_in_small_letters_are_whole(read, style) -> None:
    """Word for word they look as if one cell went on in the next."""
    document = read("a.pdf", between_prose(("fitted", (LAMPS, [*style, ("LEFTPADDING", (1, 0), (-1, -1), 40)]))))
    assert rows_of(document) == [" | ".join(row) for row in LAMPS]


def test_rows_that_begin_with_long_words_in_small_letters_are_whole(read) -> None:
    cells = [
        ["Prestation", "Prix", "À la charge de"],
        ["dépôt", "12 750 euros", "commune"],
        ["assurance de la toiture", "980 euros", "riverains"],
        ["nettoyage des gouttières", "310 euros", "commune"],
        ["gardien de nuit", "532 euros", "commune"],
    ]
    document = read("a.pdf", between_prose(("fitted", (cells, [("LEFTPADDING", (1, 0), (-1, -1), 40)]))))
    assert rows_of(document) == [" | ".join(row) for row in cells]


def test_short_paragraphs_above_and_below_a_table_are_none_of_its_rows(read) -> None:
    parts = [("paragraph", "Prix de l’entretien."), ("flush", (LAMPS, [])), ("paragraph", "Le maire a signé hier.")]
    document = read("a.pdf", typeset(parts))
    assert rows_of(document) == [" | ".join(row) for row in LAMPS]


def test_a_table_ends_at_a_heading_and_the_numbers_of_a_list_are_no_column(read) -> None:
    document = read(
        "a.pdf", between_prose(("fitted", (LAMPS, [("LEFTPADDING", (1, 0), (-1, -1), 40)])), ("heading", "Ventes"),
                               ("numbered", SENTENCES))
    )  # fmt: skip
    assert rows_of(document) == [" | ".join(row) for row in LAMPS]
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.HEADING] == ["Ventes"]
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ITEM] == SENTENCES


def test_numbered_items_are_apart_also_without_full_stops(read) -> None:
    lines = ["1. Le pont est rouvert", "2. La crue a emporté le parapet", "en mars", "3. Le marché reprend"]

    def draw(canvas, _number):
        for at, line in enumerate(lines):
            canvas.drawString(72 if line[0].isdigit() else 86, 700 - 14 * at, line)

    document = read("a.pdf", drawn(draw))
    items = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ITEM]
    assert items == ["Le pont est rouvert", "La crue a emporté le parapet en mars", "Le marché reprend"]


@pytest.mark.parametrize("form", ["{}", "{}.", "{})", "({})", "{}-"])
@pytest.mark.parametrize("labels", ["a b c", "A B C", "i ii iii", "I II III"])
def test_lettered_items_are_apart(read, labels, form) -> None:
    texts = ["Le pont est rouvert au premier jour de mars", "la crue a emporté le parapet en mars", "Le marché reprend"]
    labels = [form.format(label) for label in labels.split()]

    def draw(canvas, _number):
        canvas.drawString(72, 720, "Ceci est dit :")
        for at, (label, text) in enumerate(zip(labels, texts, strict=True)):
            first, rest = text.split(" ", 3)[:3], text.split(" ", 3)[3:]
            canvas.drawString(72, 700 - 28 * at, " ".join([label, *first]))
            canvas.drawString(92, 686 - 28 * at, " ".join(rest))

    document = read("a.pdf", drawn(draw))
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ITEM] == texts


@pytest.mark.parametrize("mark", ["a", "a)", "a."])
def test_a_list_that_a_program_letters_is_items(read, mark) -> None:
    document = read("a.pdf", between_prose((f"lettered {mark}", SENTENCES)))
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ITEM] == SENTENCES


@pytest.mark.parametrize("shape", ["disc", "circle", "square"])
def test_items_whose_marks_are_drawn_are_apart(read, shape) -> None:
    items = PARAGRAPHS[:3]

    def draw(page, _number):
        y = 760
        for item in items:
            for first, line in enumerate(wrapped([item])):
                if not first and shape == "square":
                    page.rect(60, y + 2, 4, 4, fill=1, stroke=0)
                elif not first:
                    page.circle(62, y + 4, 2, fill=shape == "disc", stroke=shape == "circle")
                page.drawString(72, y, line)
                y -= 13

    document = read("a.pdf", drawn(draw))
    assert [document.text[block.start : block.end] for block in document.blocks] == items
    assert {block.kind for block in document.blocks} == {BlockKind.ITEM}


def test_points_amid_text_and_white_shapes_are_no_marks(read) -> None:
    def draw(page, _number):
        for line, text in enumerate(wrapped(PARAGRAPHS[:1])):
            page.drawString(72, 760 - 13 * line, text)
            page.setFillGray(1)
            page.circle(62, 764 - 13 * line, 2, fill=1, stroke=0)
            page.setFillGray(0)
            page.circle(64 + stringWidth(text, "Helvetica", 11) + 12, 764 - 13 * line, 2, fill=1, stroke=0)

    document = read("a.pdf", drawn(draw))
    assert "•" not in document.text
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH]


def test_initials_amid_a_sentence_letter_no_list(read) -> None:
    lines = [
        "La lettre est signée par les deux maçons qui ont rebâti le pont, c’est-à-dire",
        "J. Moulin et K. Fontaine, et par les maraîchers qui tiennent le marché, soit",
        "K. Fontaine le jeune et L. Carrière.",
    ]

    def draw(canvas, _number):
        for at, line in enumerate(lines):
            canvas.drawString(72, 700 - 14 * at, line)

    assert quotable(read("a.pdf", drawn(draw))) == [" ".join(lines)]


@pytest.mark.parametrize("width", [105, 110, 115])
def test_wide_spaces_of_justified_columns_are_no_gaps_of_a_table(read, width) -> None:
    texts = [text for text in PARAGRAPHS if len(text) < 600][12:24]
    lines = [line for text in texts for line in justified_lines(text, width)]
    a_column = -(-len(lines) // 3)

    def draw(canvas, _number):
        for at, words in enumerate(lines):
            column, line = divmod(at, a_column)
            for shift, word in words:
                canvas.drawString(60 + (width + 18) * column + shift, 780 - 13 * line, word)

    document = read("a.pdf", drawn(draw))
    text = " ".join(document.text.split())
    assert [each for each in texts if each not in text] == []


def test_the_lines_beside_a_large_first_letter_stay_apart_where_they_are_justified(read) -> None:
    text, width = PARAGRAPHS[1], 170
    indent = stringWidth(text[0], "Helvetica", 24)

    def draw(page, _number):
        page.setFont("Helvetica", 24)
        page.drawString(72, 742, text[0])
        page.setFont("Helvetica", 11)
        beside = justified_lines(text[1:], width - indent)[:2]
        rest = " ".join(text[1:].split()[sum(map(len, beside)) :])
        lines = [[(x + indent, word) for x, word in line] for line in beside] + justified_lines(rest, width)
        for number, line in enumerate(lines):
            for x, word in line:
                page.drawString(72 + x, 754 - 12 * number, word)

    assert quotable(read("a.pdf", drawn(draw))) == [text]


def test_a_table_as_wide_as_the_justified_text_above_it_stays_rows(read) -> None:
    lines = [line for text in PARAGRAPHS[:6] for line in justified_lines(text, 230)]
    rows = [["Oak", "12", "barn"], ["Elm", "140", "mill"], ["Sycamore", "7", "gate"], ["Ash", "33", "orchard"]]

    def draw(canvas, _number):
        for at, places in enumerate(lines):
            for shift, word in places:
                canvas.drawString(60 + shift, 780 - 13 * at, word)
        for at, (name, count, place) in enumerate(rows, start=len(lines) + 1):
            canvas.drawString(60, 780 - 13 * at, name)
            canvas.drawRightString(190, 780 - 13 * at, count)
            canvas.drawRightString(290, 780 - 13 * at, place)

    document = read("a.pdf", drawn(draw))
    found = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.ROW]
    assert found == [" | ".join(row) for row in rows]


def test_cells_that_fill_both_halves_of_a_page_are_rows(read) -> None:
    cells = [
        ["Le maire de la commune ou son adjoint", "Signe les bons de commande de plus de mille euros"],
        ["Le directeur des services techniques", "Vérifie les travaux et reçoit les relevés de visite"],
        ["Le comptable public de la trésorerie", "Paie les sommes dues dans les trente jours"],
        ["Le conducteur de travaux du prestataire", "Répond aux appels pendant les heures ouvrées"],
    ]
    document = read("a.pdf", between_prose(("fitted", (cells, []))))
    assert rows_of(document) == [" | ".join(row) for row in cells]


def test_two_addresses_beside_each_other_are_read_one_after_the_other(read) -> None:
    ours = ["Société des lampadaires", "Service des contrats", "12 rue de la Fontaine", "81500 Lavaur en France"]
    theirs = ["Mairie de la ville basse", "Direction des travaux", "1 place de la République", "81500 Lavaur en France"]

    def draw(page, _number):
        for line, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            page.drawString(60, 780 - 13 * line, one)
            page.drawString(340, 780 - 13 * line, other)

    document = read("a.pdf", drawn(draw))
    assert rows_of(document) == []
    assert document.text.index(ours[-1]) < document.text.index(theirs[0])


def test_a_table_in_one_of_two_columns_is_rows(read) -> None:
    parts = [("paragraph", filler(number)) for number in range(20)]
    parts[3:3] = [("fitted", ([row[:2] for row in PRICES], []))]
    document = read("a.pdf", typeset(parts, columns=2))
    assert rows_of(document) == [" | ".join(row[:2]) for row in PRICES]
    assert [text for text in quotable(document) if " | " not in text] == [filler(number) for number in range(20)]


def test_two_columns_are_read_one_after_the_other(read) -> None:
    paragraphs = [filler(number) for number in range(24)]
    document = read("a.pdf", typeset([("paragraph", text) for text in paragraphs], columns=2))
    assert quotable(document) == paragraphs


def test_a_heading_across_two_columns_keeps_its_place(read) -> None:
    def draw(page, _number):
        page.setFont("Helvetica-Bold", 18)
        page.drawString(60, 780, "Le vieux pont et le marché de la ville basse")
        page.setFont("Helvetica", 10)
        for column in range(2):
            for line in range(20):
                side = "droite" if column else "gauche"
                page.drawString(60 + 250 * column, 740 - 12 * line, f"{side} ligne {line} du texte de la colonne")

    document = read("a.pdf", drawn(draw))
    assert quotable(document)[0] == "Le vieux pont et le marché de la ville basse"
    body = " ".join(quotable(document)[1:])
    assert body.index("gauche ligne 19") < body.index("droite ligne 0")


def test_structure(read) -> None:
    parts = [
        ("heading", "Les ponts de la ville"),
        ("paragraph", filler(1)),
        ("list", ["le pont neuf, qui est vieux", "le pont vieux, qui est neuf"]),
        ("heading", "Les dates"),
        (
            "table",
            [["1850", "Le pont est bâti par des maçons italiens."], ["1930", "La crue de mars emporte le parapet."]],
        ),
    ]
    document = read("a.pdf", typeset(parts))
    kinds = [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]
    assert kinds == [
        ("heading", "Les ponts de la ville"),
        ("paragraph", filler(1)),
        ("item", "le pont neuf, qui est vieux"),
        ("item", "le pont vieux, qui est neuf"),
        ("heading", "Les dates"),
        ("row", "1850 | Le pont est bâti par des maçons italiens."),
        ("row", "1930 | La crue de mars emporte le parapet."),
        ("furniture", "1"),
    ]
    assert document.title == "Les ponts de la ville"
    assert document.language == "fr"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["La commune a reconstruit le pont sus-", "pendu en trois ans de travaux."], "pont suspendu en"),
        (["Il est venu à la réunion, c’est-à-", "dire à la première des deux."], "c’est-à-dire"),
        (["La réunion des onze pays d’Europe du Sud-", "Est a eu lieu dans la ville de Skopje."], "Sud-Est a"),
        (["Le maire a choisi lui-même son vice-", "président pour les deux années à venir."], "vice-président"),
        (["Si la page n’est pas encore prête, contactez-", "nous par un courrier simple."], "contactez-nous par"),
        (["Avant de fermer le grand moulin, assurez-", "vous que la roue est bien arrêtée."], "assurez-vous que"),
        (["Quand la roue s’arrête, remplacez-", "la avant que le grain ne soit perdu."], "remplacez-la avant"),
        (["Les chiffres du moulin, cités ci-", "dessus, viennent du registre du pont."], "ci-dessus, viennent"),
        (["Au-dessus du pont de la ville, l’arc-", "en-ciel a duré plus d’une heure."], "l’arc-en-ciel a"),
        (["Les deux villes suivent la procédure franco-", "allemande depuis la fin de la guerre."], "franco-allemande"),
        (["Le pont, dit-on, n’a pas d’âge ; peut-être est-", "il plus vieux que la ville."], "est-il plus"),
        (["Le conseil se prononce sur l’ex-", "ploitation du moulin et du pont."], "l’exploitation du"),
        (["La meule du moulin est en place, qu’est-", "ce que le conseil attend encore ?"], "qu’est-ce que"),
        (["Le registre du moulin compte la farine avec cou-", "leur et poids de chaque sac."], "couleur et"),
        (["La meule a été remise en place par le nou-", "vel artisan venu de la ville."], "nouvel artisan"),
        (["Le plan couvre les quatre années 2019-", "2022 et la totalité du territoire."], "2019-2022 et"),
    ],
)
def test_words_broken_at_the_end_of_a_line(read, lines, wanted) -> None:
    def draw(page, _number):
        for index, line in enumerate(lines):
            page.drawString(72, 700 - 14 * index, line)

    (text,) = quotable(read("a.pdf", drawn(draw)))
    assert wanted in text


def test_a_sentence_goes_on_over_the_page(read) -> None:
    paragraphs = PARAGRAPHS[:90]
    document = read("a.pdf", typeset([("paragraph", text) for text in paragraphs], head="Bulletin du pont"))
    assert len(document.pages) > 1
    assert quotable(document) == paragraphs
    assert furniture(document).count("Bulletin du pont") == len(document.pages)
    # One paragraph runs over the edge: both pages hold a part of it.
    edges = [page.start for page in document.pages[1:]]
    assert any(block.start < edge < block.end for block in document.blocks for edge in edges)


def test_running_heads_and_page_numbers_are_furniture_and_pages_are_as_printed(read) -> None:
    parts = [("paragraph", filler(number)) for number in range(60)]
    document = read("a.pdf", typeset(parts, head="Bulletin n° 12 du pont", first_page=41))
    assert [page.label for page in document.pages] == [str(41 + n) for n in range(len(document.pages))]
    assert {"Bulletin n° 12 du pont", "41", "42"} <= set(furniture(document))
    assert not any("Bulletin" in text for text in quotable(document))
    for page in document.pages:
        assert document.text[page.start : page.end].strip()
    assert document.pages[-1].end == len(document.text)


def test_a_page_number_high_above_the_edge_is_one_where_it_counts_with_the_pages(read) -> None:
    def draw(page, number):
        for at in range(20):
            page.drawString(130, 680 - 24 * at, f"Le registre nomme {number} fois {at} le pont de la ville basse.")
        page.drawCentredString(297, 140, str(number + 3))

    document = read("a.pdf", drawn(draw, pages=4))
    assert furniture(document) == ["3", "4", "5", "6"]
    assert [page.label for page in document.pages] == ["3", "4", "5", "6"]


@pytest.mark.parametrize(("size", "running"), [(10, True), (20, False)])
def test_a_head_that_names_a_section_is_running_where_others_are(read, size, running) -> None:
    """In large letters it is the title of a slide."""
    sections = ["Le pont", "Le pont", "Le pont", "Le marché", "Les écoles et les routes", "La forêt"]

    def draw(page, number):
        page.setFont("Helvetica", size)
        page.drawString(72, 790, sections[number])
        page.setFont("Helvetica", 10)
        for at in range(20):
            page.drawString(72, 720 - 14 * at, f"Le registre nomme {number} fois {at} le pont de la ville basse,")

    found = {text for text in furniture(read("a.pdf", drawn(draw, pages=6))) if text in sections}
    assert found == (set(sections) if running else {"Le pont"})


@pytest.mark.parametrize(
    ("foot", "head", "size"),
    [
        ("Établi à la mairie en deux exemplaires", "", 8),
        ("Établi à la mairie en deux exemplaires", "", 11),
        ("", "Notre lettre du marché couvert", 8),
        ("", "Notre lettre du marché couvert", 11),
        (".../...", "Notre lettre du marché couvert", 11),
    ],
)
@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("et que la commune a fait venir par bateaux de la carrière de", "la ville basse."),
        ("et que la commune a fait venir par grands bateaux de la vieille carrière", "Moulin-Neuf."),
        ("et que la commune a fait venir par bateaux de la carrière (au nord)", "jusqu’au quai."),
        ("et que la commune a fait venir par bateaux de la carrière, au nombre de", "1930 tonnes."),
    ],
)
def test_what_stands_at_an_edge_of_one_page_parts_no_sentence(read, last, first, foot, head, size) -> None:
    lines = ["Le vieux pont a été rebâti en pierre, que les maçons ont préférée au bois", last]
    rest = [first, "La fin de la lettre parle du quai et du marché, qui sont de la même pierre."]

    def draw(page, number):
        for at, line in enumerate(rest if number else lines):
            page.drawString(72, 700 - 14 * at, line)
        page.setFont("Helvetica", size)
        page.drawString(72, 800 if number else 40, head if number else foot)

    texts = quotable(read("a.pdf", drawn(draw, pages=2)))
    assert " ".join([*lines, first]) in texts
    assert {foot, head} - {"", ".../..."} <= set(texts)


def with_feet(sides, feet, *, columns):
    """Lines on the sides of a document, each a page or one of two columns, above rows of small letters."""

    def draw(page, number):
        for column, side in enumerate(range(columns * number, columns * (number + 1))):
            x = 60 + 255 * column
            page.setFont("Helvetica", 11)
            for at, line in enumerate(sides[side]):
                page.drawString(x, 760 - 14 * at, line)
            page.setFont("Helvetica", 8)
            for at, (mark, text) in enumerate(feet[side]):
                page.drawString(x, 120 - 10 * at, mark)
                page.drawString(x + 17, 120 - 10 * at, text)

    return drawn(draw, pages=len(sides) // columns)


NOTES = ["Archives de la ville, liasse 4.", "Le registre des crues est perdu.", "Plan de la ville basse, feuillet 12."]


@pytest.mark.parametrize("columns", [1, 2])
def test_notes_at_the_foot_are_no_table_and_part_no_sentence(read, columns) -> None:
    lines = wrapped([" ".join(SENTENCES * 4)], 230)
    sides, numbers = [lines[:20], lines[20:]], [["7", "8", "9"], ["10", "11", "12"]]
    feet = [list(zip(marks, NOTES, strict=True)) for marks in numbers]
    document = read("a.pdf", with_feet(sides, feet, columns=columns))
    assert " ".join(SENTENCES * 4) in quotable(document)
    assert not rows_of(document)
    assert [text for text in quotable(document) if text in NOTES] == NOTES * 2


@pytest.mark.parametrize("marks", [["12", "40", "3"], ["B", "C", "D"]])
def test_a_small_table_at_the_foot_stays_rows(read, marks) -> None:
    feet = list(zip(marks, NOTES, strict=True))
    document = read("a.pdf", with_feet([wrapped(SENTENCES, 230)], [feet], columns=1))
    assert rows_of(document) == [f"{mark} | {text}" for mark, text in feet]


@pytest.mark.parametrize("columns", [1, 2])
def test_a_line_alone_at_the_foot_goes_on(read, columns) -> None:
    first, second = (wrapped([" ".join(texts)], 230) for texts in (SENTENCES[:2], SENTENCES[2:]))
    sides = [[*first, second[0]], second[1:]]
    document = read("a.pdf", with_feet(sides, [[], []], columns=columns))
    assert len(second[0]) < 60
    assert quotable(document) == [" ".join(SENTENCES[:2]), " ".join(SENTENCES[2:])]


@pytest.mark.parametrize("columns", [1, 2])
def test_a_short_label_at_the_foot_ends_there(read, columns) -> None:
    sides = [[*wrapped(SENTENCES[:2], 230), "Plan de la ville"], wrapped(["les rues " + SENTENCES[2]], 230)]
    document = read("a.pdf", with_feet(sides, [[], []], columns=columns))
    assert "Plan de la ville" in quotable(document)


def test_a_paragraph_that_is_no_sentence_ends_with_its_page(read) -> None:
    """Its last line has room for the word that begins the next page."""
    accounts = "Les comptes de la commune pour les deux années qui suivent la crue de mars et les travaux du pont "
    texts = [accounts + "avec la liste", "Recettes de la ville basse et du marché couvert"]

    def draw(page, number):
        for at, line in enumerate(wrapped([texts[number]], 400)):
            page.drawString(72, 700 - 14 * at, line)

    assert quotable(read("a.pdf", drawn(draw, pages=2))) == texts


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("de la forêt voisine et au fer de la vieille forge du marché qu’ils reche-", "Le plan de la ville basse"),
        ("de la forêt voisine et au fer de la vieille forge du marché d’en bas", "Figure 2 – le plan de la ville"),
    ],
)
def test_a_caption_at_the_head_of_a_page_goes_on_with_no_sentence(read, last, first) -> None:
    lines = ["Le vieux pont a été rebâti en pierre, que les maçons ont préférée au bois", last]

    def draw(page, number):
        for at, line in enumerate([first] if number else lines):
            page.drawString(72, 700 - 14 * at, line)

    assert quotable(read("a.pdf", drawn(draw, pages=2))) == [" ".join(lines), first]


def test_a_heading_far_above_its_text_ends_the_page_before(read) -> None:
    lines = ["Le vieux pont a été rebâti en pierre, que les maçons ont préférée au bois", "de la forêt, et au fer de"]

    def draw(page, number):
        for at, line in enumerate(["tous les jours sauf", "le lundi."] if number else lines):
            page.drawString(72, 700 - 14 * at, line)
        if number:
            page.setFont("Helvetica-Bold", 16)
            page.drawString(72, 750, "Le marché de la ville")

    assert quotable(read("a.pdf", drawn(draw, pages=2)))[0] == " ".join(lines)


@pytest.mark.parametrize("x", [60, 520])
@pytest.mark.parametrize("step", [1, 5, 10])
def test_numbers_that_count_the_lines_in_a_margin_are_furniture(read, step, x) -> None:
    paragraphs = PARAGRAPHS[:25]
    lines = wrapped(paragraphs)
    assert 80 < len(lines) < 120
    document = read("a.pdf", numbered_lines(lines, step=step, x=x))
    assert " ".join(quotable(document)) == " ".join(paragraphs)
    assert furniture(document)[0] == " ".join(str(number) for number in range(step, 41, step))


def test_few_lines_on_the_last_page_are_counted_as_those_before(read) -> None:
    lines = wrapped(PARAGRAPHS[:25])[:43]
    assert quotable(read("a.pdf", numbered_lines(lines)))[-1].endswith(lines[-1])
    assert furniture(read("a.pdf", numbered_lines(lines)))[-1] == "1 2 3"


@pytest.mark.parametrize(
    "lines",
    [
        [
            "un hangar de bois",
            "le pré au bord de la rivière",
            "des moutons",
            "deux portes de fer",
            "le droit de puiser",
        ],
        [
            "La grange fut louée.",
            "Le toit prit l’eau.",
            "Le loyer fut payé.",
            "La porte resta ouverte.",
            "Le pré gela.",
        ],
        [
            "euros par an d’abord et pour la durée du bail entier",
            *["euros par an ensuite, sans autre frais ni taxe"] * 5,
        ],
    ],
)
@pytest.mark.parametrize("times", [1, 5, 10])
def test_numbers_beside_items_and_rows_stay_with_them(read, lines, times) -> None:
    """None of these counts lines: each number stands for what is beside it."""

    def draw(page, _number):
        for at, line in enumerate(lines):
            page.drawRightString(60, 700 - 16 * at, str(times * (at + 1)))
            page.drawString(90, 700 - 16 * at, line)

    assert furniture(read("a.pdf", drawn(draw))) == []


def test_numbers_of_paragraphs_in_a_margin_are_text(read) -> None:
    paragraphs = [text for text in PARAGRAPHS if len(wrapped([text])) > 1][:9]

    def draw(page, _number):
        at = 780
        for number, text in enumerate(paragraphs, start=1):
            page.drawRightString(60, at - 16, str(number))
            for line in wrapped([text]):
                at -= 16
                page.drawString(90, at, line)

    assert furniture(read("a.pdf", drawn(draw))) == []


def paged(heads, *, body=lambda _: SENTENCES):
    """A page with lines of text for each head."""

    def draw(page, number):
        page.drawString(72, 790, heads[number])
        for line, text in enumerate(body(number)):
            page.drawString(72, 600 - 40 * line, text)

    return drawn(draw, pages=len(heads))


@pytest.mark.parametrize(
    ("head", "first", "labels"),
    [
        ("{}", 41, "as printed"),
        ("– {} –", 41, "as printed"),
        ("/{}/", 41, "as printed"),
        ("{} of 60", 41, "as printed"),
        ("S. {}", 41, "as printed"),
        ("Bulletin n° 12, page n° {}", 41, "as printed"),
        ("Bulletin du pont {}", 345, "as printed"),
        ("{} Bulletin du pont", 345, "as printed"),
        ("Bulletin du pont – page {}/360", 345, "as printed"),
        ("Rappel no. {}", 44, "counted"),
        ("Lettre n° {}", 44, "counted"),
        ("Facture {}", 44, "counted"),
        ("Annexe {}", 44, "counted"),
        ("Chapter {}", 44, "counted"),
        ("Lettre aux membres {}", 4400, "counted"),
    ],
)
def test_only_numbers_of_pages_are_labels(read, head, first, labels) -> None:
    document = read("a.pdf", paged([head.format(first + number) for number in range(6)]))
    first = first if labels == "as printed" else 1
    assert [page.label for page in document.pages] == [str(first + number) for number in range(6)]


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("i ii 1 2 3 4", "i ii 1 2 3 4"),
        ("i ii iii iv 1 2", "i ii iii iv 1 2"),
        ("– v – vi vii 8 9 10", "v vi vii 8 9 10"),
        ("ii iii iv v vi vii", "ii iii iv v vi vii"),
        ("I II 3 4 5 6", "1 2 3 4 5 6"),
    ],
)
def test_pages_in_front_may_be_counted_in_roman_numbers(read, printed, labels) -> None:
    heads = printed.replace("– v –", "–\u00a0v\u00a0–").split(" ")
    assert [page.label for page in read("a.pdf", paged(heads)).pages] == labels.split()


@pytest.mark.parametrize(
    "counted", ["Rappel no. {}", "Annexe {}", "ANNEX {}", "Annexe n° {} : les ponts", "Article {}"]
)
def test_a_number_that_counts_something_else_than_pages_is_text(read, counted) -> None:
    heads = [counted.format(3 + number) for number in range(6)]
    assert set(heads) <= set(quotable(read("a.pdf", paged(heads))))


def test_a_head_that_names_the_same_annex_on_each_page_is_running(read) -> None:
    document = read("a.pdf", paged([f"Annexe 2 – {7 + number}" for number in range(6)]))
    assert [page.label for page in document.pages] == [str(7 + number) for number in range(6)]
    assert not any("Annexe" in text for text in quotable(document))


def test_lines_of_text_that_repeat_with_a_form_are_text(read) -> None:
    """Six sheets made from one template, and a running head above them that is set apart."""

    def draw(page, number):
        page.drawString(72, 812, "Registre des prêts de la bibliothèque")
        lines = [
            f"Cette fiche porte le numéro courant {number + 1}.",
            f"Le prêt inscrit sous la cote {1000 + number} a été rendu,",
            "et les archives de la ville en gardent une copie",
            f"dans la boîte {7 * number + 3} du petit dépôt de la rue haute,",
            "que le gardien ferme chaque soir.",
        ]
        for line, text in enumerate(lines):
            page.drawString(72, 780 - 13 * line, text)

    document = read("a.pdf", drawn(draw, pages=6))
    assert set(furniture(document)) == {"Registre des prêts de la bibliothèque"}
    for number, page in enumerate(document.pages):
        assert (
            f"Cette fiche porte le numéro courant {number + 1}. Le prêt inscrit sous la cote {1000 + number} "
            f"a été rendu, et les archives de la ville en gardent une copie dans la boîte {7 * number + 3} du petit"
        ) in document.text[page.start : page.end]


@pytest.mark.parametrize("apart", [20, 26])
def test_heads_and_feet_of_two_lines_that_are_set_apart_are_furniture(read, apart) -> None:
    heads = ["Bulletin de la société des ponts", "Comptes rendus de la troisième réunion"]
    feet = ["Imprimé à Lavaur par la société des ponts", "Reproduction soumise à autorisation"]

    def draw(page, number):
        for line in range(2):
            page.drawString(72, 800 - 13 * line, heads[line])
            page.drawString(72, 46 - 13 * line, feet[line])
        for line in range(50):
            page.drawString(72, 787 - apart - 13 * line, f"{filler(50 * number + line)[:70]}")
        page.drawString(72, 46 + apart, f"{filler(number + 11)[:70]}")

    document = read("a.pdf", drawn(draw, pages=4))
    assert furniture(document) == [*heads, *feet] * 4


def test_page_labels_of_the_file_win(read) -> None:
    parts = [("paragraph", filler(number)) for number in range(40)]
    document = read("a.pdf", typeset(parts, first_page=41, labels="ROMAN_LOWER"))
    assert [page.label for page in document.pages][:2] == ["i", "ii"]


@pytest.mark.parametrize(
    "title", ["untitled", "(anonymous)", "Microsoft Word - rapport.doc", "Document1", "rapport.pdf"]
)
def test_what_a_program_calls_a_file_is_no_title(read, title) -> None:
    document = read("a.pdf", typeset([("heading", "Les ponts"), ("paragraph", SENTENCES[0])], title=title))
    assert document.title == "Les ponts"


def test_a_document_without_page_numbers_is_counted(read) -> None:
    document = read("a.pdf", drawn(lambda page, number: page.drawString(72, 700, SENTENCES[number]), pages=3))
    assert [page.label for page in document.pages] == ["1", "2", "3"]


def hidden_text():
    def draw(page, _number):
        page.drawString(72, 760, "Ce que tout le monde voit.")
        page.saveState()
        invisible = page.beginText(72, 700)
        invisible.setTextRenderMode(3)
        invisible.textLine("SECRET mode invisible.")
        page.drawText(invisible)
        page.restoreState()
        page.setFillColorRGB(1, 1, 1)
        page.drawString(72, 650, "SECRET blanc sur blanc.")
        page.setFillColorRGB(0.1, 0.1, 0.4)
        page.rect(60, 590, 300, 30, fill=1, stroke=0)
        page.setFillColorRGB(1, 1, 1)
        page.drawString(72, 600, "Blanc sur bleu, bien lisible.")
        page.setFillColorRGB(0.1, 0.1, 0.4)
        page.drawString(72, 592, "SECRET bleu sur bleu.")
        page.setFillColorRGB(0, 0, 0)
        page.drawString(72, 550, "SECRET sous un cache.")
        page.rect(60, 545, 300, 20, fill=1, stroke=0)
        page.drawString(2000, 500, "SECRET hors de la page.")
        for y, width, text in ((530, 5, "SECRET hors du cadre."), (510, 300, "Dans le cadre, bien lisible.")):
            page.saveState()
            frame = page.beginPath()
            frame.rect(72, y - 4, width, 16)
            page.clipPath(frame, stroke=0)
            page.drawString(72, y, text)
            page.restoreState()
        page.setFont("Helvetica", 0.2)
        page.drawString(72, 450, "SECRET sans taille.")

    return drawn(draw)


def test_what_nobody_sees_is_furniture(read) -> None:
    document = read("a.pdf", hidden_text())
    assert quotable(document) == [
        "Ce que tout le monde voit.",
        "Blanc sur bleu, bien lisible.",
        "Dans le cadre, bien lisible.",
    ]
    secrets = [text for text in furniture(document) if "SECRET" in text]
    assert len(secrets) == 7


def test_a_scan_with_recognised_text_beneath_is_text(read) -> None:
    def draw(page, _number):
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        page.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, 595, 842)
        invisible = page.beginText(72, 700)
        invisible.setTextRenderMode(3)
        invisible.textLine(SENTENCES[0])
        page.drawText(invisible)

    assert quotable(read("a.pdf", drawn(draw))) == [SENTENCES[0]]


def test_sideways_text_is_furniture(read) -> None:
    def draw(page, _number):
        page.drawString(72, 700, SENTENCES[0])
        page.saveState()
        page.translate(30, 300)
        page.rotate(90)
        page.drawString(0, 0, "Archives de la ville basse")
        page.restoreState()

    document = read("a.pdf", drawn(draw))
    assert quotable(document) == [SENTENCES[0]]
    assert "Archives de la ville basse" in furniture(document)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(read, turn) -> None:
    def draw(page, _number):
        page.setPageRotation(turn)
        # A page that is shown upright lies on its side in the file.
        width, height = (595, 842) if turn == 180 else (842, 595)
        page.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        page.rotate(turn)
        for line, sentence in enumerate(SENTENCES):
            page.drawString(72, 400 - 40 * line, sentence)

    assert quotable(read("a.pdf", drawn(draw))) == SENTENCES


@pytest.mark.parametrize(("angle", "rotation"), [(90, 0), (180, 0), (270, 0), (0, 90), (0, 180), (0, 270)])
def test_a_page_whose_text_runs_sideways_is_read_as_if_turned(read, angle, rotation) -> None:
    def draw(page, number):
        page.saveState()
        page.setPageRotation(0 if number else rotation)
        if number == 0:
            page.translate(*{0: (0, 0), 90: (595, 0), 180: (595, 842), 270: (0, 842)}[angle])
            page.rotate(angle)
        for line, sentence in enumerate(SENTENCES):
            page.drawString(72, 500 - 40 * line, sentence)
        page.restoreState()
        page.drawString(290, 30, str(41 + number))

    document = read("a.pdf", drawn(draw, pages=2))
    assert quotable(document) == SENTENCES * 2
    assert furniture(document) == ["41", "42"]


def test_a_ruled_table_that_lies_on_its_side_is_rows(read) -> None:
    from reportlab.platypus import Table

    def draw(page, _number):
        page.rotate(90)
        table = Table(PRICES, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
        table.wrapOn(page, 800, 500)
        table.drawOn(page, 72, -300)

    assert rows_of(read("a.pdf", drawn(draw))) == [" | ".join(row) for row in PRICES]


def test_javascript_is_not_run_and_not_text(read) -> None:
    data = drawn(lambda page, number: page.drawString(72, 700, SENTENCES[0]))
    action = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type /Catalog"
    document = read("a.pdf", data.replace(b"/Type /Catalog", action))
    assert quotable(document) == [SENTENCES[0]]
    assert "alert" not in document.text


def test_an_encrypted_file_is_named(read) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.pdf: is encrypted; save a copy without its password"):
        read("a.pdf", drawn(lambda page, number: page.drawString(72, 700, "x"), encrypt="secret"))


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7 nothing", b"hello", b"\0" * 1000])
def test_a_damaged_file_is_named(read, data) -> None:
    with pytest.raises(UnreadableDocument, match="damaged, or no PDF document"):
        read("a.pdf", data)


def test_fonts_that_do_not_tell_their_letters_are_named(read, monkeypatch) -> None:
    monkeypatch.setattr("guillemet.corpus.readers.pdf.text_recognition", lambda: None)
    # As where a font's letters are shifted and the file does not say so.
    shifted = [
        "".join(chr(ord(letter) + 3) if letter.isascii() and letter.isalpha() else letter for letter in s)
        for s in SENTENCES
    ]

    def draw(page, number):
        for line in range(8):
            page.drawString(72, 700 - 14 * line, (shifted if number == 1 else SENTENCES)[line % 4])

    (document, skipped) = read_file_of(read, drawn(draw, pages=3))
    assert "Oh srqw" not in document.text
    (part,) = skipped
    assert part.name == "page 2"
    assert part.reason.startswith("1 page in fonts that do not tell their letters: install the ocr extra")


@pytest.mark.parametrize("first", ["Ͱ", "Α", "Ѐ", "А", "一", "가"])
def test_fonts_that_tell_letters_of_another_script_are_named(read, monkeypatch, first) -> None:
    monkeypatch.setattr("guillemet.corpus.readers.pdf.text_recognition", lambda: None)
    with pytest.raises(UnreadableDocument, match="1 page in fonts that do not tell their letters"):
        read("a.pdf", misnamed([line for text in PARAGRAPHS[:3] for line in wrapped([text])], first))


IN_MANY_SCRIPTS = {
    "el": """
        Το παλιό γεφύρι ενώνει τις δύο όχθες του ποταμού από το χίλια οκτακόσια πενήντα. Κάθε πρωί οι
        κηπουροί στήνουν τους πάγκους τους στην πλατεία και πουλούν λαχανικά, φρούτα και λουλούδια μέχρι το
        μεσημέρι.
    """,
    "ru": """
        Старый мост соединяет берега реки уже больше ста лет. Каждое утро на площади открывается рынок, где
        садовники продают овощи, фрукты и цветы. Весной вода поднимается высоко, и тогда мост закрывают на
        неделю.
    """,
    "uk": """
        Старий міст з’єднує береги річки вже понад сто років. Щоранку на площі відкривається ринок, де
        садівники продають овочі, фрукти й квіти. Навесні вода піднімається високо, і тоді міст закривають.
    """,
    "mn": """
        Гүүр голын хоёр эргийг зуун жил холбож байна. Өглөө бүр талбай дээр зах нээгдэж, хүмүүс хүнсний
        ногоо, жимс, цэцэг зардаг. Хавар ус их болоход гүүрийг долоо хоног хаадаг бөгөөд завиар гаталдаг юм.
    """,
    "zh": """
        老桥一百多年来一直连接着河的两岸。每天早晨，广场上的市场开门，菜农在那里出售蔬菜、水果和鲜花，直到中午。春天河水上涨，桥
        要关闭一个星期，人们只好坐船过河。去年夏天，镇上的石匠修好了栏杆，又在桥头立了一块石碑，写明建桥的年份和工匠的姓名。孩子
        们放学以后常常在桥下钓鱼，老人坐在树荫里下棋聊天。到了冬天，雪盖住屋顶，河面结冰，村里安静得只听见钟声。
    """,
    "ja": """
        古い橋は百年以上も川の両岸を結んでいる。毎朝、広場で市場が開かれ、農家の人たちが野菜や果物や花を昼まで売っている。春には
        水が高くなり、橋は一週間閉まるので、人々は舟で川を渡る。去年の夏、町の石工が欄干を直し、橋のたもとに石碑を建てた。
    """,
    "ko": """
        오래된 다리는 백 년 넘게 강의 두 기슭을 이어 왔다. 아침마다 광장에 시장이 열리고 농부들이
        채소와 과일과 꽃을 정오까지 판다. 봄에는 물이 높아져 다리를 일주일 동안 닫고 사람들은 배로
        강을 건넌다. 지난여름 마을의 석공이 난간을 고치고 다리 앞에 비석을 세웠다. 아이들은 학교가
        끝나면 다리 아래에서 낚시를 하고 노인들은 나무 그늘에 앉아 이야기를 나눈다.
    """,
    "ar": """
        يربط الجسر القديم ضفتي النهر منذ أكثر من مئة عام. كل صباح يفتح السوق في الساحة ويبيع المزارعون
        الخضار والفواكه والزهور حتى الظهر. في الربيع يرتفع الماء ويغلق الجسر أسبوعا كاملا ويعبر الناس النهر
        بالقوارب الصغيرة.
    """,
    "he": """
        הגשר הישן מחבר את שתי גדות הנהר כבר יותר ממאה שנה. בכל בוקר נפתח השוק בכיכר והגננים מוכרים ירקות,
        פירות ופרחים עד הצהריים. באביב המים עולים והגשר נסגר לשבוע, ואז חוצים האנשים את הנהר בסירות קטנות
        ומחכים.
    """,
    "hi": """
        पुराना पुल सौ साल से भी अधिक समय से नदी के दोनों किनारों को जोड़ता है। हर सुबह चौक में बाज़ार खुलता
        है और माली दोपहर तक सब्ज़ियाँ, फल और फूल बेचते हैं। वसंत में पानी ऊपर आ जाता है और पुल एक सप्ताह के
        लिए बंद रहता है।
    """,
    "fi": """
        Vanha silta on yhdistänyt joen molempia rantoja yli sata vuotta. Joka aamu torilla avataan markkinat, joilla
        puutarhurit myyvät vihanneksia, hedelmiä ja kukkia puoleenpäivään asti. Keväällä vesi nousee korkealle, ja
        silloin silta suljetaan viikoksi ja ihmiset ylittävät joen veneillä. Viime kesänä kaupungin kivenhakkaajat
        korjasivat kaiteen ja pystyttivät sillan päähän muistokiven, johon kirjoitettiin rakentajien nimet.
    """,
    "ga": """
        Ceanglaíonn an seandroichead dhá bhruach na habhann le breis agus céad bliain. Gach maidin osclaítear an margadh
        sa chearnóg, áit a ndíolann na garraíodóirí glasraí, torthaí agus bláthanna go dtí meán lae. San earrach éiríonn
        an t-uisce go hard, dúntar an droichead ar feadh seachtaine agus trasnaíonn daoine an abhainn i mbáid bheaga. An
        samhradh seo caite dheisigh saoir chloiche an bhaile an balla agus chuir siad leacht ina sheasamh in aice leis.
    """,
    "vi": """
        Cây cầu cũ đã nối hai bờ sông hơn một trăm năm nay. Mỗi buổi sáng, chợ mở ở quảng trường, nơi những người làm
        vườn bán rau, trái cây và hoa cho đến trưa. Mùa xuân nước dâng cao, cây cầu bị đóng một tuần và mọi người qua
        sông bằng thuyền nhỏ. Mùa hè năm ngoái, thợ đá của thị trấn đã sửa lan can và dựng một tấm bia ghi năm xây
        dựng cùng tên những người thợ. Trẻ em tan học thường câu cá dưới chân cầu, người già ngồi dưới bóng cây trò
        chuyện đến chiều.
    """,
    "haw": """
        Ua hoʻohui ke alahaka kahiko i nā ʻaoʻao ʻelua o ka muliwai no nā makahiki he hanele a ʻoi. I kēlā me kēia
        kakahiaka ua wehe ʻia ka mākeke ma ke kahua, a kūʻai aku ka poʻe mahiʻai i nā lau ʻai, nā hua ʻai a me nā pua
        a hiki i ke awakea.
    """,
    "commands": """
        https://mirror.example/debian dpkg html https://mirror.example/images html
        https://mirror.example/security dpkg html https://mirror.example/archive html
        https://mirror.example/updates dpkg html https://mirror.example/packages html
    """,
}


@pytest.mark.parametrize("text", IN_MANY_SCRIPTS.values(), ids=IN_MANY_SCRIPTS)
def test_text_in_any_script_tells_its_letters(text) -> None:
    assert not is_nonsense(text)


def test_letters_exchanged_at_random_are_nonsense_though_they_have_vowels_enough() -> None:
    chance = random.Random(3)
    (text, letters) = (" ".join(PARAGRAPHS[:6]).casefold(), string.ascii_lowercase)
    exchanged = ["".join(chance.sample(letters, len(letters))) for _ in range(200)]
    assert sum(is_nonsense(text.translate(str.maketrans(letters, others))) for others in exchanged) > 180


def read_file_of(read, data):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(data)
        found = list(read_file(path))
    return found[0], [item for item in found if isinstance(item, SkippedPart)]


LINES = [
    "Le pont de Lavaur traverse la rivière.",
    "Il a été bâti en 1850 par des maçons italiens.",
    "The old mill has been turning for centuries.",
]


def test_a_scan_is_named_where_nothing_recognises_text(read, monkeypatch) -> None:
    monkeypatch.setattr("guillemet.corpus.readers.pdf.text_recognition", lambda: None)
    with pytest.raises(UnreadableDocument, match="2 pages without text: install the ocr extra"):
        read("a.pdf", scanned([LINES, LINES]))


@pytest.mark.skipif(ocr.text_recognition() is None, reason="needs the ocr extra and Tesseract")
def test_a_scan_is_read_in_french_and_english(read) -> None:
    document = read("a.pdf", scanned([LINES, LINES[1:2]]))
    text = " ".join(quotable(document))
    assert "Le pont de Lavaur traverse la rivière." in text
    assert "bâti en 1850 par des maçons italiens" in text
    assert "The old mill has been turning" in text
    assert [page.label for page in document.pages] == ["1", "2"]
    assert document.text[document.pages[1].start :].strip() == LINES[1]


@pytest.mark.skipif(ocr.text_recognition() is None, reason="needs the ocr extra and Tesseract")
def test_heads_and_page_numbers_of_a_scan_are_furniture(read, parts) -> None:
    texts = [wrapped([sentence]) for sentence in (SENTENCES[0], *SENTENCES[2:])]
    document = read("a.pdf", scanned(with_running_lines(texts)))
    assert [page.label for page in document.pages] == ["12", "13", "14"]
    assert [" ".join(text.split()) for text in quotable(document)] == [" ".join(text) for text in texts]
    assert parts(document, BlockKind.FURNITURE) == [
        "Procès-verbal du conseil", "12", "Procès-verbal du conseil", "13", "Procès-verbal du conseil", "14",
    ]  # fmt: skip


@pytest.mark.skipif(not tells_orientation(), reason="needs Tesseract's data for the orientation of pages")
def test_a_page_scanned_upside_down_is_turned(read) -> None:
    text = " ".join(quotable(read("a.pdf", scanned([LINES], upside_down=True))))
    assert "Le pont de Lavaur traverse la rivière." in text
    assert "The old mill has been turning" in text


def test_files_attached_to_a_pdf_are_documents(tmp_path) -> None:
    import pypdfium2 as pdfium

    made = pdfium.PdfDocument(drawn(lambda page, number: page.drawString(72, 700, SENTENCES[0])))
    made.new_attachment("note.txt").set_data(b"Le moulin tourne depuis trois si\xc3\xa8cles.")
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        made.save(file)
    found = list(read_file(path))
    assert [document.uri.rpartition("/")[2] for document in found] == ["a.pdf", "a.pdf#part=note.txt"]
    assert found[1].text == "Le moulin tourne depuis trois siècles."


def test_what_was_filled_into_a_form_is_text_where_it_stands(read) -> None:
    def draw(page, number):
        page.drawString(72, 700, "Nom du demandeur :")
        page.acroForm.textfield(name="nom", x=180, y=692, width=250, height=20, value="Les Amis du pont", borderWidth=0)
        page.drawString(72, 660, "Ville :")
        page.acroForm.choice(
            name="ville", x=180, y=652, width=250, height=20, value="Albi", options=["Albi", "Lavaur"], borderWidth=0
        )

    data = drawn(draw)
    # Some programs leave it to whoever shows the page how a value looks.
    for form in (data, data.replace(b"/AP ", b"/XP ")):
        text = read("a.pdf", form).text
        assert "Nom du demandeur : Les Amis du pont" in text
        assert "Albi" in text
        assert "Lavaur" not in text


def test_a_note_beside_the_text_is_furniture(read) -> None:
    import ctypes
    import io

    import pypdfium2 as pdfium
    from pypdfium2 import raw

    made = pdfium.PdfDocument(drawn(lambda page, number: page.drawString(72, 700, SENTENCES[0])))
    page = made[0]
    note = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_TEXT)
    words = ctypes.create_string_buffer("À vérifier avec la mairie.\0".encode("utf-16-le"))
    raw.FPDFAnnot_SetStringValue(note, b"Contents", ctypes.cast(words, ctypes.POINTER(raw.FPDF_WCHAR)))
    raw.FPDFPage_CloseAnnot(note)
    saved = io.BytesIO()
    made.save(saved)
    document = read("a.pdf", saved.getvalue())
    assert quotable(document) == [SENTENCES[0]]
    assert document.text.endswith("À vérifier avec la mairie.")
