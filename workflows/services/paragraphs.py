"""The standard paragraphs: texts that stand in many letters of many routes, and are changed in one place."""

from dataclasses import dataclass

from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.letter_check import check_law
from workflows.routes.register_text import PARAGRAPHS
from workflows.routes.route import Shared
from workflows.services.deployments import live_definitions, shared_of
from workflows.services.register import reader
from workflows.services.register_paragraphs import PART


@dataclass(frozen=True)
class ParagraphLine:
    """A standard paragraph, and in how many letters of how many routes it stands."""

    name: str
    begins: str
    letters: int
    routes: int


def paragraphs(uow: UnitOfWork, by: Person | None) -> tuple[ParagraphLine, ...]:
    """Return the standard paragraphs that letters of the routes in use insert, those in most letters first.

    What is only part of a sentence, chosen by what a case knows, is none.

    Raises:
        NotFound: this person does not read the register.
    """
    reader(by)
    files = shared_of(uow).files
    found = []
    for name in shared_of(uow).paragraphs:
        begins = _begins(files[f"{PARAGRAPHS}{name}.txt"].decode())
        letters, routes = _stands_in(uow, name)
        if letters and begins:
            found.append(ParagraphLine(name, begins, letters, routes))
    return tuple(sorted(found, key=lambda each: (-each.letters, each.name)))


def _begins(text: str) -> str:
    """Return the first line that people read."""
    lines = (line.lstrip("# ").strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.startswith("{%")), "")


def _stands_in(uow: UnitOfWork, name: str) -> tuple[int, int]:
    """Return in how many letters of how many routes in use a paragraph stands."""
    counts = [
        sum(any(insert.name == name for insert in letter.inserts) for letter in definition.route.letters.values())
        for definition in live_definitions(uow)
    ]
    return sum(counts), sum(count > 0 for count in counts)


def in_letters(uow: UnitOfWork, part: str) -> tuple[Said, ...]:
    """Return what is to be said of where the paragraph of this part of the register stands."""
    if not part.startswith(PART):
        return ()
    letters, _routes = _stands_in(uow, part.removeprefix(PART))
    if letters == 1:
        return (said("1 brief wijzigt. Wat al is gemaakt of verzonden, blijft zoals het is."),)
    words = said("{letters} brieven wijzigen. Wat al is gemaakt of verzonden, blijft zoals het is.")
    return (words.of(letters=letters),)


def refuse_broken(uow: UnitOfWork, part: str, old: Shared, new: Shared) -> None:
    """Refuse a paragraph with which a letter in use would not say any more what the law wants.

    Raises:
        InvalidAnswers: with each letter, and its article.

    Source: Awb art. 3:45-3:47 (a decision says how to object, on what it rests, and why).
    """
    if not part.startswith(PART):
        return
    name, wrong = part.removeprefix(PART), {}
    letters = (each for definition in live_definitions(uow) for each in definition.route.letters.values())
    for letter in letters:
        if any(insert.name == name for insert in letter.inserts):
            known = {each.problem for each in check_law(letter.id, letter, old)}
            for each in check_law(letter.id, letter, new):
                if each.problem not in known:
                    wrong[each.problem] = FieldError("text", Said(f"{each.problem} {each.remedy}"))
    if wrong:
        raise InvalidAnswers([*wrong.values()])
