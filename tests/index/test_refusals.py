"""What could not be read is tried again when that may help, and not before."""

import sys
from pathlib import Path

import pytest

from guillemet.corpus import isolation
from guillemet.corpus.readers import ocr
from guillemet.index import files, sources, sync

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))
from packing import zipped
from pdf_writing import paper

BRIDGE = "Le pont de Lavaur traverse la rivière. Il a été bâti en 1850."
BINARY = b"\xff\xd8\xff\xe0" + bytes(200)


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    monkeypatch.setattr(files, "SETTLED_NS", 0)


@pytest.fixture
def read(monkeypatch):
    """The names of the files that are read."""
    names = []
    original = sources.read_documents
    monkeypatch.setattr(sources, "read_documents", lambda path, _alive: (names.append(path.name), original(path))[1])
    return names


def installed(monkeypatch, digest):
    monkeypatch.setattr(sync, "installed_readers", lambda: digest)


def named(report):
    return sorted((skipped.path.name, skipped.reason) for skipped in report.skipped)


def test_it_is_tried_once_with_what_is_installed(folder, index_of, monkeypatch, read):
    root = folder({"a.zip": zipped({"letter.txt": BRIDGE, "photo.txt": BINARY}), "b.txt": BINARY})
    index = index_of(root)
    installed(monkeypatch, "before")
    first = named(index.sync())
    assert [name for name, _ in first] == ["b.txt", "photo.txt"]
    read.clear()
    assert (named(index.sync()), read) == (first, [])
    # What is installed now reads no more: that is said, and tried no third time.
    installed(monkeypatch, "after")
    report = index.sync()
    assert (named(report), read, report.changed) == (first, ["a.zip", "b.txt"], [])
    assert [path.name for path in report.unchanged] == ["a.zip"]
    read.clear()
    assert (named(index.sync()), read) == (first, [])


@pytest.mark.skipif(ocr.text_recognition() is None, reason="needs the ocr extra and Tesseract")
def test_scans_are_read_once_the_extra_is_there(folder, index_of, monkeypatch, find):
    import io

    made = io.BytesIO()
    paper([[BRIDGE]])[0].save(made, "PNG")
    root = folder({"a.zip": zipped({"note.txt": "Un mot.", "scan.png": made.getvalue()}), "scan.png": made.getvalue()})
    index = index_of(root)
    with monkeypatch.context() as without:
        without.setenv("PATH", "/nonexistent")
        _as_a_new_process()
        report = index.sync()
    assert [name for name, _ in named(report)] == ["scan.png", "scan.png"]
    assert all("1 scanned page: install the ocr extra" in reason for _, reason in named(report))
    _as_a_new_process()
    report = index.sync()
    assert report.skipped == []
    assert ([path.name for path in report.added], [path.name for path in report.changed]) == (["scan.png"], ["a.zip"])
    assert "Lavaur" in find(index, "pont Lavaur")[0]


def _as_a_new_process():
    isolation._shared.close()
    sources.installed_readers.cache_clear()


def test_a_file_under_a_raised_limit_is_read(folder, index_of):
    root = folder({"long.txt": b"Le pont." + b"\n" * 1_000_000})
    assert index_of(root, max_file_mb=1).sync().skipped
    report = index_of(root, max_file_mb=2).sync()
    assert ([path.name for path in report.added], report.skipped) == (["long.txt"], [])
