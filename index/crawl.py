"""Fetches the pages that an address leads to into the database; pages that did not change are not fetched again."""

import time
from collections.abc import Callable
from dataclasses import replace

from ..corpus.errors import PageError
from ..corpus.folder import Skipped
from ..corpus.place import WebAddress
from ..corpus.readers import supported_suffixes
from ..corpus.sitemap import read_sitemap
from ..corpus.web import FetchedPage, PoliteClient
from .pages import PageStore, StoredPage

__all__ = ["fetch_pages"]

_MOST_PAGES = 5_000
_MOST_SITEMAPS = 50


def fetch_pages(
    root: WebAddress, store: PageStore, client: PoliteClient, progress: Callable[[int, int], None]
) -> list[Skipped]:
    """Bring the pages of `root`, a page or a sitemap, up to date; returns those that could not be fetched.

    A page that is gone is forgotten; one that cannot be fetched now stays as it was. Raises PageError when the root
    itself cannot be fetched and nothing of it is held.
    """
    return _Crawl(root, store, client).run(progress)


class _Crawl:
    def __init__(self, root: WebAddress, store: PageStore, client: PoliteClient) -> None:
        self._root = root
        self._store = store
        self._client = client
        self._held = {page.url: page for page in store.under(root)}
        self._named: dict[str, WebAddress] = {page.uri: page.url for page in self._held.values()}
        self._skipped: list[Skipped] = []

    def run(self, progress: Callable[[int, int], None]) -> list[Skipped]:
        try:
            pages = self._pages()
        except PageError as error:
            if not self._held:
                raise PageError(f"{self._root}: {error}") from error
            if error.gone and self._held.keys() == {self._root}:
                self._store.forget(self._held.values())
                self._store.note(self._root, str(error))
                return [Skipped(self._root, str(error))]
            self._skipped.append(Skipped(self._root, f"{error} (its pages answer as they were fetched before)"))
            return self._skipped
        for done, url in enumerate(pages):
            progress(done, len(pages))
            if url != self._root:
                self._take(url)
        self._store.forget(page for (url, page) in self._held.items() if url not in pages)
        reason = None
        if not self._store.under(self._root):
            said = (item.reason for item in self._skipped if item.path == self._root)
            reason = next(said, "has no page that could be fetched")
        self._store.note(self._root, reason)
        return self._skipped

    def _pages(self) -> dict[WebAddress, None]:
        """The pages that the root leads to; it is fetched by that, and kept when it is a page itself."""
        held = self._held.get(self._root)
        fetched = self._fetch(self._root, held)
        if fetched is None:
            return {self._root: None}
        sitemap = read_sitemap(fetched.body, fetched.url)
        if sitemap is None:
            self._keep(self._root, fetched)
            return {self._root: None}
        pages = dict.fromkeys(sitemap.pages)
        (waiting, seen, elsewhere) = (sitemap.sitemaps, {self._root}, sitemap.elsewhere)
        while waiting and len(seen) <= _MOST_SITEMAPS:
            url = waiting.pop(0)
            if url in seen:
                continue
            seen.add(url)
            try:
                inner = self._client.fetch(url)
                found = inner and read_sitemap(inner.body, inner.url)
                if not found:
                    raise PageError("is no sitemap")
                pages |= dict.fromkeys(found.pages)
                waiting += found.sitemaps
                elsewhere += found.elsewhere
            except PageError as error:
                self._skipped.append(Skipped(url, str(error)))
                # Which pages it named is not known now: none of those held is forgotten.
                pages |= dict.fromkeys(self._held)
        if not pages and not self._skipped:
            self._skip(f"is a sitemap that names no page of its own host (and of others: {elsewhere})")
        elif elsewhere:
            self._skip(f"names pages of other hosts, which are not fetched: {elsewhere}")
        if len(pages) > _MOST_PAGES:
            over = len(pages) - _MOST_PAGES
            self._skip(f"names {over} pages more than the {_MOST_PAGES} that are read")
        return dict.fromkeys(list(pages)[:_MOST_PAGES])

    def _skip(self, reason: str) -> None:
        self._skipped.append(Skipped(self._root, reason))

    def _take(self, url: WebAddress) -> None:
        held = self._held.get(url)
        try:
            fetched = self._fetch(url, held)
            if fetched:
                self._keep(url, fetched)
        except PageError as error:
            if held and error.gone:
                self._store.forget([held])
            kept = " (it answers as it was fetched before)" if held and not error.gone else ""
            self._skipped.append(Skipped(url, f"{error}{kept}"))

    def _fetch(self, url: WebAddress, held: StoredPage | None) -> FetchedPage | None:
        if held is None:
            return self._client.fetch(url)
        return self._client.fetch(url, etag=held.etag, last_modified=held.last_modified)

    def _keep(self, url: WebAddress, fetched: FetchedPage) -> None:
        if not fetched.body:
            raise PageError("is empty")
        if fetched.suffix not in supported_suffixes():
            kind = ", ".join(filter(None, (fetched.told_type, fetched.suffix)))
            raise PageError(f"is of a kind that no reader takes ({kind or 'no type told'})")
        first = self._named.setdefault(fetched.canonical, url)
        if first != url:
            raise PageError(f"is the same page as {first}", gone=True)
        name = (fetched.url.name.rpartition(".")[0] or fetched.url.name)[:100].replace("/", "-").replace("\0", "")
        page = StoredPage(
            url=url,
            root=self._root,
            uri=fetched.canonical,
            name=name + fetched.suffix,
            size=len(fetched.body),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            fetched_ns=time.time_ns(),
        )
        held = self._held.get(url)
        if held and self._store.body(held) == fetched.body:
            # Servers that answer no conditions send the same again.
            page = replace(page, fetched_ns=held.fetched_ns)
        self._store.keep(page, fetched.body)
