"""How good the answers are: gold questions, measures, runs and reports.

Names are loaded when first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .bounds import Bound, parse_bound, shortfalls
    from .calibration import Calibrated, HeldOut, calibrate, calibrate_run
    from .environment import Environment
    from .failure import Failure, failure_of
    from .measures import MEASURES, Measure
    from .questions import GoldQuestion, Kind, read_gold, shipped_gold
    from .record import run_as_dict
    from .report import render
    from .run import Answerer, Row, Run, run_gold
    from .summary import Figure, Group, Summary, summarise, wilson
    from .table import print_tables

__all__ = [
    "MEASURES",
    "Answerer",
    "Bound",
    "Calibrated",
    "Environment",
    "Failure",
    "Figure",
    "GoldQuestion",
    "Group",
    "HeldOut",
    "Kind",
    "Measure",
    "Row",
    "Run",
    "Summary",
    "calibrate",
    "calibrate_run",
    "failure_of",
    "parse_bound",
    "print_tables",
    "read_gold",
    "render",
    "run_as_dict",
    "run_gold",
    "shipped_gold",
    "shortfalls",
    "summarise",
    "wilson",
]

_HOMES = {
    "bounds": ("Bound", "parse_bound", "shortfalls"),
    "calibration": ("Calibrated", "HeldOut", "calibrate", "calibrate_run"),
    "environment": ("Environment",),
    "failure": ("Failure", "failure_of"),
    "questions": ("GoldQuestion", "Kind", "read_gold", "shipped_gold"),
    "measures": ("MEASURES", "Measure"),
    "record": ("run_as_dict",),
    "report": ("render",),
    "run": ("Answerer", "Row", "Run", "run_gold"),
    "summary": ("Figure", "Group", "Summary", "summarise", "wilson"),
    "table": ("print_tables",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
