"""What the assistant's confidence is worth on somebody's own documents: a probability, and where to refuse.

`guillemet eval --calibrate` fits it and writes it to the state folder; only reading it is needed to answer.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from ..corpus.errors import IndexStateError
from ..index.embedded_model import EMBEDDED_MODEL

__all__ = ["USUAL", "Calibration"]

_FILE = "calibration.json"
_NEAREST = 1e-6
"""A confidence this near to 0 or 1 is taken as no nearer."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a confidence between 0 and 1 to the probability that the quotes hold the answer.

    A logistic curve over the confidence's log-odds (Platt, 1999): slope 1 and offset 0 leave it as it is.
    """

    slope: float
    offset: float
    operating_points: tuple[tuple[float, float, float], ...]
    """Probability, risk and coverage: with that probability as the least to answer with, the share of wrong answers
    and the share of questions answered on the gold questions. Falling probabilities."""
    max_risk: float
    """The share of wrong answers that was asked for."""
    model: str
    """The embedding model that the confidence came from."""
    questions: int
    date: str
    """ISO 8601."""

    def probability(self, confidence: float) -> float:
        """The probability that quotes of this confidence hold the answer."""
        return 1 / (1 + math.exp(-(self.slope * log_odds(confidence) + self.offset)))

    def threshold(self, max_risk: float | None = None) -> float | None:
        """The least probability to answer with, for a share of wrong answers; None where refusing all is the way."""
        most = self.max_risk if max_risk is None else max_risk
        return min((probability for probability, risk, _ in self.operating_points if risk <= most), default=None)

    def save(self, folder: Path) -> Path:
        """Write it to a state folder, whole or not at all; returns the file. Raises IndexStateError."""
        file = folder / _FILE
        unfinished = file.with_suffix(".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
            unfinished.replace(file)
        except OSError as error:
            raise IndexStateError(f"cannot write {file}: {error.strerror or error}") from error
        return file

    @classmethod
    def load(cls, folder: Path, model: str) -> Self | None:
        """The one in a state folder, or None without one.

        Raises IndexStateError for a file that is damaged or was fitted with another model.
        """
        file = folder / _FILE
        mend = "run guillemet eval --calibrate again, or delete the file"
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
            points = tuple((float(one), float(two), float(three)) for (one, two, three) in held["operating_points"])
            found = cls(**(held | {"operating_points": points}))
            found.probability(0.5)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexStateError(f"the calibration {file} cannot be read; {mend}") from error
        if found.model != model:
            raise IndexStateError(f"the calibration {file} was fitted with {found.model}, not {model}; {mend}")
        return found


USUAL = Calibration(
    slope=1.0,
    offset=0.0,
    operating_points=(
        (0.95, 0.032, 0.21),
        (0.9, 0.054, 0.32),
        (0.85, 0.066, 0.4),
        (0.8, 0.077, 0.46),
        (0.75, 0.09, 0.51),
        (0.7, 0.099, 0.55),
        (0.65, 0.114, 0.6),
        (0.6, 0.129, 0.64),
        (0.55, 0.144, 0.68),
        (0.5, 0.161, 0.73),
        (0.45, 0.181, 0.77),
        (0.4, 0.2, 0.8),
        (0.35, 0.217, 0.84),
        (0.3, 0.241, 0.87),
        (0.2, 0.284, 0.95),
        (0.0, 0.312, 1.0),
    ),
    max_risk=0.22,
    model=EMBEDDED_MODEL,
    questions=3595,
    date="2026-11-25",
)
"""What holds until somebody calibrates: what `python -m guillemet.eval.fit_confidence` finds on the development halves
of public sets, where one question in five is not answered and the others are hard."""


def log_odds(confidence: float) -> float:
    """Of a confidence between 0 and 1; finite also at its ends."""
    kept = min(max(confidence, _NEAREST), 1 - _NEAREST)
    return math.log(kept / (1 - kept))
