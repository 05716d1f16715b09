"""Codes of vectors: what may be near."""

import numpy as np
import pytest

from guillemet.index.members import Members
from guillemet.index.vector_lists import VectorLists, list_count, sample_size, write_lists
from guillemet.index.vectors import FaissVectorStore, VectorStoreError

DIMENSION = 64


def clustered(seed, count):
    """Unit vectors around forty middles, shape (n, dimension)."""
    chance = np.random.default_rng(seed)
    middles = np.random.default_rng(0).normal(size=(40, DIMENSION))
    vectors = middles[chance.integers(0, 40, count)] + 0.6 * chance.normal(size=(count, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors():
    return clustered(1, 5_000)


@pytest.fixture(scope="module")
def lists(vectors, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "vectors.x.upto-5000.faiss"
    write_lists(path, vectors[:2_000], [(np.arange(1, 5_001), vectors)], 5_000)
    return VectorLists(path, DIMENSION)


def everybody():
    members = Members()
    members.add(np.arange(1, 5_001))
    return members


def test_holds_every_id(lists):
    assert len(lists) == 5_000
    assert sorted(lists.ids().tolist()) == list(range(1, 5_001))
    assert (lists.last, lists.count) == (5_000, list_count(5_000))


def test_the_nearest_are_among_four_times_as_many_candidates(lists, vectors):
    store = FaissVectorStore(DIMENSION)
    store.add(range(1, 5_001), vectors)
    queries = clustered(2, 40)
    found = [
        len(np.intersect1d(store.search(query, 25)[0], lists.near(query, 100, everybody(), 1.0))) for query in queries
    ]
    assert sum(found) / (40 * 25) >= 0.98


def test_only_members_are_found_and_none_of_few_is_missed(lists, vectors):
    few = Members()
    few.add(np.arange(7, 5_000, 500))
    found = lists.near(vectors[0], 100, few, len(few) / 5_000)
    assert sorted(found.tolist()) == list(range(7, 5_000, 500))


def test_what_comes_later_is_put_into_the_same_lists(lists, vectors, tmp_path):
    path = tmp_path / "vectors.x.upto-5010.faiss"
    later = clustered(3, 10)
    write_lists(path, lists.path, [(np.arange(5_001, 5_011), later)], 5_010)
    longer = VectorLists(path, DIMENSION)
    members = Members()
    members.add(np.arange(1, 5_011))
    assert (len(longer), longer.count) == (5_010, lists.count)
    assert 5_004 in longer.near(later[3], 4, members, 1.0)
    assert list(tmp_path.iterdir()) == [path]


def test_one_vector_makes_lists(tmp_path):
    path = tmp_path / "vectors.x.upto-1.faiss"
    vectors = clustered(4, 1)
    write_lists(path, vectors, [(np.array([1]), vectors)], 1)
    assert len(VectorLists(path, DIMENSION)) == sample_size(1) == 1


@pytest.mark.parametrize("damaged", [b"", b"garbage", b"\0" * 4096])
def test_a_file_of_something_else_cannot_be_read(tmp_path, damaged):
    (tmp_path / "vectors.x.upto-1.faiss").write_bytes(damaged)
    with pytest.raises(VectorStoreError):
        VectorLists(tmp_path / "vectors.x.upto-1.faiss", DIMENSION)


def test_a_truncated_file_cannot_be_read(lists, tmp_path):
    path = tmp_path / lists.path.name
    path.write_bytes(lists.path.read_bytes()[:-1000])
    with pytest.raises(VectorStoreError):
        VectorLists(path, DIMENSION)


def test_codes_of_another_dimension_cannot_be_read(lists):
    with pytest.raises(VectorStoreError, match="65 dimensions"):
        VectorLists(lists.path, 65)
