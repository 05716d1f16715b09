import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import guillemet.corpus
from guillemet.corpus import (
    CorpusError,
    Document,
    Reading,
    Source,
    UnreadableDocument,
    read_document,
    shipped_documents,
)
from guillemet.corpus import reader as reader_module


def test_identity(tmp_path: Path) -> None:
    path = tmp_path / "été & co.txt"
    path.write_bytes(b"Il fait beau.")
    document = read_document(path)
    assert document.uri == path.resolve().as_uri()
    assert document.id == hashlib.sha256(document.uri.encode()).hexdigest()[:16]
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.pages == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_offsets_count_in_what_python_reads(tmp_path: Path, encoding: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes("Le gué\r\n\r\n- l’eau était basse ;\r\n- « passons », dit-il.\r\n".encode(encoding))
    document = read_document(path)
    with path.open(encoding=encoding, newline="") as file:
        assert file.read() == document.text
    assert "« passons », dit-il." in [document.text[block.start : block.end] for block in document.blocks]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\n", "holds no text"),
        ("a.html", b"<html><script>x</script></html>", "holds no text"),
        ("a.txt", b"%PDF-1.4 ...", "a PDF document"),
        ("a.md", b"\x00\x01\x02\x03", "binary"),
        ("a.docx", b"PK", "damaged"),
        ("a.bmp", b"x", r"no reader for \.bmp"),
        ("a", b"x", "no suffix"),
    ],
)
def test_each_refusal_is_one_clear_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=said) as caught:
        read_document(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "b.txt"
    folder.mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    for path in (tmp_path / "gone.txt", folder, tmp_path / "pipe.txt", tmp_path / "loop.txt", tmp_path / "nul\0.txt"):
        with pytest.raises(CorpusError) as caught:
            read_document(path)
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(UnreadableDocument, match="permission denied"):
        read_document(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "MAX_BYTES", 1_000_000)
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(UnreadableDocument, match="larger than 1 MB"):
        read_document(path)


def test_a_name_of_undecodable_bytes(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt"))
    path.write_text("something to read, at last.")
    document = read_document(path)
    assert "%E9" in document.uri
    document.title.encode()
    path.write_bytes(b"")
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path)
    str(caught.value).encode()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
@pytest.mark.parametrize("unit", ["a", "word and word. ", "[", "**a", "1 ", "<b>", "- ", "> ", "| "])
def test_one_line_of_a_megabyte(tmp_path: Path, suffix: str, unit: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("x" + unit * (1_000_000 // len(unit)))
    started = time.perf_counter()
    read_document(path)
    assert time.perf_counter() - started < 20


def test_another_reader_may_be_given(tmp_path: Path) -> None:
    class Shout:
        suffixes = frozenset({".shout"})

        def read(self, data: bytes, source: Source) -> Reading:
            return Reading(text=data.decode().upper(), blocks=(), title=source.name)

    path = tmp_path / "a.shout"
    path.write_text("hey")
    document = read_document(path, reader=Shout())
    assert isinstance(document, Document)
    assert (document.text, document.title, document.blocks) == ("HEY", "a.shout", ())


def test_the_shipped_documents_can_be_read() -> None:
    files = sorted(shipped_documents().glob("*.md"))
    assert files
    for file in files:
        document = read_document(file)
        assert document.title
        assert document.date
        assert document.language in {"fr", "en"}


def test_all_is_what_is_exported() -> None:
    exported = {name for name in vars(guillemet.corpus) if not name.startswith("_") and name[0].isupper()} - {"Path"}
    assert exported <= set(guillemet.corpus.__all__)
    assert all(hasattr(guillemet.corpus, name) for name in guillemet.corpus.__all__)
    assert guillemet.corpus.__all__ == sorted(guillemet.corpus.__all__, key=lambda name: (name[0].islower(), name))


def test_importing_loads_no_heavy_library() -> None:
    heavy = "{'trafilatura', 'py3langid', 'charset_normalizer', 'lxml', 'numpy', 'markdown_it', 'yaml'}"
    code = f"import sys, guillemet.corpus; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_that_fails_is_one_unreadable_document(tmp_path: Path) -> None:
    class Clumsy:
        suffixes = frozenset({".txt"})

        def read(self, data: bytes, source: Source) -> Reading:
            raise LookupError(source.name)

    path = tmp_path / "a.txt"
    path.write_text("hey")
    with pytest.raises(UnreadableDocument, match=r"its reader failed \(LookupError\)"):
        read_document(path, reader=Clumsy())
