"""Whether a decision says what the law wants of it, and whether a letter is plain: N6 of the route's description."""

import re
from collections.abc import Iterable, Iterator, Sequence

from workflows.domain.findings import REFUSED, Finding
from workflows.domain.letter_pieces import Choice, Insert, Marked, Piece, Place, all_of
from workflows.domain.letters import Letter, Library
from workflows.routes.letter_rules import LetterRules
from workflows.routes.remarks import Remarks
from workflows.routes.route import Route, Shared

_SENTENCE = re.compile(r"[.!?:;]+[”’)]*\s+(?=[A-Z‘“(À-Ý])|\n+")
_CITED = re.compile(r"\([^()]*\bart\.[^()]*\)")  #: a reference to the law, which the reader passes over
PART_MISSING = "letter-part"  #: the code of what a decision does not say, though the law wants it
_FILLED_IN = "gegeven"  #: stands in for one word that nobody wrote yet


def check_letters(route: Route, shared: Shared) -> list[Finding]:
    """Return a finding for every part that a decision lacks, and a warning for what is hard to read."""
    findings: list[Finding] = []
    for name, letter in route.letters.items():
        findings += check_law(name, letter, shared)
        remarks = Remarks(f"notices/{name}.txt")
        text = [*_longest(letter.subject, {}), "\n", *_longest(letter.body, shared.paragraphs)]
        _check_language(remarks, "".join(text), shared.letter_rules)
        findings += remarks.findings
    return findings


def check_law(name: str, letter: Letter, shared: Shared) -> list[Finding]:
    """Return a finding for every part that a decision lacks, and for a free text that names who it goes to."""
    remarks = Remarks(f"notices/{name}.txt")
    if letter.kind == "besluit":
        _check_parts(remarks, letter, shared.letter_rules, shared.paragraphs)
    _check_free(remarks, letter, shared.paragraphs)
    return remarks.findings


def _check_parts(remarks: Remarks, letter: Letter, rules: LetterRules, library: Library) -> None:
    """Source: Awb art. 3:8, 3:45-3:50, 10:10; the part's own source is said with it."""
    words: dict[str, str] = {}
    for marked in letter.marked("blok", library):
        for name in marked.names:
            words[name] = words.get(name, "") + _words_in(marked.pieces, library).lower()
    for unknown in sorted({*words, *letter.needed_when, *letter.not_needed} - set(rules.parts)):
        known = ", ".join(rules.parts)
        remarks.refuse(unknown, "unknown-part", f"Het onderdeel '{unknown}' bestaat niet.", f"Kies uit: {known}.")
    for part in rules.parts.values():
        if part.id in letter.not_needed:
            continue
        if not words.get(part.id, "").strip():
            problem = f"{REFUSED}dit besluit zegt niet {part.label} ({part.source})."
            remedy = f"Zet {{% blok {part.id} %}} … {{% endblok %}} om die tekst, of zeg bij not_needed waarom niet."
            remarks.refuse(part.id, PART_MISSING, problem, remedy)
            continue
        said = [word for word in part.words if word.lower() in words[part.id]]
        if part.always and (part.id in letter.needed_when or not _always(letter.body, part.id, said, library)):
            problem = f"{REFUSED}soms ontbreekt in dit besluit {part.label} ({part.source})."
            remedy = "Laat het er altijd staan: ook de school en de andere ouder krijgen dit besluit."
            remarks.refuse(part.id, PART_MISSING, problem, remedy)
        for word in part.words:
            if word.lower() not in words[part.id]:
                problem = f"{REFUSED}in het onderdeel '{part.id}' staat nergens ‘{word}’ ({part.source})."
                remarks.refuse(part.id, PART_MISSING, problem, "Schrijf die tekst erbij.")


def _always(pieces: Iterable[Piece], part: str, words: Sequence[str], library: Library) -> bool:
    """Whether a part is there whichever way the letter goes, with all of its *words* in it."""
    for piece in pieces:
        match piece:
            case Marked() if piece.kind == "blok" and part in piece.names:
                if all(_says(piece.pieces, word, library) for word in words):
                    return True
            case Marked() if _always(piece.pieces, part, words, library):
                return True
            case Insert() if piece.name in library and _always(library[piece.name].pieces, part, words, library):
                return True
            case Choice() if _is_whole(piece):
                if all(_always(branch.pieces, part, words, library) for branch in piece.branches):
                    return True
    return False


def _says(pieces: Iterable[Piece], word: str, library: Library) -> bool:
    """Whether a word is there whichever way the text goes."""
    for piece in pieces:
        match piece:
            case str() if word.lower() in piece.lower():
                return True
            case Marked() if _says(piece.pieces, word, library):
                return True
            case Insert() if piece.name in library and _says(library[piece.name].pieces, word, library):
                return True
            case Choice() if _is_whole(piece) and all(_says(each.pieces, word, library) for each in piece.branches):
                return True
    return False


def _is_whole(choice: Choice) -> bool:
    return any(branch.condition is None for branch in choice.branches)


def _check_free(remarks: Remarks, letter: Letter, library: Library) -> None:
    """A text that somebody changes goes to every addressee, so it cannot name one of them."""
    for marked in letter.marked("vrij", library):
        asked = {piece.name for piece in all_of(marked.pieces) if isinstance(piece, Place)}
        if "aan" in asked:
            problem = f"Het vrije stuk '{marked.names[0]}' noemt de geadresseerde, maar gaat aan iedereen."
            remarks.refuse(marked.names[0], "free-text", problem, "Zet {{ aan }} buiten het vrije stuk.")


def _check_language(remarks: Remarks, text: str, rules: LetterRules) -> None:
    for problem, remedy in hard_to_read(text, rules):
        remarks.refuse("", "hard-to-read", problem, remedy, "warning")


def hard_to_read(text: str, rules: LetterRules) -> Iterator[tuple[str, str]]:
    """Yield what is above language level B1 in a text, each with what to do."""
    for sentence in _SENTENCE.split(_CITED.sub("", text)):
        length = len(sentence.split())
        if length > rules.longest_sentence:
            start = " ".join(sentence.split()[:6])
            yield f"Deze zin heeft {length} woorden: ‘{start} …’.", "Maak er twee zinnen van."
    for word, better in rules.avoid.items():
        if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
            yield f"‘{word}’ is een woord van kantoor.", f"Schrijf liever: {better}."


def _words_in(pieces: Iterable[Piece], library: Library) -> str:
    """Return everything that pieces may say, with every branch, and a word for what is filled in."""
    parts: list[str] = []
    for piece in all_of(tuple(pieces)):
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, Place):
            parts.append(_FILLED_IN)
        elif isinstance(piece, Insert) and piece.name in library:
            parts.append(_words_in(library[piece.name].pieces, library))
    return "".join(parts)


def _longest(pieces: Iterable[Piece], library: Library) -> list[str]:
    """Return the longest text that pieces can make."""
    parts: list[str] = []
    for piece in pieces:
        match piece:
            case str():
                parts.append(piece)
            case Place():
                parts.append(_FILLED_IN)
            case Marked():
                parts += ["\n", *_longest(piece.pieces, library), "\n"]
            case Insert() if piece.name in library:
                parts += _longest(library[piece.name].pieces, library)
            case Choice():
                parts += max((_longest(branch.pieces, library) for branch in piece.branches), key=_count)
    return parts


def _count(parts: Iterable[str]) -> int:
    return len("".join(parts).split())
