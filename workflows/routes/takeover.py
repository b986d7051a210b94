"""What a route says about open cases of another system: what a list tells of them, and where such a case may enter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workflows.domain.answers import JSON, Answers, Field, Form, FormContext, Option
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.expressions import Expression, Value
from workflows.domain.wording import Said, said
from workflows.routes.toml_text import Table

RECEIVED, SUSPENDED, TODAY = "ontvangen", "opgeschort", "vandaag"
DAYS = (RECEIVED, SUSPENDED, TODAY)


@dataclass(frozen=True)
class EntryStep:
    """A step on the way to a place: the task that counts as done, with these facts, on one of ``DAYS``."""

    completes: str
    facts: Mapping[str, Value]
    on: str


@dataclass(frozen=True)
class Place:
    """A step or message at which a case may enter; *effects* is what decisions on the way there are taken to have said.

    *suspended*: time stands still there. *needs* are the fields that a list must tell of a case that enters here, as
    long as the condition with each holds; *example* is what differs from the example of the columns.
    """

    at: str
    label: str
    steps: tuple[EntryStep, ...]
    effects: Mapping[str, Value]
    needs: Mapping[str, Expression]
    suspended: bool
    example: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column of the list beside those of every route: the answer to a field; *example* stands in the empty list.

    *nr* says of which of several who did the step (0: there is one).
    """

    label: str
    field: str
    required: bool
    example: str
    nr: int


@dataclass(frozen=True)
class Takeover:
    """How open cases are taken over.

    *clocks* count from the day of receipt and were suspended on *regime*; *extends* is the one that may have been
    extended, and *extension_stops* those that then no longer matter; *form* is the form whose answers the columns are.
    """

    form: str
    clocks: tuple[str, ...]
    regime: str
    extends: str
    extension_stops: tuple[str, ...]
    columns: tuple[Column, ...]
    places: tuple[Place, ...]

    def place(self, name: str) -> Place | None:
        """Return a place by its name or by the words for it."""
        wanted = name.strip().lower()
        return next((each for each in self.places if wanted in (each.at, each.label.lower())), None)


def read_takeover(data: Mapping[str, Any]) -> Takeover:
    """Read the table ``[takeover]`` of ``route.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    table = Table("route.toml", "takeover", data)
    places: list[Place] = []
    for each in table.tables("place"):
        places.append(_place(each, {place.at: place for place in places}))
    takeover = Takeover(
        form=table.text("form"),
        clocks=table.texts("clocks"),
        regime=table.text("regime", ""),
        extends=table.text("extends", ""),
        extension_stops=table.texts("extension_stops", ()),
        columns=tuple(_column(each) for each in table.tables("column")),
        places=tuple(places),
    )
    table.done()
    return takeover


def _column(table: Table) -> Column:
    nr = table.number("nr") if table.has("nr") else 0
    column = Column(table.text("label"), table.text("field"), table.flag("required"), table.text("example", ""), nr)
    table.done()
    return column


def _place(table: Table, before: Mapping[str, Place]) -> Place:
    """Read a place; one that comes *after* another is reached along the same steps and some more."""
    name = table.text("after", "")
    if name and name not in before:
        raise table.refusal(f"'after' noemt '{name}', dat er niet boven staat", "Noem een plek die erboven staat.")
    former, needs = before.get(name), table.table("needs")
    place = Place(
        at=table.text("at"),
        label=table.text("label"),
        steps=(*(former.steps if former else ()), *(_step(each) for each in table.tables("steps"))),
        effects={**(former.effects if former else {}), **_facts(table.table("effects"))},
        needs={name: needs.expression(name) for name in needs.names},
        suspended=table.flag("suspended"),
        example={**(former.example if former else {}), **table.table("example").all_texts()},
    )
    table.done()
    return place


def _step(table: Table) -> EntryStep:
    step = EntryStep(table.text("completes"), _facts(table.table("facts")), table.text("on", RECEIVED))
    if step.on not in DAYS:
        raise table.refusal(f"'on' is '{step.on}'", f"Kies uit: {', '.join(DAYS)}.")
    table.done()
    return step


def _facts(table: Table) -> dict[str, Value]:
    return table.all_values()


def read_columns(
    forms: Mapping[str, Form],
    takeover: Takeover,
    cells: Mapping[str, str],
    lists: Mapping[str, Sequence[Option]],
    on: date,
) -> Answers:
    """Return what the columns of a row answer, as the forms of the route read it; *cells* by the words for a column.

    Raises:
        InvalidAnswers: column by column; the field of each error is the words for the column.
    """
    unknown = {each.id: None for form in forms.values() for each in form.asking}
    context = FormContext(on, unknown, options=lambda name: lists.get(name, ()))
    facts, details, errors = dict[str, Value](), dict[str, JSON](), list[FieldError]()
    for nr in sorted({column.nr for column in takeover.columns}):
        columns = {column.field: column for column in takeover.columns if column.nr == nr}
        form = _asked_of(forms, takeover.form if not nr else "", columns)
        try:
            answers = form.read(_typed(form, columns, cells, lists), context)
        except InvalidAnswers as refused:
            errors += [_in_column(error, form, columns, lists) for error in refused.errors]
            continue
        if not nr:
            facts, details = facts | answers.facts, details | answers.details
        for name, value in answers.facts.items() if nr else ():
            former = facts.get(name)
            several = [*(former if isinstance(former, list) else ()), value]
            facts |= {name: several} if value is not None else {}
    if errors:
        raise InvalidAnswers(errors)
    return Answers(facts, details)


def _in_column(
    error: FieldError, form: Form, columns: Mapping[str, Column], lists: Mapping[str, Sequence[Option]]
) -> FieldError:
    """Return an error as the column says it: what may be chosen is named, because nobody sees a list there."""
    field = next(each for each in form.fields if each.id == error.field)
    options = field.options or lists.get(field.options_from or "", ())
    words = said("kies uit: {options}.", options=Said(", ".join(option.label for option in options)))
    return FieldError(columns[field.id].label, words if options else Said(error.message))


def _asked_of(forms: Mapping[str, Form], first: str, columns: Mapping[str, Column]) -> Form:
    """Return the questions that columns answer, those of the *first* form in its order and under its headings."""
    own = [each for each in forms[first].fields if not each.asks or each.id in columns] if first else []
    known = {each.id for each in own}
    others = {each.id: each for form in forms.values() for each in form.asking if each.id in columns.keys() - known}
    fields = [*own, Field("elders", "heading", ""), *others.values()]
    asked = (
        replace(each, required=each.required and columns[each.id].required, or_document=False) if each.asks else each
        for each in fields
    )
    return Form("overnemen", tuple(asked))


def _typed(
    form: Form, columns: Mapping[str, Column], cells: Mapping[str, str], lists: Mapping[str, Sequence[Option]]
) -> dict[str, list[str]]:
    """Return what stands in the columns as a person types it in a form: an option by its value, label or a word."""
    return {
        each.id: [_chosen(each, text, lists)]
        for each in form.asking
        if (text := cells.get(columns[each.id].label, "").strip())
    }


def _chosen(field: Field, text: str, lists: Mapping[str, Sequence[Option]]) -> str:
    for option in field.options or lists.get(field.options_from or "", ()):
        label = option.label.lower()
        if text.lower() in (option.value.lower(), label, *label.replace("(", " ").replace(")", " ").split()):
            return option.value
    return text
