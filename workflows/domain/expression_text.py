"""The first look at the text of an expression: characters, words and sizes, before any parser sees it."""

import re

from workflows.domain.errors import InvalidExpression

MAX_SOURCE, MAX_TOKENS, MAX_BRACKETS, MAX_DIGITS = 2_000, 500, 15, 30

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>"(?:[^"\\\r\n]|\\["'\\n])*"|'(?:[^'\\\r\n]|\\["'\\n])*')
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<open>[(\[])
      | (?P<close>[)\]])
      | (?P<sign>==|!=|<=|>=|//|\*\*|[<>+\-*/%,.])""",
    re.VERBOSE,
)
_GLUED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.")
_ONE_LINE = str.maketrans("\t\r\n", "   ")
_PAIRS = {")": "(", "]": "["}
_HINTS = {
    "=": "Schrijf == om te vergelijken.",
    "!": "Schrijf not of !=.",
    "&": "Schrijf and.",
    "|": "Schrijf or.",
    '"': "Een aanhalingsteken mist zijn partner.",
    "'": "Een aanhalingsteken mist zijn partner.",
    "“": 'Gebruik rechte aanhalingstekens: "…".',
    "”": 'Gebruik rechte aanhalingstekens: "…".',
    "‘": "Gebruik rechte aanhalingstekens: '…'.",
    "’": "Gebruik rechte aanhalingstekens: '…'.",
}


def scan(source: str) -> str:
    """Return *source* on one line, after checking that it is made of the language's words and signs only.

    What passes is short, has balanced and shallow brackets and ordinary literals: Python's parser is never given a
    text that could make it slow or that carries anything but plain words.

    Raises:
        InvalidExpression: with the position of the first character that does not belong.
    """
    if len(source) > MAX_SOURCE:
        raise InvalidExpression(f"Een voorwaarde heeft hoogstens {MAX_SOURCE} tekens.", MAX_SOURCE)
    place, before, tokens = 0, "", 0
    brackets: list[str] = []
    while place < len(source):
        token = _TOKEN.match(source, place)
        if token is None:
            raise _strange(source, place)
        kind, text = token.lastgroup or "", token.group()
        tokens += kind != "blank"
        if tokens > MAX_TOKENS:
            raise InvalidExpression("Deze voorwaarde is te lang. Splits haar op.", place)
        if kind == "open":
            brackets.append(text)
            if len(brackets) > MAX_BRACKETS:
                raise InvalidExpression("Er staan te veel haakjes in elkaar. Splits de voorwaarde op.", place)
        elif kind == "close":
            if not brackets or brackets.pop() != _PAIRS[text]:
                raise InvalidExpression(f"Het haakje {text} heeft geen partner (bij teken {place + 1}).", place)
        elif kind == "text":
            if before in ("text", "word_glued"):
                raise InvalidExpression(f"Voor de tekst bij teken {place + 1} mist een komma of teken.", place)
            if not text.isprintable():
                raise InvalidExpression(f"De tekst bij teken {place + 1} bevat een onzichtbaar teken.", place)
        elif kind == "number" and (len(text) > MAX_DIGITS or source[token.end() : token.end() + 1] in _GLUED):
            raise InvalidExpression(f"Dit is geen gewoon getal (bij teken {place + 1}).", place)
        place = token.end()
        if kind != "blank":
            before = "word_glued" if kind == "word" and source[place : place + 1] in ("'", '"') else kind
    if brackets:
        raise InvalidExpression(f"Het haakje {brackets[-1]} wordt niet gesloten.", len(source))
    if not tokens:
        raise InvalidExpression("Een voorwaarde mag niet leeg zijn.", 0)
    return source.translate(_ONE_LINE)


def _strange(source: str, place: int) -> InvalidExpression:
    character = source[place]
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint = _HINTS.get(character, "Namen bestaan uit letters zonder accent, cijfers en _.")
    return InvalidExpression(f"Het teken {shown} hoort hier niet (bij teken {place + 1}). {hint}", place)
