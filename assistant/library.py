"""What a reader may ask: the documents of the corpus and those they dropped, in named collections."""

import hashlib
import secrets
from collections.abc import Collection as Ids
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ..corpus import shipped_documents
from ..corpus.errors import LibraryError, UnreadableDocument
from ..corpus.naming import display_path
from ..corpus.parts import part_names
from ..corpus.place import Place, WebAddress, place_key
from ..corpus.reader import file_bytes
from ..index.listing import Listed
from .grouping import LONGEST_NAME, Grouping
from .uploads import EVERYBODY, Uploads

if TYPE_CHECKING:
    from ..corpus.document import Document
    from .assistant import Assistant

__all__ = ["Collection", "Holding", "Library", "Scope", "owner_of"]


@dataclass(frozen=True, slots=True)
class Collection:
    """Some documents under a name."""

    id: str
    name: str
    """Empty where it has none yet: the page then says in the reader's language what it is."""
    place: str
    """The folder, file or address that it is; empty where the reader made it."""
    kind: str
    """`shipped`, a `folder` of the corpus, `dropped` into the browser, or `made` by the reader."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A document at one of its places, as the reader has sorted it."""

    listed: Listed
    collection: str
    own: bool
    """Whether the reader dropped it, so that removing it deletes the file."""
    removed: bool


class Scope(NamedTuple):
    """What a question goes to."""

    documents: frozenset[str] | None
    """Their ids; None where that is everything."""
    names: tuple[str, ...] = ()
    """Of the collections that were chosen."""


def owner_of(reader: str) -> str:
    """Whose documents a reader has: their own where there are names, everybody's where there are none."""
    return reader if reader.startswith(("user:", "token:")) else ""


class Library:
    """The documents of an assistant as each owner sees them. Methods raise LibraryError for ids that are not there."""

    def __init__(self, assistant: "Assistant", grouping: Grouping, uploads: Uploads) -> None:
        self._assistant = assistant
        self._grouping = grouping
        self.uploads = uploads
        self._given = tuple(assistant.roots)
        self._listed: tuple[tuple[str, int, int], list[Listed]] | None = None
        assistant.index.extend(uploads.folder)

    def holdings(self, owner: str) -> list[Holding]:
        """All documents that the owner may see, those removed from sight among them, in order of their places."""
        (assigned, removed) = (self._grouping.assigned(owner), self._grouping.removed(owner))
        known = self._grouping.names(owner).keys()
        (own, shared) = (self.uploads.of(owner), self.uploads.folder / EVERYBODY)
        held = []
        for listed in self._listing():
            given = self._home(listed.path, (own, shared))
            if given is None:
                continue
            wanted = assigned.get(listed.id, given)
            home = wanted if wanted in known or wanted == given else given
            mine = isinstance(listed.path, Path) and listed.path.is_relative_to(own)
            held.append(Holding(listed, home, mine, listed.id in removed))
        return held

    def collections(self, owner: str, holdings: Iterable[Holding]) -> list[Collection]:
        """The folders of the corpus, then what was dropped or made, oldest first."""
        names = self._grouping.names(owner)
        found = [
            Collection(_identity(root), names.pop(_identity(root), _called(root)), display_path(root), _kind(root))
            for root in self._given
        ]
        own = self.uploads.of(owner)
        shared = self.uploads.folder / EVERYBODY
        of_everybody = self._grouping.names("") if owner else {}
        given = {collection.id for collection in found}
        unnamed = dict.fromkeys(held.collection for held in holdings if held.collection not in names.keys() | given)
        for identity, name in (names | {held: of_everybody.get(held, "") for held in unnamed}).items():
            folder = next((within / identity for within in (own, shared) if (within / identity).is_dir()), None)
            place = display_path(folder) if folder else ""
            found.append(Collection(identity, name, place, "dropped" if folder else "made"))
        return found

    def scope(self, owner: str, chosen: Sequence[str] = ()) -> Scope:
        """What a question goes to when it goes to these collections, to all where none is named."""
        if not chosen and not self._grouping.removed(owner) and self.alone(owner):
            return Scope(None)
        holdings = self.holdings(owner)
        known = {collection.id: collection.name for collection in self.collections(owner, holdings)}
        if missing := [identity for identity in chosen if identity not in known]:
            raise LibraryError(f"there is no collection {missing[0]!r:.80}; it may have been deleted")
        held = [
            holding.listed.id
            for holding in holdings
            if not holding.removed and (not chosen or holding.collection in chosen)
        ]
        documents = None if len(held) == len(self._listing()) else frozenset(held)
        return Scope(documents, tuple(known[identity] for identity in chosen))

    def seen(self, document: "Document | None", owner: str) -> "Document | None":
        """A document without the places where others keep it; None where it has no place that the owner may see."""
        if document is None:
            return None
        uris = document.locations or (document.uri,)
        shown = tuple(uri for uri in uris if self.may_see_uri(uri, owner))
        if not shown:
            return None
        if len(shown) == len(uris):
            return document
        there = document if document.uri in shown else self._assistant.document_at(shown[0])
        return replace(there, locations=shown) if there else None

    def original(self, sha256: str, owner: str) -> tuple[str, bytes] | None:
        """The name and the bytes of a file with this hash; None where none that the owner may see still has it.

        None too for a page of the web and for a document inside another file.
        """
        for listed in self._listing():
            if listed.sha256 != sha256 or part_names(listed.uri) or not self.may_see(listed.path, owner):
                continue
            if not isinstance(listed.path, Path):
                continue
            try:
                data = file_bytes(listed.path)
            except (OSError, UnreadableDocument):
                continue
            if hashlib.sha256(data).hexdigest() == sha256:
                return display_path(listed.path.name), data
        return None

    def may_see(self, path: Place, owner: str) -> bool:
        """Whether a file is of the corpus, the owner's or everybody's."""
        return self._home(path, (self.uploads.of(owner), self.uploads.folder / EVERYBODY)) is not None

    def may_see_uri(self, uri: str, owner: str) -> bool:
        """The same by a file's address."""
        mine = tuple(f"{self.uploads.of(of).as_uri()}/" for of in ("", owner))
        return uri.startswith(mine) or not uri.startswith(f"{self.uploads.folder.as_uri()}/")

    def alone(self, owner: str) -> bool:
        """Whether nobody else has dropped anything that is theirs alone."""
        shared = {self.uploads.of(owner), self.uploads.folder / EVERYBODY}
        return all(folder in shared for folder in self.uploads.folder.iterdir())

    # -- what the owner changes

    def make(self, owner: str, name: str) -> str:
        """A new, empty collection; its id."""
        identity = secrets.token_hex(8)
        self._grouping.name(owner, identity, _checked(name))
        return identity

    def for_drop(self, owner: str, name: str) -> str:
        """The newest collection of this name that files may be dropped into, made where there is none; its id."""
        names = self._grouping.names(owner)
        given = set(map(_identity, self._given))
        same = [held for held in names if names[held] == _checked(name) and held not in given]
        return same[-1] if same else self.make(owner, name)

    def rename(self, owner: str, identity: str, name: str) -> None:
        """Give a collection another name."""
        self._must_exist(owner, identity)
        self._grouping.name(owner, identity, _checked(name))

    def may_receive(self, owner: str, identity: str) -> None:
        """Whether files may be dropped into it: one that was made by this owner."""
        if identity not in self._grouping.names(owner) or identity in map(_identity, self._given):
            raise LibraryError("files are dropped into a collection of your own; make one first")

    def dissolve(self, owner: str, identity: str) -> None:
        """Delete a collection: files that were dropped into it are deleted, and others stand where they did before."""
        found = self._must_exist(owner, identity)
        if found.kind not in {"dropped", "made"}:
            raise LibraryError("a folder of the corpus is no collection to delete; remove its documents instead")
        held = [holding for holding in self.holdings(owner) if holding.collection == identity]
        within = self.uploads.of(owner) / identity
        self.remove(owner, {holding.listed.id for holding in held if _in(holding.listed.path, within)})
        # What could not be read goes too; what now stands in another collection stays.
        kept = {holding.listed.path for holding in self.holdings(owner)}
        self._delete(owner, [path for path in within.rglob("*") if path.is_file() and path not in kept])
        self._grouping.dissolve(owner, identity)

    def assign(self, owner: str, documents: Ids[str], collection: str) -> None:
        """Put documents into a collection."""
        self._must_exist(owner, collection)
        self._grouping.assign(owner, [held.listed.id for held in self._held(owner, documents)], collection)

    def remove(self, owner: str, documents: Ids[str]) -> None:
        """Remove documents: dropped files are deleted; others stay where they are and answer no longer."""
        held = self._held(owner, documents)
        # Of a file with several documents, all go or none: the others would go with it.
        going = {holding.listed.path for holding in held if holding.own}
        left = {h.listed.path for h in self.holdings(owner) if h.listed.path in going and h.listed.id not in documents}
        self._delete(owner, going - left)
        self._grouping.remove(owner, [h.listed.id for h in held if h.listed.path not in going - left])

    def restore(self, owner: str, documents: Ids[str]) -> None:
        """Put back what was removed and not deleted."""
        self._grouping.restore(owner, documents)

    # --

    def _listing(self) -> list[Listed]:
        version = self._assistant.index.version
        if self._listed is None or self._listed[0] != version:
            self._listed = (version, self._assistant.index.listing())
        return self._listed[1]

    def _home(self, path: Place, mine: tuple[Path, Path]) -> str | None:
        """The collection that a file is in by itself; None where it is somebody else's."""
        if isinstance(path, Path) and path.is_relative_to(self.uploads.folder):
            seen = any(path.is_relative_to(folder) for folder in mine)
            return (*path.relative_to(self.uploads.folder).parts, "", "")[1] if seen else None
        roots = [root for root in self._given if path == root or _in(path, root)]
        if isinstance(path, WebAddress):
            roots += [root for root in self._given if urlsplit(str(root)).netloc == urlsplit(path).netloc]
        # What a link leads to lies under no root.
        return _identity(max(roots, key=lambda root: len(str(root))) if roots else self._given[0])

    def _held(self, owner: str, documents: Ids[str]) -> list[Holding]:
        held = [holding for holding in self.holdings(owner) if holding.listed.id in documents]
        if missing := set(documents) - {holding.listed.id for holding in held}:
            raise LibraryError(f"there is no document {min(missing)!r:.40}; it may have been removed")
        return held

    def _must_exist(self, owner: str, identity: str) -> Collection:
        found = [held for held in self.collections(owner, self.holdings(owner)) if held.id == identity]
        if not found:
            raise LibraryError(f"there is no collection {identity!r:.80}; it may have been deleted")
        return found[0]

    def _delete(self, owner: str, paths: Iterable[Place]) -> None:
        for path in paths:
            assert isinstance(path, Path)
            self.uploads.delete(owner, path)
            self._assistant.index.forget(path)


def _identity(root: Place) -> str:
    return hashlib.sha256(place_key(root)).hexdigest()[:16]


def _kind(root: Place) -> str:
    return "shipped" if root == shipped_documents() else "folder"


def _called(root: Place) -> str:
    return "" if root == shipped_documents() else display_path(root.name or str(root))


def _in(path: Place, root: Place) -> bool:
    return isinstance(path, Path) and isinstance(root, Path) and path.is_relative_to(root)


def _checked(name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise LibraryError("the name is empty; give the collection a name")
    return name
