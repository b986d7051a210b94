"""Forms on the screen: the questions of ``domain.answers`` as controls, and what was typed as raw answers.

Which questions are visible and which answers are right is decided by the form itself; here it only gets its looks.
Names that begin with an underscore are ours; all others belong to the form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import zip_longest
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from webapp.asking import system
from workflows.domain.answers import Form
from workflows.domain.errors import FieldError, InvalidAnswers
from workflows.domain.field_reading import Refused, read_date
from workflows.domain.fields import MEDIA_TYPES, Field, FileInfo, FormContext
from workflows.domain.wording import Text, said
from workflows.services import documents, photos
from workflows.services.views import MessagePage, OnBehalf, RecordPage, TaskPage

Raw = dict[str, list[str]]
Page = TypeVar("Page", TaskPage, MessagePage, RecordPage)
CHANNELS = {"post": _l("Post"), "telefoon": _l("Telefoon"), "e-mail": _l("E-mail"), "balie": _l("Balie")}


@dataclass(frozen=True)
class Choice:
    """One answer to choose from."""

    value: str
    label: str
    chosen: bool
    note: Text | None = None


@dataclass(frozen=True)
class Control:
    """A question as the page shows it: *values* as typed, *asks* when its answer may change the other questions."""

    field: Field
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    error: str
    asks: bool
    proposal: str = ""  #: what another answer on the page proposes; as long as it stands, it follows that answer
    files: tuple[tuple[str, FileInfo], ...] = ()
    rows: "tuple[tuple[Control, ...], ...]" = ()

    @property
    def id(self) -> str:
        return control_id(self.field.id)

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def hint(self) -> str:
        return self.field.hint or (_("Bijvoorbeeld 23-11-2026") if self.field.kind == "date" else "")

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error, for ``aria-describedby``."""
        parts = [(self.hint, "hint"), (self.error, "error")]
        return " ".join(f"{self.id}-{part}" for text, part in parts if text)

    @property
    def accept(self) -> str:
        """What the browser offers to choose; where a PDF may come in, photos become one."""
        endings = [f".{ending}" for ending in self.field.accept] or list(MEDIA_TYPES)
        return ",".join([*endings, *(photos.OF_A_PHONE if ".pdf" in endings else ())])


def control_id(field: str) -> str:
    """Return the id of the control of *field* in the page; error messages link to it."""
    return f"v-{field}"


def typed() -> list[tuple[str, str]]:
    """Return everything typed in the posted form, in order, without the token that guards it."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "password", "kept")
    ]


def answers_given(store: Callable[[str, FileStorage], str]) -> tuple[Raw, tuple[FieldError, ...]]:
    """Return the posted answers by field, and what was wrong with the files among them.

    *store* keeps an uploaded file under its field and returns its number, which becomes the answer: whatever else
    is wrong with the form, a file is sent once.
    """
    taken_away = set(request.form.getlist("_remove"))
    raw: Raw = {}
    for name, value in typed():
        if not name.startswith("_") and f"{name}:{value}" not in taken_away:
            raw.setdefault(name, []).append(value)
    errors: list[FieldError] = []
    for name in request.files:
        try:
            for upload in uploaded(name):
                raw.setdefault(name, []).append(store(name, upload))
        except InvalidAnswers as refused:
            errors += [FieldError(name, error.message) for error in refused.errors]
    return raw, tuple(errors)


def uploaded(name: str) -> list[FileStorage]:
    """Return the files that came in under a name, its photos as one PDF; none that are empty of a name.

    Raises:
        InvalidAnswers: a photo cannot be opened; says which.
    """
    came = [upload for upload in request.files.getlist(name) if upload.filename]
    if len(came) < 2 and not any(str(upload.filename).lower().endswith(photos.OF_A_PHONE) for upload in came):
        return came
    files = [(str(upload.filename), upload.read(documents.LARGEST + 1)) for upload in came]
    return [FileStorage(BytesIO(data), filename) for filename, data in photos.together(files, name)]


def still_proposed(raw: Raw) -> Raw:
    """Return the answers without those that are as they were proposed: they follow the other answers."""
    return {name: values for name, values in raw.items() if values != request.form.getlist(f"_proposed.{name}")}


def taken_away() -> list[int]:
    """Return the numbers of the files whose 'Weghalen' was pressed; its value is ``field:number``."""
    marks = (mark.rpartition(":")[2] for mark in request.form.getlist("_remove"))
    return [int(number) for number in marks if number.isdecimal()]


def day_of(name: str, label: str) -> tuple[date | None, tuple[FieldError, ...]]:
    """Return the day that was typed in one of our own fields, or what is wrong with it."""
    try:
        return read_date(request.form.get(name, "")), ()
    except Refused as wrong:
        return None, (FieldError(name, said("{label}: {what}", label=label, what=str(wrong))),)


def past_day(name: str, label: str) -> tuple[date | None, tuple[FieldError, ...]]:
    """Return the day that was typed, or what is wrong with it; it may not lie ahead."""
    day, errors = day_of(name, label)
    if day is not None and day > system().today:
        return None, (FieldError(name, _("%(label)s: deze dag moet nog komen.", label=label)),)
    return day, errors


def filled_in_for() -> tuple[OnBehalf | None, tuple[FieldError, ...]]:
    """Return for whom the form was filled in, if for another, and what is wrong with that."""
    who, channel = request.form.get("_who", "").strip(), request.form.get("_channel", "")
    if not ("_on_behalf" in request.form or who or channel or request.form.get("_received_on")):
        return None, ()
    errors = []
    if not who:
        errors.append(FieldError("_who", _("Namens wie: vul de naam in van wie u de antwoorden kreeg.")))
    if channel not in CHANNELS:
        errors.append(FieldError("_channel", _("Hoe ontvangen: kies post, telefoon, e-mail of balie.")))
    received_on, wrong = past_day("_received_on", _("Ontvangen op"))
    if received_on is None or errors:
        return None, (*errors, *wrong)
    return OnBehalf(who, channel, received_on), ()


def questions_of(
    uow: object, query: Callable[..., Page], *args: object, errors: Sequence[FieldError] = ()
) -> tuple[Page, list[Control]]:
    """Return the page that *query* answers with, and its questions, in one unit: what may be chosen is looked up."""
    page = query(uow, *args)
    proposed = page.form.following(page.raw, page.context)
    typed = {name: values for name, values in page.raw.items() if any(value.strip() for value in values)}
    return page, controls(page.form, page.visible, {**page.raw, **proposed, **typed}, page.context, errors, proposed)


def draft_in_words(page: TaskPage) -> list[tuple[str, str]]:
    """Return the answers of the saved draft that differ from those on the page, with the labels of their questions."""
    other = {name: values for name, values in page.draft.items() if list(values) != list(page.raw.get(name, ()))}
    return [(field.label, words) for field, words in _in_words(page, other)]


def filled_in(page: TaskPage) -> list[tuple[Field, str]]:
    """Return what is filled in on the page, question by question, in the order of the form."""
    visible = {field.id for field in page.visible}
    found = [(field, words) for field, words in _in_words(page, page.raw) if field.id in visible]
    places = {field.id: place for place, field in enumerate(page.form.fields)}
    return sorted(found, key=lambda each: places[each[0].id])


def _in_words(page: TaskPage, given: Mapping[str, Sequence[str]]) -> list[tuple[Field, str]]:
    fields = {field.id: field for field in page.form.fields}
    found = []
    for name, values in given.items():
        field = fields.get(name.partition(".")[0])
        if field is None:
            continue
        options = {option.value: option.label for option in page.context.options_of(field) or ()}
        words = [options.get(value) or _file_or_text(value, page.context) for value in values if value.strip()]
        if words:
            found.append((field, ", ".join(words)))
    return found


def _file_or_text(value: str, context: FormContext) -> str:
    return context.files[value].name if value in context.files else value


def controls(
    form: Form,
    visible: Sequence[Field],
    raw: Mapping[str, Sequence[str]],
    context: FormContext,
    errors: Sequence[FieldError] = (),
    proposed: Mapping[str, Sequence[str]] | None = None,
) -> list[Control]:
    """Return the visible questions of *form* with what was typed or is *proposed*, and what is wrong with it."""
    asking = names_asked_about(form)
    messages: dict[str, str] = {}
    for error in errors:
        messages.setdefault(error.field, error.message)
    drawn = [_control(field, raw, context, messages, asking) for field in visible]
    return [replace(each, proposal="".join((proposed or {}).get(each.field.id, ()))) for each in drawn]


def names_asked_about(form: Form) -> frozenset[str]:
    """Return the fields whose answer may show, hide or require another question, or proposes its answer."""
    names: set[str] = set()
    for field in form.fields:
        for condition in (field.show_when, field.required_when, field.prefill):
            names |= condition.names if condition else frozenset()
    return frozenset(names)


def _control(
    field: Field,
    raw: Mapping[str, Sequence[str]],
    context: FormContext,
    messages: Mapping[str, str],
    asking: frozenset[str] = frozenset(),
) -> Control:
    values = tuple(raw.get(field.id, ()))
    options = context.options_of(field) or ()
    return Control(
        field=field,
        values=values,
        choices=tuple(Choice(option.value, option.label, option.value in values, option.note) for option in options),
        error=messages.get(field.id, ""),
        asks=field.id in asking or field.kind == "file",
        files=tuple((value, context.files[value]) for value in values if value in context.files),
        rows=_rows(field, raw, context, messages) if field.kind == "table" else (),
    )


def _rows(
    table: Field, raw: Mapping[str, Sequence[str]], context: FormContext, messages: Mapping[str, str]
) -> tuple[tuple[Control, ...], ...]:
    """Return the typed rows of a table, and two empty ones.

    The answers are named ``table.column`` and hold one text per row.
    """
    columns = {column.id: raw.get(f"{table.id}.{column.id}", ()) for column in table.columns}
    typed = [row for row in zip_longest(*columns.values(), fillvalue="") if any(cell.strip() for cell in row)]
    empty = ("",) * len(columns)
    return tuple(
        tuple(
            _control(
                replace(column, id=f"{table.id}.{column.id}"), {f"{table.id}.{column.id}": [cell]}, context, messages
            )
            for column, cell in zip(table.columns, row, strict=True)
        )
        for row in (*typed, empty, empty)
    )
