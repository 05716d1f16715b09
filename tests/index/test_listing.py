"""The documents as a list, and some of them searched, synced and forgotten."""

FILES = {"a.txt": "The bridge of Orlane is red.\n", "b.txt": "The roof of Orlane is green.\n"}


def test_the_list_names_each_place_of_a_document(folder, index_of):
    root = folder({**FILES, "copy.txt": FILES["a.txt"]})
    index = index_of(root)
    index.sync()
    listed = index.listing()
    assert [one.path.name for one in listed] == ["a.txt", "b.txt", "copy.txt"]
    assert listed[0].sha256 == listed[2].sha256 == index.document(listed[0].sha256).sha256
    assert len({one.id for one in listed}) == 3


def test_only_the_documents_asked_for_are_searched(folder, index_of):
    index = index_of(folder(FILES))
    index.sync()
    (a, b) = index.listing()
    vector = index.embedder.embed_queries(["Orlane"])[0]

    def found(among):
        return {hit.document.uri for hit in index.search("Orlane", vector, among=among)}

    assert found(None) == found(frozenset({a.id, b.id})) == {a.uri, b.uri}
    whole = index.size
    assert found(frozenset({b.id})) == {b.uri}
    assert 0 < index.size < whole
    assert found(frozenset()) == set()


def test_another_root_is_read_without_the_others_and_what_is_forgotten_is_gone(folder, index_of):
    (first, second) = (folder(FILES), folder({"c.txt": "The well of Orlane is deep.\n"}, "second"))
    index = index_of(first)
    index.sync()
    index.extend(second.resolve())
    before = index.version
    (first / "a.txt").unlink()
    assert [path.name for path in index.sync(only=[second.resolve()]).added] == ["c.txt"]
    assert index.version != before
    assert [one.path.name for one in index.listing()] == ["a.txt", "b.txt", "c.txt"]
    index.forget((second / "c.txt").resolve())
    assert [one.path.name for one in index.listing()] == ["a.txt", "b.txt"]
    assert [path.name for path in index.sync().removed] == ["a.txt"]
