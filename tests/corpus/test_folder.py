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
    files, skipped, ignored = find_files([tmp_path])
    assert [item.path.name for item in ignored] == [".git", ".hidden.txt"]
    assert names(tmp_path, files) == ["a/y.HTML", "a/z.md", "b.txt"]
    assert [item.path.name for item in skipped] == ["c.xyz", "noext"]
    assert "no reader for .xyz" in skipped[0].reason


def test_each_file_once(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "y.txt").symlink_to(tmp_path / "a" / "x.txt")
    files, skipped, _ = find_files([tmp_path / "a" / "x.txt", tmp_path, tmp_path / "a" / ".." / "a"])
    assert names(tmp_path, files) == ["a/x.txt"]
    assert skipped == []


def test_a_link_to_what_is_read_anyway_is_ignored_and_any_other_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "in/sub/b.txt", "in/.store/c.txt", "in/d.txt", "out/e.txt")
    (tmp_path / "in" / ".guillemetignore").write_text("/d.txt\n")
    targets = {"1": "in/a.txt", "2": "in/sub", "3": "in", "4": "in/.store/c.txt", "5": "in/d.txt", "6": "out/e.txt"}
    for name, target in targets.items():
        (tmp_path / "in" / name).symlink_to(tmp_path / target)
    files, skipped, ignored = find_files([tmp_path / "in"])
    assert sorted(names(tmp_path, files)) == [
        "in/.store/c.txt", "in/a.txt", "in/d.txt", "in/sub/b.txt", "out/e.txt",
    ]  # fmt: skip
    links = {item.path.name: item.reason for item in ignored if item.reason.startswith("a link")}
    assert links == {name: f"a link to {tmp_path.resolve() / targets[name]}" for name in "123"}
    assert skipped == []


def test_loops_and_broken_links(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    files, skipped, _ = find_files([tmp_path])
    assert names(tmp_path, files) == ["a/x.txt"]
    assert {item.path.name: item.reason for item in skipped} == {"gone.txt": "a broken link", "self": "a broken link"}


def test_a_missing_path_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file or folder") as caught:
        find_files([tmp_path / "no\nwhere"])
    assert "\n" not in str(caught.value)


def test_a_named_file_of_unknown_suffix(tmp_path: Path) -> None:
    make(tmp_path, "a.xyz")
    files, skipped, _ = find_files([tmp_path / "a.xyz"])
    assert files == []
    assert [type(item) for item in skipped] == [Skipped]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path("a.txt")])[0] == [tmp_path.resolve() / "a.txt"]


def test_undecodable_names(tmp_path: Path) -> None:
    for name in (b"/caf\xe9.txt", b"/caf\xe9.\xff"):
        Path(os.fsdecode(os.fsencode(tmp_path) + name)).write_text("x")
    files, skipped, _ = find_files([tmp_path])
    assert len(files) == len(skipped) == 1
    files[0].as_uri()
    skipped[0].reason.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "shut/b.txt")
    make(tmp_path, "closed/c.txt")
    (tmp_path / "shut").chmod(0)
    # Its files can be listed and not be asked for.
    (tmp_path / "closed").chmod(0o444)
    files, skipped, _ = find_files([tmp_path])
    (tmp_path / "shut").chmod(0o700)
    (tmp_path / "closed").chmod(0o700)
    assert len(files) == 1
    assert skipped[0].reason == "permission denied"


def test_nothing_in_it(tmp_path: Path) -> None:
    assert find_files([tmp_path]) == ([], [], [])
    assert find_files([]) == ([], [], [])


def ignored_names(root: Path, *paths: Path) -> list[str]:
    return sorted(names(root, [item.path for item in find_files(list(paths) or [root]).ignored]))


def test_an_ignore_file_names_what_is_no_document(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "draft-a.txt", "old/b.txt", "old/deep/c.txt", "sub/draft-d.txt", "sub/keep/draft-e.txt")
    (tmp_path / ".guillemetignore").write_text("# comment\n\ndraft-*\nold/\n")
    (tmp_path / "sub" / "keep" / ".guillemetignore").write_text("!draft-e.txt\n")
    found = find_files([tmp_path])
    assert names(tmp_path, found.files) == ["a.txt", "sub/keep/draft-e.txt"]
    told = [item for item in found.ignored if item.reason != "hidden"]
    assert sorted(names(tmp_path, [item.path for item in told])) == ["draft-a.txt", "old", "sub/draft-d.txt"]
    assert all(str(tmp_path / ".guillemetignore") in item.reason for item in told)
    assert found.skipped == []


def test_an_anchored_rule_and_one_for_folders_alone(tmp_path: Path) -> None:
    make(tmp_path, "notes.md", "sub/notes.md", "logs/x.txt", "sub/logs")
    (tmp_path / ".guillemetignore").write_bytes(b"\xef\xbb\xbf/notes.md\r\nlogs/\r\n")
    assert names(tmp_path, find_files([tmp_path]).files) == ["sub/notes.md"]
    assert [item.path.name for item in find_files([tmp_path]).skipped] == ["logs"]


def test_what_is_named_itself_is_read_whatever_the_rules(tmp_path: Path) -> None:
    make(tmp_path, "a/x.txt", ".b/y.txt")
    (tmp_path / ".guillemetignore").write_text("*\n")
    assert find_files([tmp_path]).files == []
    assert names(tmp_path, find_files([tmp_path / "a", tmp_path / ".b" / "y.txt"]).files) == ["a/x.txt", ".b/y.txt"]
    found = find_files([tmp_path, tmp_path / "a" / "x.txt"])
    assert names(tmp_path, found.files) == ["a/x.txt"]


def test_rules_stop_at_a_link_that_leads_out_of_their_folder(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "out/b.txt", "out/c.md")
    (tmp_path / "in" / ".guillemetignore").write_text("*.md\nlinked-file\n")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "linked-file").symlink_to(tmp_path / "out" / "c.md")
    assert names(tmp_path, find_files([tmp_path / "in"]).files) == ["in/a.txt", "out/b.txt", "out/c.md"]


@pytest.mark.parametrize("content", [b"a.txt\n!\n", b"\0\1\2" * 99, b"x" * 1_000_001])
def test_rules_that_cannot_be_understood_are_said_and_ignore_nothing(tmp_path: Path, content: bytes) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / ".guillemetignore").write_bytes(content)
    found = find_files([tmp_path])
    assert names(tmp_path, found.files) == ["a.txt"]
    assert [item.path.name for item in found.skipped] == [".guillemetignore"]
    assert "none of its rules holds" in found.skipped[0].reason


def test_a_folder_apart_is_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "state/b.txt")
    assert names(tmp_path, find_files([tmp_path], apart_from=[tmp_path / "state"]).files) == ["a.txt"]


def test_what_programs_leave_behind_and_the_parts_of_saved_pages_are_no_documents(tmp_path: Path) -> None:
    make(
        tmp_path, "~$lettre.docx", "Thumbs.db", "desktop.ini", "__MACOSX/x.txt", "page.html", "page_files/cadre.html",
        "autre_files/a.txt", "lettre.txt",
    )  # fmt: skip
    files, skipped, ignored = find_files([tmp_path])
    assert names(tmp_path, files) == ["autre_files/a.txt", "lettre.txt", "page.html"]
    assert skipped == []
    assert {item.path.name: item.reason for item in ignored} == {
        "Thumbs.db": "left behind by the system", "desktop.ini": "left behind by the system",
        "__MACOSX": "left behind by the system", "page_files": "part of a saved page",
        "~$lettre.docx": "the mark of a file that is open in Office",
    }  # fmt: skip
