"""Where documents are found."""

import os
from pathlib import Path

import pytest

from guillemet.corpus.place import file_of, place_uri


@pytest.mark.parametrize(
    "name", [b"a.txt", "é & co.md".encode(), b"caf\xe9 100 %.mbox", b"a#b?c.txt", b"line\nfeed.txt"]
)
def test_a_file_is_found_by_its_address_whatever_bytes_its_name_is_made_of(name) -> None:
    path = Path("/letters") / os.fsdecode(name)
    assert file_of(place_uri(path)) == path
    assert file_of(f"{place_uri(path)}#part=x") == path


def test_an_address_of_the_web_leads_to_no_file() -> None:
    assert file_of("https://example.org/a.txt") is None
