"""Sets of embeddings as bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from guillemet.index.members import Members

numbers = st.lists(st.integers(0, 20_000), max_size=30)


@given(st.lists(st.tuples(st.booleans(), numbers), max_size=6), numbers)
def test_members_are_those_of_a_set(changes, asked):
    (members, expected) = (Members(), set())
    for adds, ids in changes:
        (members.add if adds else members.discard)(np.array(ids, np.int64))
        expected = expected | set(ids) if adds else expected - set(ids)
    assert members.ids().tolist() == sorted(expected)
    assert len(members) == len(expected)
    assert members.among(np.array(asked, np.int64)).tolist() == [id_ for id_ in asked if id_ in expected]
    assert [members.selector().is_member(id_) for id_ in asked] == [id_ in expected for id_ in asked]
