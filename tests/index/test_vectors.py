"""The contract of a vector store, which every implementation passes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guillemet.corpus.errors import IndexStateError
from guillemet.index.vectors import ExactVectorStore, FaissVectorStore, VectorStoreError

DIMENSION = 8
STORES = [FaissVectorStore, ExactVectorStore]


@pytest.fixture(params=STORES, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


@pytest.fixture
def store(kind):
    return kind(DIMENSION)


def axis(*numbers, dimension=DIMENSION):
    """Unit vectors along these axes, shape (n, dimension)."""
    return np.eye(dimension, dtype=np.float32)[list(numbers)]


def random_units(seed, count, dimension=DIMENSION):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_new_store_is_empty(store):
    ids, scores = store.search(axis(0)[0], 5)
    assert (len(store), len(ids), len(scores)) == (0, 0, 0)
    assert store.dimension == DIMENSION


def test_finds_what_was_added_best_first(store):
    vectors = random_units(1, 50)
    store.add(range(100, 150), vectors)
    query = vectors[7]
    ids, scores = store.search(query, 50)
    expected = vectors @ query
    assert ids[0] == 107
    assert ids.tolist() == (100 + np.argsort(-expected)).tolist()
    assert scores == pytest.approx(np.sort(expected)[::-1], abs=1e-5)


def test_ids_and_scores_have_the_promised_types_and_shapes(store):
    store.add([3, 4], axis(0, 1))
    ids, scores = store.search(axis(1)[0], 2)
    assert (ids.dtype, scores.dtype) == (np.int64, np.float32)
    assert ids.shape == scores.shape == (2,)


def test_ids_need_not_be_small_or_in_order(store):
    far = 2**62
    store.add([far, 5, 1], axis(0, 1, 2))
    assert store.search(axis(0)[0], 1)[0].tolist() == [far]
    assert len(store) == 3


def test_adding_a_held_id_replaces_its_vector(store):
    store.add([1, 2], axis(0, 1))
    store.add([1], axis(2))
    assert len(store) == 2
    assert store.search(axis(2)[0], 1)[0].tolist() == [1]
    _, scores = store.search(axis(0)[0], 2)
    assert scores.tolist() == [0, 0]


def test_of_one_id_given_twice_the_last_vector_counts(store):
    store.add([9, 9], axis(0, 1))
    ids, scores = store.search(axis(1)[0], 5)
    assert (ids.tolist(), scores.tolist()) == ([9], [1])


def test_adding_nothing_changes_nothing(store):
    store.add([], np.zeros((0, DIMENSION), np.float32))
    assert len(store) == 0


def test_ids_without_as_many_vectors_are_refused(store):
    with pytest.raises(ValueError, match="argument 2"):
        store.add([1, 2, 3], axis(0, 1))


def test_a_removed_vector_is_not_found(store):
    store.add([1, 2, 3], axis(0, 1, 2))
    store.remove([2])
    assert len(store) == 2
    assert 2 not in store.search(axis(1)[0], 5)[0]


def test_removing_unknown_ids_changes_nothing(store):
    store.add([1, 2], axis(0, 1))
    store.remove([77, -5])
    store.remove([])
    assert sorted(store.search(axis(0)[0], 5)[0]) == [1, 2]


def test_a_removed_id_can_be_added_again(store):
    store.add([1], axis(0))
    store.remove(iter([1]))
    store.add([1], axis(3))
    assert store.search(axis(3)[0], 1)[1].tolist() == [1]


def test_later_changes_to_the_given_array_do_not_reach_the_store(store):
    vectors = axis(0, 1)
    store.add([1, 2], vectors)
    vectors[:] = 0
    assert store.search(axis(0)[0], 1)[1].tolist() == [1]


@pytest.mark.parametrize(("k", "found"), [(0, 0), (-1, 0), (2, 2), (3, 3), (1000, 3)])
def test_gives_at_most_k_and_no_more_than_are_held(store, k, found):
    store.add([1, 2, 3], axis(0, 1, 2))
    ids, scores = store.search(axis(0)[0], k)
    assert len(ids) == len(scores) == found
    assert len(set(ids.tolist())) == found


def test_among_limits_what_is_found(store):
    store.add(range(20), random_units(2, 20))
    ids, _ = store.search(random_units(3, 1)[0], 20, among=np.array([3, 5, 8, 999]))
    assert sorted(ids.tolist()) == [3, 5, 8]


def test_among_finds_the_nearest_of_those_allowed(store):
    vectors = random_units(4, 200)
    store.add(range(200), vectors)
    allowed = np.arange(0, 200, 7)
    query = random_units(5, 1)[0]
    ids, _ = store.search(query, 4, among=allowed)
    assert ids.tolist() == allowed[np.argsort(-(vectors[allowed] @ query))][:4].tolist()


def test_among_nothing_finds_nothing(store):
    store.add([1], axis(0))
    assert len(store.search(axis(0)[0], 3, among=np.zeros(0, np.int64))[0]) == 0
    assert len(store.search(axis(0)[0], 3, among=np.array([5]))[0]) == 0


def test_survives_a_round_trip_through_a_file(kind, store, tmp_path):
    store.add(range(30), random_units(6, 30))
    store.remove([4])
    store.add([11], random_units(7, 1))
    store.save(tmp_path / "vectors")
    loaded = kind.load(tmp_path / "vectors", DIMENSION)
    query = random_units(8, 1)[0]
    for before, after in zip(store.search(query, 30), loaded.search(query, 30), strict=True):
        assert before.tolist() == after.tolist()
    assert (len(loaded), loaded.dimension) == (29, DIMENSION)
    loaded.add([4], axis(0))
    loaded.remove([11])
    assert len(loaded) == 29


def test_an_empty_store_survives_a_round_trip(kind, store, tmp_path):
    store.save(tmp_path / "vectors")
    loaded = kind.load(tmp_path / "vectors", DIMENSION)
    loaded.add([1], axis(0))
    assert loaded.search(axis(0)[0], 1)[0].tolist() == [1]


def test_saving_replaces_the_file_and_leaves_no_other(kind, store, tmp_path):
    path = tmp_path / "vectors"
    store.add([1], axis(0))
    store.save(path)
    store.add([2], axis(1))
    store.save(path)
    assert len(kind.load(path, DIMENSION)) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_saving_where_nothing_can_be_written_leaves_nothing(store, tmp_path):
    store.add([1], axis(0))
    with pytest.raises(OSError, match="No such file"):
        store.save(tmp_path / "missing" / "vectors")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_cannot_be_loaded(kind, tmp_path):
    with pytest.raises(VectorStoreError, match="cannot read the vector file"):
        kind.load(tmp_path / "none", DIMENSION)


def test_a_folder_cannot_be_loaded(kind, tmp_path):
    with pytest.raises(VectorStoreError):
        kind.load(tmp_path, DIMENSION)


@pytest.fixture
def saved(kind, store, tmp_path):
    """A saved store of a hundred vectors."""
    path = tmp_path / "vectors"
    store.add(range(100), random_units(9, 100))
    store.save(path)
    return path


@pytest.mark.parametrize("other", [1, DIMENSION - 1, DIMENSION + 1, 384])
def test_vectors_of_another_dimension_cannot_be_loaded(kind, saved, other):
    with pytest.raises(VectorStoreError, match=f"{other} dimensions"):
        kind.load(saved, other)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\0\0\0\0", b"garbage", b"\0" * 4096, b"PK\x03\x04" + b"\0" * 100, b"\x80\x04N."],
    ids=["empty", "four zeros", "garbage", "zeros", "half an archive", "a pickle"],
)
def test_a_file_of_something_else_cannot_be_loaded(kind, tmp_path, damaged):
    path = tmp_path / "vectors"
    path.write_bytes(damaged)
    with pytest.raises(VectorStoreError):
        kind.load(path, DIMENSION)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.9, 0.999])
def test_a_truncated_file_cannot_be_loaded(kind, saved, share):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(VectorStoreError):
        kind.load(saved, DIMENSION)


@pytest.mark.parametrize("place", [0.3, 0.5, 0.6, 0.7])
def test_one_flipped_bit_among_the_vectors_is_noticed(kind, saved, place):
    content = bytearray(saved.read_bytes())
    content[int(len(content) * place)] ^= 1
    saved.write_bytes(content)
    with pytest.raises(VectorStoreError):
        kind.load(saved, DIMENSION)


@pytest.mark.parametrize("at", range(0, 64, 3))
def test_faiss_notices_a_flipped_bit_anywhere_in_its_head(tmp_path, at):
    path = tmp_path / "vectors"
    store = FaissVectorStore(DIMENSION)
    store.add(range(4), axis(0, 1, 2, 3))
    store.save(path)
    content = bytearray(path.read_bytes())
    content[at] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(VectorStoreError):
        FaissVectorStore.load(path, DIMENSION)


def test_a_store_error_is_one_line_of_the_state_folder_errors(kind, tmp_path):
    with pytest.raises(IndexStateError) as raised:
        kind.load(tmp_path / "none", DIMENSION)
    assert str(raised.value).count("\n") == 0


# A coarse grid keeps inner products apart by more than the rounding of either store, or equal.
coordinate = st.integers(-4, 4).map(float)
vector = st.lists(coordinate, min_size=4, max_size=4)
operation = st.one_of(
    st.tuples(st.just("add"), st.lists(st.tuples(st.integers(0, 12), vector), max_size=6)),
    st.tuples(st.just("remove"), st.lists(st.integers(0, 15), max_size=6)),
)


@given(
    operations=st.lists(operation, max_size=8),
    query=vector,
    k=st.integers(0, 20),
    among=st.none() | st.lists(st.integers(0, 15), max_size=8),
)
def test_both_stores_agree(operations, query, k, among):
    stores = [kind(4) for kind in STORES]
    for name, argument in operations:
        for store in stores:
            if name == "add":
                store.add([id_ for id_, _ in argument], np.array([v for _, v in argument], np.float32).reshape(-1, 4))
            else:
                store.remove(argument)
    assert len(stores[0]) == len(stores[1])
    allowed = None if among is None else np.array(among, np.int64)
    (fast_ids, fast), (exact_ids, exact) = (
        store.search(np.array(query, np.float32), k, among=allowed) for store in stores
    )
    assert fast.tolist() == exact.tolist()
    for score in set(exact.tolist()) - set(exact.tolist()[-1:]):
        # Equal scores may come in any order, and the last ones may be cut off at any of them.
        assert set(fast_ids[fast == score].tolist()) == set(exact_ids[exact == score].tolist())
    assert len(set(fast_ids.tolist())) == len(fast_ids)
