"""Benchmarks: sets of questions that others made, asked through the assistant and through two plain references.

    python -m guillemet.eval.benchmarks FOLDER...

One module a step: `rows` and `dataset` read a set, `sampling` picks questions, `shelf` writes its passages as files,
`pipelines` (`quoting`, `dense`, `lexical`) answer, `run` asks, `retrieval`, `evidence` and `refusals` measure,
`summary` puts the figures together and `tables` prints them.
"""

__all__: list[str] = []
