"""The letters of a proposal: their words to change, how they will read, and what the law and plain language want."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import ExpressionFailed, InvalidRoute, NotFound
from workflows.domain.findings import Finding
from workflows.domain.letters import Rendered
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.letter_check import check_letters
from workflows.routes.letter_rules import LetterPart
from workflows.routes.letter_text import LetterText
from workflows.routes.letter_trial import examples, try_letter
from workflows.routes.notices import letter_findings, read_letter
from workflows.routes.route import Route
from workflows.routes.weighing import Weight
from workflows.services import studio, studio_law
from workflows.services.deployments import shared_of

WEIGHT = Weight("A")  #: the words of a letter are text; what a decision must say is watched over by the check


@dataclass(frozen=True)
class LetterTrial:
    """A letter to change, as typed; *rendered* is how it would read, or *failed* why it cannot be made."""

    path: str
    subject: str
    body: str
    findings: tuple[Finding, ...]
    examples: tuple[str, ...]
    example: str
    rendered: Rendered | None
    failed: str
    weight: Weight
    parts: tuple[LetterPart, ...] = ()  #: what the law wants it to say


def letter(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, example: str = "", typed: tuple[str, str] | None = None
) -> LetterTrial:
    """Return a letter with what is *typed* (subject and text), as it would read in an example; nothing is saved.

    Raises:
        NotFound: there is no such letter, or not for this person.
        InvalidRoute: it can only be changed as text.
    """
    files = studio.files_of(uow, by, proposal_id)
    text = _text(files.get(path), path)
    if typed is not None:
        text.change(*typed)
    route, shared = Route({**files, path: text.data}), shared_of(uow)
    findings = letter_findings(path, text.data)
    names: tuple[str, ...] = ()
    rendered, failed = None, ""
    parts: tuple[LetterPart, ...] = ()
    try:
        names = examples(route)
        chosen = example if example in names else next(iter(names), "")
        known = read_letter(path, text.data)
        rules = shared.letter_rules.parts.values() if known.kind == "besluit" else ()
        parts = tuple(each for each in rules if each.id not in known.not_needed)
        findings += [each for each in check_letters(route, shared) if each.file == path]
        findings += studio_law.told_to_others(route, shared, PurePosixPath(path).stem)
        rendered = try_letter(route, shared, known, chosen, uow.today)
    except ExpressionFailed as error:
        failed = str(error)
    except InvalidRoute as error:  # this letter is said above; another file of the route may be wrong as well
        failed = "; ".join(str(each) for each in error.findings if each not in findings)
    chosen = example if example in names else next(iter(names), "")
    return LetterTrial(path, text.subject, text.body, tuple(findings), names, chosen, rendered, failed, WEIGHT, parts)


def _text(data: bytes | None, path: str) -> LetterText:
    if data is None or not path.startswith("notices/"):
        raise NotFound(f"no letter {path!r}")
    return LetterText(path, data)


def change(uow: UnitOfWork, by: Person, proposal_id: int, path: str, subject: str, body: str, seen: int) -> None:
    """Write the subject and the text of a letter, whatever is wrong with it: the page and the check say so.

    Raises:
        NotFound, NotAllowed, ProposalMoved: as ``studio.save``.
    """
    text = _text(studio.files_of(uow, by, proposal_id).get(path), path)
    text.change(subject, body)
    what = said("Brief ‘{subject}’ gewijzigd", subject=text.subject)
    studio.save_as(uow, by, proposal_id, path, text.data, seen, what)
