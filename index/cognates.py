"""Words that are nearly the same in another language or spelling: "abolitionist" and "abolitionniste"."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

__all__ = ["with_cognates"]

_SHORTEST = 6
"""Letters; shorter words are alike by accident."""
_LIKENESS = 0.75
"""One less the share of letters to change, from which two words are taken for one."""
_SHARE = 0.5
"""How much a cognate counts beside the word itself."""


def with_cognates(weights: Sequence[Mapping[str, float]], vocabulary: Collection[str]) -> list[dict[str, float]]:
    """The weights of a query's words, each by its forms, with what in the vocabulary is a cognate of a form.

    >>> with_cognates([{"abolitionist": 1.0}], ["abolition", "abolitionnist", "ban"])
    [{'abolition': 0.5, 'abolitionnist': 0.5, 'abolitionist': 1.0}]
    """
    known = [term for term in vocabulary if len(term) >= _SHORTEST and term.isalpha()]
    extended = []
    for forms in weights:
        asked = [form for form in forms if len(form) >= _SHORTEST and form.isalpha()]
        cognates: dict[str, float] = {}
        if asked and known:
            alike = cdist(asked, known, scorer=Levenshtein.normalized_similarity, score_cutoff=_LIKENESS)
            for row, column in zip(*np.nonzero(alike), strict=True):
                (form, term) = (asked[row], known[column])
                cognates[term] = max(cognates.get(term, 0.0), _SHARE * forms[form])
        extended.append(cognates | dict(forms) if cognates else dict(forms))
    return extended
