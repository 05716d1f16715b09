"""Measures of ranked passages, by ir-measures and pytrec_eval."""

from collections.abc import Mapping, Sequence

__all__ = ["RETRIEVAL", "retrieval_scores"]

RETRIEVAL = {
    "nDCG@10": "nDCG@10",
    "nDCG@5": "nDCG@5",
    "hit@1": "Success@1",
    "hit@5": "Success@5",
    "hit@10": "Success@10",
    "MRR": "RR",
    "R@5": "R@5",
}
"""The names here and those of ir-measures."""


def retrieval_scores(
    relevant: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """For each question that something is relevant to, its scores by the names of `RETRIEVAL`.

    `relevant` are the grades of passages by question, `ranked` the passages found, best first.
    """
    import ir_measures  # noqa: PLC0415 - an extra

    measures = {ir_measures.parse_measure(theirs): ours for ours, theirs in RETRIEVAL.items()}
    judged = {question: dict(grades) for question, grades in relevant.items() if any(grades.values())}
    run = {
        # A strictly falling score keeps the order: equal ones would be ordered by name.
        question: {passage: float(-rank) for rank, passage in enumerate(ranked[question])}
        for question in judged
    }
    scores: dict[str, dict[str, float]] = {question: {} for question in judged}
    if judged:
        for score in ir_measures.iter_calc(list(measures), judged, run):
            scores[score.query_id][measures[score.measure]] = score.value
    return scores
