"""Pages of the web in the database: what was fetched, so that they can be read again and shown without a network."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ..corpus.place import Place, WebAddress
from .database import Database

__all__ = ["PageStore", "StoredPage"]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was fetched last, without its bytes."""

    url: WebAddress
    """That was asked for."""
    root: WebAddress
    """The page or sitemap that was named on the command line, by which this one was found."""
    uri: str
    """The page's canonical address."""
    name: str
    """A file name with the suffix of its format."""
    size: int
    etag: str | None
    last_modified: str | None
    fetched_ns: int
    """When it was fetched and was new or had changed, in nanoseconds since 1970."""


class PageStore:
    """The pages of one database. Every method that writes is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def under(self, root: WebAddress) -> list[StoredPage]:
        """The pages that were found by a root, in order of their addresses."""
        return self._pages("WHERE root = ? ORDER BY url", (root,))

    def namesakes(self) -> dict[str, list[StoredPage]]:
        """The pages of which several addresses name one canonical address, by that; first the one that stands there."""
        which = "WHERE uri IN (SELECT uri FROM pages GROUP BY uri HAVING count(DISTINCT url) > 1)"
        found: dict[str, list[StoredPage]] = {}
        for page in self._pages(f"{which} ORDER BY url != uri, url, fetched_ns DESC", ()):
            found.setdefault(page.uri, []).append(page)
        return found

    def found_by_another(self, roots: Iterable[Place]) -> str | None:
        """That one of `roots` is a page which is held by way of another, in one line; None where none is."""
        for url in roots:
            if isinstance(url, WebAddress) and (found := self._pages("WHERE url = ? AND root != url", (url,))):
                return f"{url} was fetched by way of {found[0].root}; name that instead"
        return None

    def nothing_left(self, root: WebAddress) -> str | None:
        """Why there is no page of a root, where that was found when it was fetched last."""
        rows = self._database.rows("SELECT reason FROM fruitless WHERE root = ?", (root,))
        return rows[0][0] if rows and not self.under(root) else None

    def note(self, root: WebAddress, reason: str | None) -> None:
        """Keep why there is no page of a root, or that there are some."""
        with self._database.transaction() as cursor:
            cursor.execute("DELETE FROM fruitless WHERE root = ?", (root,))
            if reason is not None:
                cursor.execute("INSERT INTO fruitless VALUES (?, ?)", (root, reason))

    def every(self) -> list[StoredPage]:
        """All pages."""
        return self._pages("ORDER BY root, url", ())

    def _pages(self, which: str, parameters: tuple[str, ...]) -> list[StoredPage]:
        columns = "url, root, uri, name, size, etag, last_modified, fetched_ns"
        rows = self._database.rows(f"SELECT {columns} FROM pages {which}", parameters)  # noqa: S608
        return [StoredPage(WebAddress(url), WebAddress(root), *rest) for (url, root, *rest) in rows]

    def body(self, page: StoredPage) -> bytes:
        """The bytes of a page; none when it is gone."""
        rows = self._database.rows("SELECT body FROM pages WHERE root = ? AND url = ?", (page.root, page.url))
        return zlib.decompress(rows[0][0]) if rows else b""

    def keep(self, page: StoredPage, body: bytes) -> None:
        """Write a page in place of what was fetched from its address before."""
        row = (page.url, page.root, page.uri, page.name, page.size, zlib.compress(body))
        with self._database.transaction() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO pages (url, root, uri, name, size, body, etag, last_modified, fetched_ns) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, page.etag, page.last_modified, page.fetched_ns),
            )

    def forget(self, pages: Iterable[StoredPage]) -> None:
        """Delete pages that are gone."""
        with self._database.transaction() as cursor:
            cursor.executemany(
                "DELETE FROM pages WHERE root = ? AND url = ?", [(page.root, page.url) for page in pages]
            )
