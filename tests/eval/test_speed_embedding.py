"""The figures of the embedding engines, on a few texts."""

from guillemet.eval.speed.embedding import OURS, PLAIN, _lines, measure


def test_engines_are_measured_beside_the_limit(unpacked_home):
    told = measure(unpacked_home, texts=4, rounds=1)
    assert told["texts"] == 4
    assert 4 * 5 < told["tokens"] < 4 * 250
    assert told["cosine"]["smallest"] > 0.99
    assert told["operations_per_token"] == 2 * 12 * (4 * 384 * 384 + 2 * 384 * 1536)
    assert set(told["engines"]) == {PLAIN, OURS}
    assert all(rate["tokens_per_second"] > 0 for rate in told["engines"].values())
    assert told["limit"]["int8_operations"] > 0
    assert told["ratio"] > 0
    assert any(line.startswith("ratio ") for line in _lines(told))
