import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus import UnreadableDocument
from guillemet.corpus.encoding import decode, detect_encoding

FRENCH = "Le café du pêcheur a fermé « pour l’été » : c’était hélas prévu.\r\nÀ bientôt, dit l’hôtesse…\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_decoding_is_exact(encoding: str) -> None:
    data = FRENCH.encode(encoding)
    assert decode(data) == FRENCH
    assert data.decode(detect_encoding(data)) == FRENCH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding).replace("’".encode(encoding), "'".encode(encoding))).startswith("Le café")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Съешь же ещё этих мягких французских булок да выпей чаю. " * 4, "cp1251"),
        ("Zażółć gęślą jaźń, a potem pójdź, kińże tę chmurność w głąb flaszy. " * 4, "cp1250"),
        ("Η γρήγορη αλεπού πηδά πάνω από τον τεμπέλη σκύλο κάθε πρωί. " * 4, "cp1253"),
    ],
)
def test_other_alphabets_are_not_taken_for_western(text: str, encoding: str) -> None:
    assert detect_encoding(text.encode(encoding)) != "cp1252"


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "iso8859-5", "cp866"])
@pytest.mark.parametrize("text", ["Мост через реку построен в 1850 году.", "Договор аренды заканчивается в мае"])
def test_a_line_of_russian_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Η γέφυρα χτίστηκε το έτος 1850 από Ιταλούς.", "cp1253"),
        ("橋は1850年に建設された。契約は五月に終わります。", "cp932"),
    ],
)
def test_a_line_of_another_alphabet_is_not_taken_for_russian(text: str, encoding: str) -> None:
    assert not {"а", "е", "о", "и"} & set(decode(text.encode(encoding)))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_utf8_text_is_exact(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"\xef\xbb\xbf", b"%PDF-", b"PK", b"{\\rtf", b"GIF8", b"ID3")):
        assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"{\\rtf1 Hello}", "RTF"),
        (b"words\x00and\x00more\x00words", "NUL"),
        (bytes(range(1, 32)) * 20, "control"),
        ("fe\x01".encode("utf-16") * 9, "control"),
    ],
)
def test_binary_content_is_refused_and_named(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said):
        decode(data)


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        encoding = detect_encoding(data)
    except UnreadableDocument:
        return
    data.decode(encoding)
