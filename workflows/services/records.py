"""What a step needs of what parents and pupil declared, and how that reads."""

from collections.abc import Mapping
from datetime import date

from workflows.domain.errors import NotAllowed
from workflows.domain.expressions import Value
from workflows.domain.records import FACT, State, state_of
from workflows.domain.value_words import enumeration
from workflows.domain.wording import Said, Text, said
from workflows.routes.elements import Element
from workflows.routes.records import RecordKind, needed_by
from workflows.routes.route import Shared
from workflows.services.act import Act
from workflows.services.views import Lack

STATES: Mapping[State, Said] = {
    "holds": said("geldt"),
    "missing": said("nog niet vastgelegd"),
    "older": said("gaat over een eerdere versie"),
    "withdrawn": said("ingetrokken"),
    "refused": said("geweigerd"),
    "expired": said("niet meer geldig"),
    "partly": said("nog niet van iedereen die erover gaat"),
}


def lacking(shared: Shared, element: Element, facts: Mapping[str, Value], on: date) -> tuple[Lack, ...]:
    """Return what a step needs that does not stand on a day, each with why and how to get it."""
    found = []
    for word in needed_by(element):
        state = state_of(word, facts, on)
        if state != "holds" and (kind := shared.records.get(word.partition(":")[0])) is not None:
            found.append(
                Lack(
                    kind.id,
                    kind.block,
                    label_of(kind, word, shared),
                    STATES[state],
                    kind.opens,
                    Said(kind.source),
                    kind.get,
                )
            )
    return tuple(found)


def refuse_lacking(act: Act, element: Element, answers: Mapping[str, Value] | None = None) -> None:
    """Refuse a step or a letter while something it needs does not stand; *answers* are those of this very step.

    Raises:
        NotAllowed: says which, why with the article, and how to get it.
    """
    if not needed_by(element):
        return
    if found := lacking(act.shared, element, {**act.execution.facts, **(answers or {})}, act.execution.on):
        raise NotAllowed(in_words(found[0]))


def in_words(lack: Lack) -> Said:
    """Return one thing that is lacking as a sentence or three."""
    return said(
        "{what}: {state}. {opens} ({source}). {get}.",
        what=lack.label, state=lack.state, opens=lack.opens, source=lack.source, get=lack.get,
    )  # fmt: skip


def label_of(kind: RecordKind, word: str, shared: Shared) -> Said:
    """Return what a word is called: the kind, and to whom."""
    to = word.partition(":")[2]
    if not to:
        return said("{kind}", kind=kind.label)
    field = next(each for each in shared.forms[kind.id].asking if each.id == kind.to)
    options = shared.lists.get(field.options_from or "", ()) or field.options
    return said("{kind} (aan: {to})", kind=kind.label, to=next((o.label for o in options if o.value == to), to))


def kinds_in(facts: Mapping[str, object], kinds: Mapping[str, RecordKind]) -> Text:
    """Return what the facts of an entry are about: the labels of the kinds."""
    known = dict.fromkeys(name.removeprefix(FACT).partition(":")[0] for name in facts if name.startswith(FACT))
    labels = [kinds[each].label for each in known if each in kinds]
    return Text(enumeration([each.nl for each in labels]), enumeration([each.en for each in labels], "and"))
