"""The numbers of the items of a list, as office documents count and write them."""

__all__ = ["BULLET", "numeral", "whole"]

BULLET = "•"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST_ROMAN = 3_999
_MOST_LETTERS = 780


def numeral(number: int, form: str) -> str:
    """A number in the form "1", "01", "a", "A", "i" or "I"; in figures where it has none in that form.

    >>> numeral(4, "i"), numeral(3, "A"), numeral(28, "a"), numeral(7, "01"), numeral(0, "a")
    ('iv', 'C', 'bb', '07', '0')
    """
    if form in {"a", "A"} and 0 < number <= _MOST_LETTERS:
        times, letter = divmod(number - 1, 26)
        return chr(ord(form) + letter) * (times + 1)
    if form in {"i", "I"} and 0 < number <= _HIGHEST_ROMAN:
        found = ""
        for value, letters in _ROMAN:
            times, number = divmod(number, value)
            found += letters * times
        return found.upper() if form == "I" else found
    return f"{number:02d}" if form == "01" else str(number)


def whole(text: str | None, otherwise: int) -> int:
    """A number of up to six figures that an attribute states, or what holds where it states none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
