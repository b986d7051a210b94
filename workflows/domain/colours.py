"""Can words be read on a colour? Measured as WCAG 2.2 does, for the colours that an organisation chooses."""

import re

ENOUGH = 4.5  #: between words and what is behind them; source: WCAG 2.2, success criterion 1.4.3 (AA)
BLACK, WHITE = "#000000", "#ffffff"
_SHAPE = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Does *text* say a colour as ``#0b5394``?"""
    return _SHAPE.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return how much two colours differ in light, from 1 (the same) to 21 (black and white).

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def words_on(colour: str) -> str:
    """Return the colour of words on *colour*: black or white, whichever is read best; that one always is enough."""
    return max((WHITE, BLACK), key=lambda words: contrast(words, colour))


def darker(colour: str, part: float = 0.7) -> str:
    """Return the same colour with this part of its light."""
    return "#" + "".join(f"{int(each * part):02x}" for each in _parts(colour))


def dark_enough(colour: str, behind: str) -> str:
    """Return *colour*, or the first darker one that can be read on what is *behind* it, which is light."""
    while contrast(colour, behind) < ENOUGH:
        colour = darker(colour, 0.97)
    return colour


def _light(colour: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
