import os
from pathlib import Path

import pytest

from guillemet.corpus import CorpusError, Skipped, find_files


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def names(root: Path, files: list[Path]) -> list[str]:
    return [file.relative_to(root.resolve()).as_posix() for file in files]


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.md", "a/y.HTML", "c.xyz", ".hidden.txt", ".git/x.txt", "noext")
    files, skipped = find_files([tmp_path])
    assert names(tmp_path, files) == ["a/y.HTML", "a/z.md", "b.txt"]
    assert [item.path.name for item in skipped] == ["c.xyz", "noext"]
    assert "no reader for .xyz" in skipped[0].reason


def test_each_file_once(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "y.txt").symlink_to(tmp_path / "a" / "x.txt")
    files, skipped = find_files([tmp_path / "a" / "x.txt", tmp_path, tmp_path / "a" / ".." / "a"])
    assert names(tmp_path, files) == ["a/x.txt"]
    assert skipped == []


def test_loops_and_broken_links(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    files, skipped = find_files([tmp_path])
    assert names(tmp_path, files) == ["a/x.txt"]
    assert {item.path.name: item.reason for item in skipped} == {"gone.txt": "a broken link", "self": "a broken link"}


def test_a_missing_path_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file or folder") as caught:
        find_files([tmp_path / "no\nwhere"])
    assert "\n" not in str(caught.value)


def test_a_named_file_of_unknown_suffix(tmp_path: Path) -> None:
    make(tmp_path, "a.xyz")
    files, skipped = find_files([tmp_path / "a.xyz"])
    assert files == []
    assert [type(item) for item in skipped] == [Skipped]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path("a.txt")])[0] == [tmp_path.resolve() / "a.txt"]


def test_undecodable_names(tmp_path: Path) -> None:
    for name in (b"/caf\xe9.txt", b"/caf\xe9.\xff"):
        Path(os.fsdecode(os.fsencode(tmp_path) + name)).write_text("x")
    files, skipped = find_files([tmp_path])
    assert len(files) == len(skipped) == 1
    files[0].as_uri()
    skipped[0].reason.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut").chmod(0)
    files, skipped = find_files([tmp_path])
    (tmp_path / "shut").chmod(0o700)
    assert len(files) == 1
    assert skipped[0].reason == "permission denied"


def test_nothing_in_it(tmp_path: Path) -> None:
    assert find_files([tmp_path]) == ([], [])
    assert find_files([]) == ([], [])
