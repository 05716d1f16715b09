"""Files made to do harm: each is named with its reason, and none of what is in it happens."""

import io
import zipfile
from pathlib import Path

import pytest
from office_writing import CONTENT, WRITERS, mail
from packing import zipped

from guillemet.corpus import Document, UnreadableDocument, read_document
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.isolation import Limits, ReadingProcess

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ' <!ENTITY file SYSTEM "file:///etc/passwd">]>'
)
MAIN = {
    ".docx": "word/document.xml",
    ".odt": "content.xml",
    ".pptx": "ppt/slides/slide1.xml",
    ".xlsx": "xl/worksheets/sheet1.xml",
    ".epub": "OEBPS/book.opf",
}


def changed(suffix, change):
    """A file with its main member changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WRITERS[suffix]())) as source, zipfile.ZipFile(made, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, change(content) if name == MAIN[suffix] else content)
    return made.getvalue()


@pytest.fixture(scope="module")
def process():
    made = ReadingProcess(Limits(seconds=10))
    yield made
    made.close()


@pytest.mark.parametrize("entity", ["&j;", "&file;"])
@pytest.mark.parametrize("suffix", sorted(MAIN))
def test_entities_are_not_expanded(suffix, entity, process, tmp_path: Path) -> None:
    def armed(xml):
        text = xml.decode()
        start = text.index("<", text.index("?>") + 2 if text.startswith("<?xml") else 0)
        for said in (CONTENT["paragraph"], CONTENT["title"], "0.65"):
            if said in text:
                text = text.replace(said, entity, 1)
                break
        return (BOMB + text[start:]).encode()

    path = tmp_path / f"a{suffix}"
    path.write_bytes(changed(suffix, armed))
    try:
        documents = process.read(path).documents
    except UnreadableDocument:
        return
    assert all("root:" not in document.text and "a" * 100 not in document.text for document in documents)


def test_of_a_word_document_that_is_an_entity_there_is_no_text(process, tmp_path: Path) -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = "<w:body><w:p><w:r><w:t>&file;</w:t></w:r></w:p></w:body>"
    body = f'<w:document xmlns:w="{namespace}">{paragraph}</w:document>'
    path = tmp_path / "a.docx"
    path.write_bytes(changed(".docx", lambda _content: (BOMB + body).encode()))
    with pytest.raises(UnreadableDocument, match="holds no text"):
        process.read(path)


@pytest.mark.parametrize("suffix", sorted(MAIN))
def test_an_office_document_that_is_a_bomb_is_refused(suffix, tmp_path: Path) -> None:
    made = io.BytesIO(WRITERS[suffix]())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"media/{number}.bin", bytes(40_000_000))
    path = tmp_path / f"a{suffix}"
    path.write_bytes(made.getvalue())
    with pytest.raises(UnreadableDocument, match=r"unpacks to 32\d MB \(at most 300 MB are unpacked\)"):
        read_document(path)


def test_a_text_of_two_gigabytes_is_named_at_once(process, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(UnreadableDocument, match=r"a\.txt: larger than 50 MB"):
        process.read(path)


NESTED = {
    "a.html": "<div>" * 200_000 + "Fin.",
    "b.jsonl": "[" * 500_000 + "]" * 500_000,
    "c.md": "> " * 100_000 + "Fin.",
    "d.rtf": "{\\rtf1 " + "{" * 500_000 + "Fin.",
    "e.odt": zipped({"content.xml": "<a>" * 200_000 + "</a>" * 200_000}),
    "f.eml": "Subject: x\n" + "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(5_000)
    ) + "\nFin.",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NESTED))
def test_deep_nesting_ends_in_text_or_in_one_line(name, process, tmp_path: Path) -> None:
    content = NESTED[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = ""
    try:
        assert process.read(tmp_path / name).documents
    except UnreadableDocument as error:
        said = str(error)
    assert "crashed" not in said
    assert "\n" not in said


def test_a_mailbox_of_one_line_without_an_end_is_told_in_time(process, tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(b"From " + b"1" * 300_000)
    with pytest.raises(UnreadableDocument, match="damaged, or no mailbox"):
        process.read(tmp_path / "a.mbox")


def test_a_mail_inside_mails_is_opened_to_a_depth(process, tmp_path: Path) -> None:
    letter = mail()
    for number in range(8):
        outer = mail(number=number)
        outer.add_attachment(letter)
        letter = outer
    path = tmp_path / "a.eml"
    path.write_bytes(letter.as_bytes())
    found = process.read(path)
    assert len(found.documents) == 5
    assert "packed more than 4 files deep" in found.skipped[0].reason


@pytest.mark.parametrize("name", ["Content-Type", "Content-Disposition"])
@pytest.mark.parametrize("filler", ['"', "("])
def test_a_header_of_a_hundred_thousand_marks_costs_neither_the_time_nor_the_mail(
    name, filler, process, tmp_path: Path
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(
        f"From: a@example.org\nSubject: Notes\n{name}: x; {filler * 100_000}\n\n{CONTENT['last']}\n".encode()
    )
    (document,) = process.read(path).documents
    assert CONTENT["last"] in document.text


def test_thousands_of_messages_of_one_name_are_told_apart(process, tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(b"From x 2020\nSubject: Lettre\nMessage-ID: <1@example.org>\n\nLe pont.\n\n" * 3_000)
    found = process.read(path)
    assert len({document.uri for document in found.documents}) == 3_000


def test_names_with_markup_and_names_that_lead_elsewhere(process, tmp_path: Path) -> None:
    attachments = [("<img src=x onerror=alert(1)>.txt", b"Le moulin."), ("..\\..\\win.txt", b"Le moulin.")]
    path = tmp_path / "a.eml"
    path.write_bytes(mail(attachments=attachments).as_bytes())
    found = process.read(path)
    assert [document.uri.partition("#part=")[2] for document in found.documents][1:] == [
        "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.txt", "win.txt",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == [path]


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is(process, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        changed(".xlsx", lambda xml: xml.replace(b'<dimension ref="A1:B4"', b'<dimension ref="A1:XFD1048576"'))
    )
    (document,) = process.read(path).documents
    assert "1930 | La crue emporte le parapet." in document.text


def test_a_forwarded_mail_keeps_its_headers_as_they_are(tmp_path) -> None:
    """Folding the long name of a parameter anew never ends."""
    inner = b"From: archives@example.org\nSubject: Pont\nContent-Type: text/plain; " + b"x" * 90 + b"=1"
    path = tmp_path / "a.eml"
    path.write_bytes(
        b"From: mairie@example.org\nSubject: Tr\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nVoici le message.\n--b\nContent-Type: message/rfc822\n\n"
        + inner
        + b"\n\nLe pont date de 1850.\n--b--\n"
    )
    documents = [item for item in read_file(path) if isinstance(item, Document)]
    assert any("Le pont date de 1850." in document.text for document in documents)
