"""Which words that a line end parts at a hyphen keep it, in French and English, as far as their parts tell."""

import re

__all__ = ["is_compound"]

_APOSTROPHE = re.compile("['’]")
_FIRST_PARTS = frozenset({
    "vice", "non", "demi", "semi", "quasi", "sous", "contre", "après", "avant", "outre", "arrière", "grand", "peut",
    "celui", "celle", "ceux", "celles", "rendez", "porte", "chef", "self", "well", "mid", "cross", "short", "high",
    "low", "nord", "sud", "vingt", "trente", "quarante", "cinquante", "soixante", "dix", "quatre", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "franco", "anglo", "germano", "italo", "hispano", "russo",
    "sino", "gréco", "austro", "afro", "israélo", "américano",
})  # fmt: skip
"""Whatever follows."""
_LAST_PARTS = frozenset({"nous", "vous", "moi", "même", "mêmes", "dessus", "dessous", "delà", "être", "uns", "unes"})
"""Whatever comes before."""
_PAIRS = {
    "ci": frozenset(
        {"dessus", "dessous", "après", "joint", "jointe", "joints", "jointes", "contre", "devant", "avant"}
    ),
    "ex": frozenset(
        {"président", "présidente", "ministre", "mari", "femme", "époux", "épouse", "directeur", "directrice"}
    ),
    "so": frozenset({"called"}),
    "est": frozenset({"ce"}),
}
"""First parts that many words begin with, and what makes a compound of them."""
_IN_BETWEEN = frozenset({
    "à", "en", "de", "du", "des", "la", "le", "les", "et", "au", "aux", "sur", "sous", "t", "of", "in", "to", "the",
})  # fmt: skip
"""Parts of compounds of three parts: "arc-en-ciel", "vis-à-vis", "a-t-il"."""
_OBJECTS = frozenset({"le", "la", "les", "lui", "leur", "y", "en", "toi"})
_SUBJECTS = frozenset({"il", "ils", "elle", "elles", "on"})


def is_compound(head: str, tail: str, following: str) -> bool:
    """Whether `head` and `tail`, the parts of a word before and behind a line end, are parted by a hyphen of their own.

    `following` is what stands behind the tail.
    """
    (first, last) = (head.casefold(), tail.casefold())
    return (
        "-" in head
        or not tail[0].islower()
        or first in _FIRST_PARTS
        or last in _LAST_PARTS
        or (following.startswith("-") and last in _IN_BETWEEN)
        or (last in _OBJECTS and first.endswith(("ez", "ons")))
        # Where a word is broken, a single consonant goes to the next line.
        or (last in _SUBJECTS and first.endswith(("t", "d")))
        or last in _PAIRS.get(_APOSTROPHE.split(first)[-1], ())
    )
