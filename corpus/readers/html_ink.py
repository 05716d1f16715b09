"""Which letters of a page nobody sees, as its markup says: in the colour of their ground, too small, or off the page.

What a style sheet in another file says is not known, so that a page which has one may have any ground.
"""

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from .ink import SMALLEST, WHITE, Colour, are_alike, colour_of, points_of
from .style_rules import holds_on_a_screen, rules_of

__all__ = ["Ink", "StyleSheet", "hides"]

_FAR = 500.0
"""Points beyond which nothing is on the page any more."""
_MOST_RULES = 2_000
_LONGEST_VALUE = 200
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?\.[\w-]+|#[\w-]+", re.IGNORECASE)
_BEFORE_THE_LAST = re.compile(r"^.*[\s>+~]", re.DOTALL)
_NAMES = re.compile(r"[.#][\w-]+|(?<![\w:.#-])[a-z][\w-]*")
_BESIDE_THE_ELEMENT = re.compile(r"::|:(?:after|before)\b")
_NOT_NAMING = re.compile(r"\[[^\]]*\]|::?[\w-]+")
_BACKGROUNDS = frozenset({"background", "background-color", "background-image"})
_PAINTS_NOTHING = frozenset({"none", "transparent", "inherit", "initial", "unset", "revert"})
_OVERLAID = re.compile(r"position\s*:\s*(?:absolute|fixed)", re.IGNORECASE)
_LAYING_OUT = frozenset({"display", "visibility"})
_COLOUR_IN = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|\b[a-z]{3,20}\b", re.IGNORECASE)
_CLEAR = re.compile(r"rgba\([^)]*,\s*0?\.?0*\s*\)", re.IGNORECASE)
_NOTHING_LEFT = re.compile(
    r"rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?|inset\(\s*(?:50|100)%", re.IGNORECASE
)
_SIDES = ("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent")
_KNOWN = frozenset({
    *_SIDES, *_LAYING_OUT, "background", "background-color", "background-image", "clip", "clip-path", "color",
    "font-size", "height", "max-height", "max-width", "opacity", "overflow", "position",
    "transform", "vertical-align", "width",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look inside an element."""

    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = WHITE
    """None where it may be anything."""
    size: float = 12.0
    """In points."""
    gone: bool = False
    """Whether the element is off the page, clear or cut to nothing."""

    @property
    def unseen(self) -> bool:
        """Whether nobody sees the letters."""
        return self.gone or self.size <= SMALLEST or are_alike(self.colour, self.ground)

    def within(self, said: dict[str, str]) -> "Ink":
        """Inside an element of which the properties `said` are set."""
        if not said:
            return self
        ground = self.ground
        painted = said.get("background-color") or said.get("background")
        if painted:
            ground = self._ground(painted)
        if "background-image" in said and said["background-image"] != "none":
            ground = None
        size = points_of(said.get("font-size", ""), self.size)
        colour = self.colour
        if "color" in said and said["color"] not in {"inherit", "currentcolor"}:
            colour = (
                ground
                if said["color"] == "transparent" or _CLEAR.fullmatch(said["color"])
                else colour_of(said["color"])
            )
        return Ink(colour, ground, self.size if size is None else size, self.gone or _is_gone(said))

    def _ground(self, painted: str) -> Colour | None:
        if "url(" in painted or "gradient(" in painted:
            return None
        if painted in _PAINTS_NOTHING or _CLEAR.fullmatch(painted):
            return self.ground
        return next(filter(None, map(colour_of, _COLOUR_IN.findall(painted))), None)


class StyleSheet:
    """What the rules in the page itself say of elements by their tag, class or id; longer selectors are passed over.

    Where one of those may set a colour, it is unknown.
    """

    def __init__(self, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        self._rules: dict[str, dict[str, tuple[int, str]]] = {}
        self._perhaps: dict[str, list[tuple[frozenset[str], set[str]]]] = {}
        sheets = [_plain(each) for each in root.iter("style") if _is_for_screens(each)]
        folded = {"html", "body"}  # hidden until a script has run
        rules = list(islice(chain.from_iterable(map(rules_of, sheets)), _MOST_RULES))
        # A rule in a layer counts less than any that stands in none.
        rules.sort(key=lambda rule: not rule.layered)
        self._layered = sum(rule.layered for rule in rules)
        anything = False
        for order, rule in enumerate(rules):
            said = _declared(rule.body)
            coloured = _coloured(said)
            anything |= "{" in rule.body or order == _MOST_RULES - 1
            for name in rule.names.lower().split(",") if said else ():
                if rule.always and _SIMPLE.fullmatch(name.strip()):
                    self._rules.setdefault(name.strip(), {}).update(
                        {each: (order, said[each]) for each in said.keys() & _KNOWN}
                    )
                    continue
                if coloured and not self._perhaps_sets(name, coloured):
                    anything = True
                if not hides(said) and said.keys() & _LAYING_OUT and not _BESIDE_THE_ELEMENT.search(name):
                    folded.update(_NAMES.findall(_BEFORE_THE_LAST.sub("", name.strip())))
        # What another rule shows at times, as a tab that is chosen, is there to be read.
        for name in self._rules:
            if folded.intersection(_NAMES.findall(name)[-1:]):
                for each in _LAYING_OUT:
                    self._rules[name].pop(each, None)
        linked = any("stylesheet" in (each.get("rel") or "").lower() for each in root.iter("link"))
        painted = any("background" in sheet for sheet in sheets) and (anything or any(map(_OVERLAID.search, sheets)))
        imported = any("@import" in sheet for sheet in sheets)
        self.ground = Ink(ground=None) if linked or imported or painted else Ink()
        """How letters look where nothing is said."""

    def of(self, element: Any) -> dict[str, str]:  # noqa: ANN401
        """The properties that are set for an element, those in its own attributes last."""
        said = self._ruled(element) if self._rules or self._perhaps else {}
        for attribute, name in (
            ("bgcolor", "background-color"),
            ("color", "color"),
            ("background", "background-image"),
        ):
            if value := element.get(attribute):
                said[name] = value.strip().lower()
        if style := element.get("style"):
            said |= _declared(style)
        return said

    def _ruled(self, element: Any) -> dict[str, str]:  # noqa: ANN401
        """By the sheet: what names more of the element counts over what names less, then the later over the earlier."""
        tag = str(element.tag).lower()
        classes = (element.get("class") or "").lower().split()[:50]
        ranks = (
            [tag],
            [f".{name}" for name in classes],
            [f"{tag}.{name}" for name in classes],
            [f"#{element.get('id') or ''}".lower()],
        )
        found = [
            (order >= self._layered, rank, order, each, value)
            for rank, names in enumerate(ranks)
            for name in names
            for each, (order, value) in self._rules.get(name, {}).items()
        ]
        said = {each: value for *_, each, value in sorted(found)}
        named = {name for names in ranks for name in names}
        for name in named & self._perhaps.keys():
            for wanted, coloured in self._perhaps[name]:
                if wanted <= named:
                    said |= dict.fromkeys(coloured, "unknown")
        return said

    def _perhaps_sets(self, selector: str, coloured: set[str]) -> bool:
        """Keep what a rule may set of the elements that its selector names last; whether it names any."""
        bare = _NOT_NAMING.sub("|", selector.strip())
        wanted = frozenset(_NAMES.findall(_BEFORE_THE_LAST.sub("", bare)))
        if not wanted or set("()[]\\\"'").intersection(bare):
            return False
        self._perhaps.setdefault(max(wanted), []).append((wanted, coloured))
        return True


def hides(said: dict[str, str]) -> bool:
    """Whether an element with these properties is not laid out, or laid out without being shown."""
    return said.get("display") == "none" or said.get("visibility") in {"hidden", "collapse"}


def _coloured(said: dict[str, str]) -> set[str]:
    """Which of an element's colours these properties set: that of its letters, that of its ground."""
    painted = any(said.get(each, "none") not in _PAINTS_NOTHING for each in _BACKGROUNDS)
    return {*(["background-color"] if painted else ()), *(["color"] if "color" in said else ())}


def _is_for_screens(style: Any) -> bool:  # noqa: ANN401
    return holds_on_a_screen(style.get("media") or "") is True and next(style.iterancestors("noscript"), None) is None


def _plain(style: Any) -> str:  # noqa: ANN401
    """A style sheet without its comments, and without those marks of old that hide it from older browsers."""
    (first, *rest) = "".join(style.itertext()).replace("<!--", "").replace("-->", "").split("/*")
    return "".join([first, *(part.partition("*/")[2] for part in rest)])


def _declared(body: str) -> dict[str, str]:
    pairs = (item.partition(":") for item in body.lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip()[:_LONGEST_VALUE]
        for name, _, value in pairs
        if value.strip()
    }


def _is_gone(said: dict[str, str]) -> bool:
    """Whether nothing of an element is on the page."""
    if any((points_of(said[side]) or 0.0) < -_FAR for side in _SIDES if side in said):
        return True
    if said.get("opacity") in {"0", "0.0", "0%"} or _NOTHING_LEFT.search(
        said.get("clip", "") + said.get("clip-path", "")
    ):
        return True
    if re.search(r"scale(?:[xy]|3d)?\(\s*0(?:\.0+)?\s*[,)]", said.get("transform", "")):
        return True
    cut = said.get("overflow", "").startswith(("hidden", "clip"))
    sizes = (points_of(said.get(side, "")) for side in ("height", "width", "max-height", "max-width"))
    return cut and any(size is not None and size <= SMALLEST for size in sizes)
