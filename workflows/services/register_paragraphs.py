"""A standard paragraph of letters in the register: another text, which asks nothing that the former did not."""

from workflows.domain.errors import InvalidExpression, NotFound
from workflows.domain.letter_pieces import Marked, all_of
from workflows.domain.letters import Paragraph, compile_paragraph
from workflows.domain.wording import Said, said
from workflows.routes.letter_check import hard_to_read
from workflows.routes.register_text import PARAGRAPHS, RegisterText
from workflows.services.register_given import Edit, Given

MOST = 5_000  #: characters of a paragraph
PART = "paragraph:"


def paragraph(given: Given, text: RegisterText) -> Edit:
    """Read another text of a standard paragraph; letters of old know nothing but what the former asked.

    Raises:
        NotFound: there is no such paragraph.
    """
    name = given.text("paragraph")
    former = given.shared.paragraphs.get(name)
    if former is None:
        raise NotFound(f"no paragraph {name!r}")
    typed = (given.raw.get("text") or [""])[0].replace("\r\n", "\n").strip() + "\n"
    if not 1 < len(typed) <= MOST:
        given.wrong("text", said("Tekst: vul dit in, met hoogstens {most} tekens.", most=MOST))
    try:
        _refuse_other_names(given, former, compile_paragraph(name, typed))
    except InvalidExpression as error:
        given.wrong("text", said("{label}: {what}", label=said("Tekst"), what=str(error)))
    given.refuse()
    if typed.strip() != text.files[f"{PARAGRAPHS}{name}.txt"].decode().strip():
        text.set_paragraph(name, typed)
    plain = hard_to_read(typed, given.shared.letter_rules)
    notices = tuple(Said(f"{problem} {remedy}") for problem, remedy in plain)
    return Edit(text.files, f"{PART}{name}", "register.paragraph", {"name": name}, "A", notices=notices)


def _refuse_other_names(given: Given, former: Paragraph, new: Paragraph) -> None:
    if other := sorted(new.names - former.names):
        words = said("Tekst: {names} staat niet in elke brief vast. Gebruik tussen accolades alleen wat er al stond.")
        given.wrong("text", words.of(names=", ".join(other)))
    if gone := sorted(_marks(former) - _marks(new)):
        words = said("Tekst: laat de regels met {names} staan; zo blijft na te gaan wat een besluit moet zeggen.")
        given.wrong("text", words.of(names=", ".join(gone)))


def _marks(it: Paragraph) -> set[str]:
    return {f"{piece.kind} {name}" for piece in all_of(it.pieces) if isinstance(piece, Marked) for name in piece.names}
