"""A folder of every format with bad files in it: all is quotable at its page, or named; random quotes hold."""

import subprocess
import sys

from mixed_folder import BAD, bad_file, faults, make_folder

from guillemet.eval.random_quotes import marked_text, try_quotes
from guillemet.index.embedder import HashingEmbedder
from guillemet.index.index import Index
from guillemet.index.settings import Settings


def test_every_good_file_is_quotable_every_bad_one_named_and_random_quotes_hold(tmp_path, state):
    root = tmp_path.resolve() / "folder"
    root.mkdir()
    mixed = make_folder(root, 40)
    mixed.bad += [bad_file(root, 100 + turn, turn) for turn in range(len(mixed.bad), len(BAD))]
    index = Index([root], Settings(home=state), HashingEmbedder())
    report = index.sync()
    documents = index.documents()
    assert faults(mixed, report.as_dict(), documents) == []
    again = index.sync()
    assert (len(again.unchanged), again.embedded) == (len(mixed.good), 0)
    trial = try_quotes(documents, 40)
    assert (trial.inexact, trial.mismarked) == ([], [])
    assert len(trial.by_format) >= 17
    assert set(trial.by_format.values()) <= {2, 3}


def test_a_quote_that_does_not_hold_is_told(tmp_path, state):
    path = tmp_path.resolve() / "a.txt"
    path.write_text("Le pont est vieux. Le moulin tourne.\n")
    index = Index([path], Settings(home=state), HashingEmbedder())
    index.sync()
    documents = index.documents()
    path.write_text("Le pont est neuf. Le moulin tourne.\n")
    trial = try_quotes(documents, 4)
    assert len(trial.inexact) == 4
    assert trial.mismarked == []


def test_the_marked_text_of_a_page_is_what_a_browser_shows():
    assert marked_text("<p>a <mark>b &amp; <i>c</i></mark> d</p><mark>e</mark>") == "b & ce"


def test_the_command_says_what_is_missing(tmp_path, state):
    command = [sys.executable, "-m", "guillemet.eval.random_quotes", str(tmp_path)]
    done = subprocess.run(
        command, env={"GUILLEMET_HOME": str(state), "HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "begin with: guillemet index" in done.stderr
