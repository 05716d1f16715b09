"""Answers questions in the documents' own words.

The names are loaded when first used, so that the command line answers `--help` without the libraries behind them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answer import Answer, Conversation, Quote, Turn
    from .assistant import Assistant, ask

__all__ = ["Answer", "Assistant", "Conversation", "Quote", "Turn", "ask"]

_ROOMS = {
    "Answer": "answer",
    "Assistant": "assistant",
    "Conversation": "answer",
    "Quote": "answer",
    "Turn": "answer",
    "ask": "assistant",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room: object = getattr(import_module(f".{_ROOMS[name]}", __name__), name)
    return room


def __dir__() -> list[str]:
    return __all__
