"""What there is to read under some folders, files and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..corpus.folder import Skipped, find_files
from ..corpus.place import Place, WebAddress
from .database import Database
from .pages import PageStore
from .settings import Settings
from .sources import FileSource, PageSource, Source

__all__ = ["Discovery", "discover"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was come upon, each place once."""

    sources: list[Source]
    links: dict[Place, list[Place]]
    """For each root, what lies outside of it."""
    skipped: list[Skipped]
    ignored: list[Skipped]


def discover(roots: Sequence[Place], database: Database, settings: Settings) -> Discovery:
    """Look under the roots; raises CorpusError when one is missing or there is nothing to read."""
    sources: dict[Place, Source] = {}
    links: dict[Place, list[Place]] = {}
    skipped: dict[Place, Skipped] = {}
    ignored: dict[Place, Skipped] = {}
    limit = settings.max_file_mb * 1_000_000
    pages = PageStore(database)
    namesakes = pages.namesakes() if any(isinstance(root, WebAddress) for root in roots) else {}
    for root in roots:
        if isinstance(root, WebAddress):
            held = pages.under(root)
            # One page under two addresses is one document, whichever of them was fetched last.
            for page in held:
                same = namesakes.get(page.uri, [page])
                sources |= {each.url: PageSource(each.url, same[0], pages.body) for each in same}
            links[root] = [page.url for page in held]
            continue
        found = find_files([root], apart_from=[settings.state_folder])
        sources |= {path: sources.get(path) or FileSource(path, limit) for path in found.files}
        links[root] = [path for path in found.files if not path.is_relative_to(root)]
        skipped |= {item.path: item for item in found.skipped}
        ignored |= {item.path: item for item in found.ignored}
    passed_over = [item for item in ignored.values() if item.path not in sources]
    return Discovery(list(sources.values()), links, list(skipped.values()), passed_over)
