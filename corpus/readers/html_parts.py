"""Which elements of a page are its furniture by their place, and which are not shown at all."""

import re
from typing import Any

__all__ = ["is_hidden", "is_page_part", "visible_length"]

_TAGS = frozenset({
    "nav", "footer", "aside", "dialog", "button", "form", "figcaption", "menu", "search",
})  # fmt: skip
_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu",
    "menubar", "toolbar",
})  # fmt: skip
_PREFIX = r"(?:(?:js|c|m|o|l|block|region|widget|site|page|main|top|global|entry|post|article|wp)-)*"
_SUFFIX = (
    r"(?:-?(?:banner|bar|box|block|container|wrapper|wrap|list|links?|nav|navigation|inner|content|notice|popup|modal|"
    r"overlay|buttons?|icons?|media|menu|law|consent|message|info|area|section|primary|secondary|left|right|\d+))*"
)
_NAME = re.compile(
    _PREFIX
    + r"(?:cookies?|cookie-?consent|gdpr|rgpd|tarteaucitron|didomi|onetrust|consent|breadcrumbs?|fil-?d?-?ariane|"
    r"skip-?(?:links?|nav|to-content)|social-(?:links?|share|sharing|media|icons?|nav|bar)|share|sharing|share-?(?:this|tools)|"
    r"addtoany|pagination|pager|side-?bar|newsletter-(?:signup|subscribe|form|box)|related(?:-(?:posts|articles|content|links))?|"
    r"site-(?:header|footer|nav)|nav-?bar|main-(?:nav|menu)|screen-reader-text|sr-only|visually-?hidden)" + _SUFFIX
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_SHARE = 0.5
"""An element with more of the page's text than this is the page, whatever it is called."""


def visible_length(root: Any) -> int:  # noqa: ANN401 - lxml has no types
    """Characters of text in an element, without scripts and styles."""
    return sum(len(text) for text in root.xpath(".//text()[not(parent::script or parent::style or parent::noscript)]"))


def is_hidden(element: Any) -> bool:  # noqa: ANN401
    """Whether the element says of itself that it is not shown."""
    return element.get("hidden") is not None or bool(_HIDDEN_STYLE.search(element.get("style", "")))


def is_page_part(element: Any, page_length: int) -> bool:  # noqa: ANN401
    """Whether an element is navigation, a footer, a banner or the like, by its tag, its role or its names."""
    if not (_is_tagged(element) or _is_named(element)):
        return False
    return bool(visible_length(element) <= _MAX_SHARE * page_length) or page_length == 0


def _is_tagged(element: Any) -> bool:  # noqa: ANN401
    if element.tag in _TAGS or element.get("role", "").lower() in _ROLES:
        return True
    if element.tag != "header":
        return False
    # The header of an article holds its title.
    return (
        next(element.iterancestors("article", "main", "section"), None) is None
        and next(element.iter("h1"), None) is None
    )


def _is_named(element: Any) -> bool:  # noqa: ANN401
    names = f"{element.get('class', '')} {element.get('id', '')}"[:500].lower().replace("_", "-").split()
    return any(_NAME.fullmatch(name) for name in names)
