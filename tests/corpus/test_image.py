"""Scanned pages as image files: read by text recognition, or named with the extra that does it."""

import io

import pytest
from pdf_writing import paper, tells_orientation, with_running_lines

from guillemet.corpus import BlockKind, UnreadableDocument
from guillemet.corpus.readers import ocr

LINES = [
    ["Le pont de Lavaur traverse la rivière.", "Il a été bâti en 1850 par des maçons italiens."],
    ["The old mill has been turning for centuries."],
]
needs_tesseract = pytest.mark.skipif(ocr.text_recognition() is None, reason="needs the ocr extra and Tesseract")


def saved(images, form):
    made = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if len(images) > 1 else {}
    images[0].save(made, form, **more)
    return made.getvalue()


@pytest.mark.parametrize(("form", "count"), [("PNG", "1 scanned page"), ("TIFF", "2 scanned pages")])
def test_without_the_extra_they_are_counted_and_named(read, monkeypatch, form, count) -> None:
    monkeypatch.setattr("guillemet.corpus.readers.image.text_recognition", lambda: None)
    images = paper(LINES if form == "TIFF" else LINES[:1])
    with pytest.raises(UnreadableDocument, match=f"{count}: install the ocr extra"):
        read(f"a.{form.lower()}", saved(images, form))


@needs_tesseract
@pytest.mark.parametrize(("suffix", "form"), [(".png", "PNG"), (".JPG", "JPEG")])
def test_an_image_is_read_as_a_page(read, parts, suffix, form) -> None:
    image = paper(LINES[:1])[0]
    document = read(f"a{suffix}", saved([image], form))
    text = " ".join(parts(document, BlockKind.PARAGRAPH))
    assert text.startswith(LINES[0][0])
    assert text.endswith("a été bâti en 1850 par des maçons italiens.")
    assert (document.language, document.pages) == ("fr", ())


@pytest.mark.skipif(not tells_orientation(), reason="needs Tesseract's data for the orientation of pages")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_upside_down_is_turned(read, parts, turn) -> None:
    image = paper(LINES[:1])[0].rotate(turn, expand=True)
    text = " ".join(parts(read("a.png", saved([image], "PNG")), BlockKind.PARAGRAPH))
    assert text.startswith(LINES[0][0])
    assert text.endswith("a été bâti en 1850 par des maçons italiens.")


@needs_tesseract
def test_a_tiff_of_several_pages_has_pages(read) -> None:
    document = read("a.tiff", saved(paper(LINES), "TIFF"))
    assert [page.label for page in document.pages] == ["1", "2"]
    assert document.text[document.pages[1].start :].strip() == LINES[1][0]


@needs_tesseract
def test_heads_and_page_numbers_are_furniture_however_the_pages_lie(read, parts) -> None:
    from PIL import ImageChops

    pages = paper(with_running_lines([LINES[0], LINES[1], LINES[0][:1]]))
    document = read("a.tiff", saved([ImageChops.offset(page, 0, 8 * at) for at, page in enumerate(pages)], "TIFF"))
    assert [page.label for page in document.pages] == ["12", "13", "14"]
    assert parts(document, BlockKind.PARAGRAPH)[-2:] == [*LINES[1], *LINES[0][:1]]
    assert parts(document, BlockKind.FURNITURE)[-2:] == ["Procès-verbal du conseil", "14"]


@needs_tesseract
def test_an_image_without_text_is_named(read) -> None:
    from PIL import Image

    with pytest.raises(UnreadableDocument, match="an image on which no text was recognised"):
        read("a.png", saved([Image.new("L", (600, 600), 255)], "PNG"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged, or no image"),
        (b"hello", "damaged, or no image"),
        (saved(paper(LINES[:1]), "PNG")[:3000], "damaged, or no image"),
    ],
    ids=["head", "text", "cut"],
)
@needs_tesseract
def test_a_damaged_image_is_named(read, data, said) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        read("a.png", data)


def test_an_icon_and_a_bomb_are_refused_before_they_are_unpacked(read, monkeypatch) -> None:
    from PIL import Image

    monkeypatch.setattr("guillemet.corpus.readers.image.text_recognition", lambda: "fra")
    with pytest.raises(UnreadableDocument, match="an image too small to show text"):
        read("a.png", saved([Image.new("L", (32, 32))], "PNG"))
    for side, said in ((12_500, "more than 150 million dots"), (20_000, "damaged, or no image")):
        with pytest.raises(UnreadableDocument, match=said):
            read("a.png", saved([Image.new("1", (side, side))], "PNG"))
