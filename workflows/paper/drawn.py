"""A drawing of a route as a picture on paper (SVG): shapes, arrows, and marks that also say in words what changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]  #: x, y, width, height

_AIR = 24  #: room round everything, also for the marks
_FONT, _SIZE, _LINE = "Libertinus Serif", 13, 14
_LETTER = 0.46  #: how wide a letter is, as part of its height
_INK, _SOFT = "#1b1b1b", "#5c5c5c"
_MARKS = {  # in words, in a colour, with dashes
    "new": ("NIEUW", "#0b6b3a", ""),
    "gone": ("WEG", "#a61b1b", "7 4"),
    "changed": ("GEWIJZIGD", "#8a4b00", "2 3"),
}


@dataclass(frozen=True)
class Shape:
    """A part of the flow or a lane; *kind* is its BPMN name, *event* what it waits for."""

    kind: str
    name: str
    box: Rectangle
    label: Rectangle | None = None
    event: str = ""
    mark: str = ""
    interrupting: bool = True


@dataclass(frozen=True)
class Arrow:
    """An arrow along its points."""

    points: tuple[Point, ...]
    name: str = ""
    label: Rectangle | None = None
    mark: str = ""


@dataclass(frozen=True)
class Picture:
    """One drawing; lanes first, so that everything else lies over them. *told* is what it is called and shows."""

    title: str
    told: str
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]


def svg(picture: Picture) -> str:
    """Return the picture; what it says is text, never markup."""
    boxes = [each.box for each in picture.shapes]
    boxes += [
        label for label in (*(each.label for each in picture.shapes), *(each.label for each in picture.arrows)) if label
    ]
    boxes += [(x, y, 0, 0) for each in picture.arrows for x, y in each.points]
    left, top = min((box[0] for box in boxes), default=0) - _AIR, min((box[1] for box in boxes), default=0) - _AIR
    right = max((box[0] + box[2] for box in boxes), default=0) + _AIR
    bottom = max((box[1] + box[3] for box in boxes), default=0) + _AIR
    lanes = [each for each in picture.shapes if each.kind == "lane"]
    others = [each for each in picture.shapes if each.kind != "lane"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right - left:g}" height="{bottom - top:g}"'
        f' viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}" font-family="{_FONT}" font-size="{_SIZE}">',
        *(line for each in lanes for line in _lane(each)),
        *(line for each in picture.arrows for line in _arrow(each)),
        *(line for each in others for line in _shape(each)),
        *(line for each in (*lanes, *others) for line in _mark(each)),
        "</svg>",
    ]
    return "\n".join(parts)


def _stroke(mark: str, width: float = 1.3) -> str:
    if not mark:
        return f'stroke="{_INK}" stroke-width="{width:g}"'
    _word, colour, dashes = _MARKS[mark]
    return f'stroke="{colour}" stroke-width="{width + 2:g}"' + (f' stroke-dasharray="{dashes}"' if dashes else "")


def _lane(lane: Shape) -> Iterator[str]:
    x, y, width, height = lane.box
    yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="none" {_stroke(lane.mark, 0.8)}/>'
    yield f'<path d="M{x + 30:g} {y:g}v{height:g}" stroke="{_SOFT}" stroke-width="0.8"/>'
    middle = (x + 19, y + height / 2)
    name = escape(lane.name)
    turn = f"rotate(-90 {middle[0]:g} {middle[1]:g})"
    yield f'<text x="{middle[0]:g}" y="{middle[1]:g}" text-anchor="middle" transform="{turn}">{name}</text>'


def _arrow(arrow: Arrow) -> Iterator[str]:
    if len(arrow.points) < 2:
        return
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in arrow.points)
    yield f'<path d="{path}" fill="none" {_stroke(arrow.mark, 1.1)}/>'
    (x0, y0), (x1, y1) = arrow.points[-2:]
    length = max(1.0, ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    head = [(x1, y1), (x1 - 9 * dx - 4 * dy, y1 - 9 * dy + 4 * dx), (x1 - 9 * dx + 4 * dy, y1 - 9 * dy - 4 * dx)]
    colour = _MARKS[arrow.mark][1] if arrow.mark else _INK
    yield f'<path d="M{"L".join(f"{x:g} {y:g}" for x, y in head)}z" fill="{colour}"/>'
    if arrow.name and arrow.label:
        yield from _words(arrow.name, arrow.label)
    if arrow.mark:
        at = arrow.points[len(arrow.points) // 2 - 1 : len(arrow.points) // 2 + 1]
        yield from _badge(arrow.mark, (at[0][0] + at[1][0]) / 2, (at[0][1] + at[1][1]) / 2)


def _shape(shape: Shape) -> Iterator[str]:
    x, y, width, height = shape.box
    middle = (x + width / 2, y + height / 2)
    if shape.kind.endswith("Gateway"):
        corners = f"M{middle[0]:g} {y:g}L{x + width:g} {middle[1]:g}L{middle[0]:g} {y + height:g}L{x:g} {middle[1]:g}z"
        yield f'<path d="{corners}" fill="#fff" {_stroke(shape.mark)}/>'
        yield _sign(shape.kind, middle)
    elif shape.kind.endswith("Event"):
        yield from _event(shape, middle)
    else:
        bold = 3.2 if shape.kind == "callActivity" else 1.3
        yield (
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="9" fill="#fff"'
            f" {_stroke(shape.mark, bold)}/>"
        )
        yield from _words(shape.name, (x + 4, y, width - 8, height), centred=True)
        return
    if shape.name:
        yield from _words(shape.name, shape.label or (middle[0] - 55, y + height + 3, 110, 30))


def _event(shape: Shape, middle: Point) -> Iterator[str]:
    radius = shape.box[2] / 2
    wide = 3.6 if shape.kind == "endEvent" else 1.3
    dashes = "" if shape.interrupting or shape.mark else ' stroke-dasharray="5 3"'
    circle = f'<circle cx="{middle[0]:g}" cy="{middle[1]:g}"'
    yield f'{circle} r="{radius:g}" fill="#fff" {_stroke(shape.mark, wide)}{dashes}/>'
    if shape.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        yield f'{circle} r="{radius - 4:g}" fill="none" stroke="{_INK}" stroke-width="1"{dashes}/>'
    x, y = middle
    if shape.event == "timer":
        yield f'{circle} r="{radius - 7:g}" fill="none" stroke="{_INK}"/>'
        yield f'<path d="M{x:g} {y - 8:g}V{y:g}L{x + 5:g} {y + 2:g}" fill="none" stroke="{_INK}"/>'
    elif shape.event == "message":
        yield f'<path d="M{x - 8:g} {y - 5:g}h16v11h-16zl8 6l8 -6" fill="none" stroke="{_INK}"/>'
    elif shape.event == "terminate":
        yield f'{circle} r="{radius - 6:g}" fill="{_INK}"/>'


def _sign(kind: str, middle: Point) -> str:
    x, y = middle
    line = f'fill="none" stroke="{_INK}" stroke-width="2.5"'
    if kind == "parallelGateway":
        return f'<path d="M{x - 10:g} {y:g}h20M{x:g} {y - 10:g}v20" {line}/>'
    if kind == "exclusiveGateway":
        return f'<path d="M{x - 7:g} {y - 7:g}l14 14m0 -14l-14 14" {line}/>'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{11 if kind == "inclusiveGateway" else 8}" {line}/>'


def _mark(shape: Shape) -> Iterator[str]:
    """Say what changed: above the shape or, where its name stands there, at another side."""
    if not shape.mark:
        return
    x, y, width, height = shape.box
    middle, beside = x + width / 2, x + width + _wide(shape.mark) / 2 - 4
    places = [(middle, y - 4), (middle, y + height + 8), (beside, y), (beside, y + height)]
    yield from _badge(shape.mark, *next((at for at in places if not _covers(shape.mark, at, shape.label)), places[0]))


def _covers(mark: str, at: Point, label: Rectangle | None) -> bool:
    if label is None:
        return False
    x, y, width, height = label
    return abs(at[0] - x - width / 2) < (_wide(mark) + width) / 2 and y - 8 < at[1] < y + height + 11


def _wide(mark: str) -> float:
    return len(_MARKS[mark][0]) * 8.2 + 10


def _badge(mark: str, x: float, y: float) -> Iterator[str]:
    word, colour, _dashes = _MARKS[mark]
    width = _wide(mark)
    yield f'<rect x="{x - width / 2:g}" y="{y - 10:g}" width="{width:g}" height="17" rx="3" fill="{colour}"/>'
    style = 'text-anchor="middle" font-size="11" font-weight="700" fill="#fff"'
    yield f'<text x="{x:g}" y="{y + 3:g}" {style}>{word}</text>'


def _words(text: str, box: Rectangle, *, centred: bool = False) -> Iterator[str]:
    """Write *text* in a box, in as many lines as it takes; *centred* also from top to bottom."""
    x, y, width, height = box
    lines = wrapped(text, max(width, 40) / (_SIZE * _LETTER))
    first = y + (height - len(lines) * _LINE) / 2 if centred else y
    for place, line in enumerate(lines):
        at = first + place * _LINE + _SIZE - 2
        yield f'<text x="{x + width / 2:g}" y="{at:g}" text-anchor="middle" fill="{_INK}">{escape(line)}</text>'


def wrapped(text: str, most: float) -> Sequence[str]:
    """Return *text* in lines of at most so many letters; a longer word stands on a line of its own."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
