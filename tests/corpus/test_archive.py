"""Archives: every document in them is one, what is hostile is named, and nothing is unpacked to disk."""

import hashlib
import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from packing import zipped

from guillemet.corpus import UnreadableDocument
from guillemet.corpus.file_reading import read_file
from guillemet.corpus.reader import SkippedPart

LETTER = "Le pont de Lavaur traverse la rivière.\n"


def read(path: Path, data: bytes):
    """The documents by the fragment of their address, and the skipped parts by name."""
    path.write_bytes(data)
    found = list(read_file(path))
    skipped = {item.name: item.reason for item in found if isinstance(item, SkippedPart)}
    documents = [item for item in found if not isinstance(item, SkippedPart)]
    return {document.uri.partition("#")[2]: document for document in documents}, skipped


def tarred(files, mode="w:gz"):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def test_each_member_is_a_document_of_its_own(tmp_path: Path) -> None:
    files = {"annexes/lettre d’été.txt": LETTER, "note.md": "# Le moulin\n\nIl tourne.\n"}
    documents, skipped = read(tmp_path / "a.zip", zipped(files))
    assert list(documents) == ["part=annexes%2Flettre%20d%E2%80%99%C3%A9t%C3%A9.txt", "part=note.md"]
    first = documents["part=annexes%2Flettre%20d%E2%80%99%C3%A9t%C3%A9.txt"]
    assert first.text == LETTER
    assert first.sha256 == hashlib.sha256(LETTER.encode()).hexdigest()
    assert first.id == hashlib.sha256(first.uri.encode()).hexdigest()[:16]
    assert [document.title for document in documents.values()] == ["Lettre d’été", "Le moulin"]
    assert skipped == {}


def test_a_link_in_an_archive_is_no_document(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("letter.txt", LETTER)
    documents, skipped = read(tmp_path / "a.zip", made.getvalue())
    assert (list(documents), skipped) == (["part=letter.txt"], {})


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives(tmp_path: Path, mode: str) -> None:
    suffix = {"w": "tar", "w:gz": "tar.gz", "w:bz2": "tar.bz2", "w:xz": "tar.xz"}[mode]
    documents, _ = read(tmp_path / f"a.{suffix}", tarred({"a/b.txt": LETTER.encode()}, mode))
    assert [document.text for document in documents.values()] == [LETTER]


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    packed = zipped({"letter.txt": LETTER})
    for _ in range(6):
        packed = zipped({"letter.txt": LETTER, "inner.zip": packed})
    documents, skipped = read(tmp_path / "a.zip", packed)
    assert list(documents) == ["&".join(["part=inner.zip"] * depth + ["part=letter.txt"]) for depth in range(4)]
    assert skipped["/".join(["inner.zip"] * 4 + ["letter.txt"])] == "packed more than 4 files deep"


def test_names_lead_nowhere(tmp_path: Path) -> None:
    names = [
        "../../etc/cron.txt",
        "/etc/passwd.txt",
        "C:\\Windows\\win.txt",
        "a\nb<script>.txt",
        "a/../../b.txt",
        "a.txt",
    ]
    path = tmp_path / "a.zip"
    documents, _ = read(path, zipped(dict.fromkeys(names, LETTER)))
    assert [document.uri.partition("#part=")[2] for document in documents.values()] == [
        "etc%2Fcron.txt", "etc%2Fpasswd.txt", "Windows%2Fwin.txt", "a%EF%BF%BDb%3Cscript%3E.txt", "a%2Fb.txt", "a.txt",
    ]  # fmt: skip
    assert list(tmp_path.rglob("*")) == [path]


def test_two_members_of_one_name_are_two_documents(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "Le premier.")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "Le second.")
    documents, _ = read(tmp_path / "a.zip", made.getvalue())
    assert {key: document.text for key, document in documents.items()} == {
        "part=a.txt": "Le premier.", "part=a%20%282%29.txt": "Le second.",
    }  # fmt: skip


def test_what_cannot_be_read_is_named_and_what_is_no_document_last(tmp_path: Path) -> None:
    files = {
        "a.txt": LETTER,
        "b.exe": b"MZ",
        "c.txt": b"\0\1\2" * 99,
        ".DS_Store": b"x",
        "__MACOSX/._a.txt": b"x",
        "__MACOSX/sub/._b.txt": b"x",
        "sub/.git/c.txt": b"x",
        "d/": b"",
    }
    documents, skipped = read(tmp_path / "a.zip", zipped(files))
    assert list(documents) == ["part=a.txt"]
    assert list(skipped) == ["b.exe", ".DS_Store", "__MACOSX", "sub/.git", "c.txt"]
    assert (skipped["__MACOSX"], skipped["sub/.git"]) == ("left behind by the system", "hidden")
    assert "no reader" in skipped["b.exe"]
    assert "binary" in skipped["c.txt"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = zipped({f"{number}.txt": bytes(40_000_000) for number in range(10)})
    assert len(bomb) < 1_000_000
    with pytest.raises(UnreadableDocument, match="unpacks to 400 MB"):
        read(tmp_path / "a.zip", bomb)
    with pytest.raises(UnreadableDocument, match="unpacks to more than 300 MB"):
        read(tmp_path / "a.tar.xz", tarred({f"{number}.txt": bytes(40_000_000) for number in range(10)}, "w:xz"))


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": b"x" * 1_000_000, "b.txt": LETTER}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = packed.index(signature) + offset
        packed[at : at + 4] = (10).to_bytes(4, "little")
    documents, skipped = read(tmp_path / "a.zip", bytes(packed))
    assert list(documents) == ["part=b.txt"]
    assert "damaged" in skipped["a.txt"]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK" + os.urandom(500), b"", b"\x1f\x8b" + b"x" * 100, b"\x1f\x8b\x08", b"BZh9" + bytes(50)],
)
@pytest.mark.parametrize("suffix", ["zip", "tar.gz"])
def test_what_is_no_archive_is_said(tmp_path: Path, data: bytes, suffix: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"damaged|empty|nothing in it"):
        read(tmp_path / f"a.{suffix}", data)


@pytest.mark.parametrize("content", [b"a;b", bytes(20_000)])
def test_a_single_compressed_file_is_said(tmp_path: Path, content: bytes) -> None:
    import gzip

    with pytest.raises(UnreadableDocument, match="a single compressed file"):
        read(tmp_path / "a.csv.gz", gzip.compress(content))


def test_an_archive_without_documents_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="nothing in it"):
        read(tmp_path / "a.zip", zipped({}))
    with pytest.raises(UnreadableDocument, match=r"holds nothing that can be read \(the first: b\.exe: no reader"):
        read(tmp_path / "a.zip", zipped({"b.exe": b"MZ"}))
