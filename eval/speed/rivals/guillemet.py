"""Guillemet itself, from files in a folder to passages found."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ....assistant.assistant import Assistant
from ....index.settings import Settings

__all__ = ["build"]


def build(model: Path, texts: Sequence[str]) -> Callable[[str], object]:
    """Index `texts`, as files, with the model where it was unpacked."""
    work = Path(tempfile.mkdtemp(prefix="guillemet-speed-"))
    folder = work / "folder"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"page-{number}.md").write_text(text, encoding="utf-8")
    (work / "state").mkdir()
    (work / "state" / "models").symlink_to(model.parent)
    assistant = Assistant([folder], settings=Settings(home=work / "state"))
    assistant.update()

    def search(question: str) -> object:
        return assistant.search(question, limit=10)

    return search
