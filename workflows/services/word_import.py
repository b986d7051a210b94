"""Fills in the draft of a task from a Word form that was added to it: proposals, shown beside what stands there."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.domain.answers import Field, Form
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound
from workflows.domain.field_reading import Refused, read_field
from workflows.domain.fields import MEDIA_TYPES, FormContext
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.paper import word_form as paper
from workflows.paper.word_form import CHECKED, UNCHECKED, Line
from workflows.persistence import dossiers, models
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.imports import Asked, WordForm, plain
from workflows.services import access, task_pages, tasks
from workflows.services.deployments import definition_of
from workflows.services.views import TaskPage

MOST_KNOWN = 200  #: files of which this process remembers what it read in them
_lines: dict[str, tuple[Line, ...] | None] = {}
CHOOSES = ("choice", "choices", "yesno")


@dataclass(frozen=True)
class Proposed:
    """What the Word form answers to a question, beside what the draft has; *differs*: something else stands there."""

    field: str
    label: str
    now: str
    found: str
    raw: tuple[str, ...]
    certainty: str

    @property
    def differs(self) -> bool:
        return bool(self.now) and self.now != self.found

    @property
    def same(self) -> bool:
        return self.now == self.found


@dataclass(frozen=True)
class NotRead:
    """What stands in the Word form and cannot be taken over; *reason* says why and what to do."""

    label: str
    text: str
    reason: Said


@dataclass(frozen=True)
class ImportPage:
    """What was read of a Word form: to choose from, and what was not read."""

    page: TaskPage
    title: str
    source: str
    file: str
    proposed: tuple[Proposed, ...]
    not_read: tuple[NotRead, ...]
    not_found: tuple[str, ...]  #: questions of the form under which nothing stands in the file


@dataclass(frozen=True)
class Added:
    """The Word file that was added to a task last, with its content."""

    name: str
    content: bytes


def form_of(uow: UnitOfWork, task: models.UserTask) -> WordForm | None:
    """Return the Word form that may fill in a task."""
    definition = definition_of(uow, uow.session.get_one(models.Case, task.case_id).deployment_id)
    name = definition.element(task.element_id).properties.get("form", task.element_id)
    return definition.route.word_form_for(name)


def added(uow: UnitOfWork, task_id: int, by: Person) -> Added:
    """Return the Word file that was added last where the form wants its attachments.

    Raises:
        NotFound: the task is not theirs, or no Word form fills it in.
        InvalidAnswers: there is no Word file yet.
    """
    task, how = access.task_for(uow, task_id, by)
    known = form_of(uow, task)
    if known is None or how == "register":
        raise NotFound(f"task {task_id} is not filled in from Word")
    files = [
        row
        for row in dossiers.documents_of(uow, task.case_id)
        if row.task_id == task.id and row.field == known.attachment and row.media_type == MEDIA_TYPES[".docx"]
    ]
    if not files:
        words = said("{title}: kies eerst het ingevulde Word-document (docx).", title=Said(known.title))
        raise InvalidAnswers([FieldError(f"{known.attachment}-word", words)])
    return Added(files[-1].name, dossiers.content_of(uow, files[-1].id))


def lines_in(file: Added) -> tuple[Line, ...] | None:
    """Return what is filled in in a file, read once; ask this outside any unit of work, because it takes a while."""
    key = hashlib.sha256(file.content).hexdigest()
    if key not in _lines:
        if len(_lines) >= MOST_KNOWN:
            _lines.clear()
        _lines[key] = paper.lines_apart(file.content)
    return _lines[key]


def look(uow: UnitOfWork, task_id: int, by: Person, file: Added, lines: Sequence[Line] | None) -> ImportPage:
    """Return what the lines of a Word form propose for the draft of a task. Raises: as ``added``."""
    task, _ = access.task_for(uow, task_id, by)
    known = form_of(uow, task)
    if known is None:
        raise NotFound(f"task {task_id} is not filled in from Word")
    page = task_pages.task_page(uow, task_id, by)
    if lines is None:
        unread = NotRead("", "", said("dit document kan niet worden gelezen. Bewaar het opnieuw als docx."))
        return ImportPage(page, known.title, known.source, file.name, (), (unread,), ())
    found, not_read = _match(known, page.form, page.context, lines)
    fields = {each.id: each for each in page.form.fields}
    proposed = tuple(
        Proposed(
            name,
            fields[name].label,
            _in_words(fields[name], page.raw.get(name, ()), page.context),
            _in_words(fields[name], raw, page.context),
            tuple(raw),
            asked.certainty,
        )
        for name in fields
        if name in found
        for asked, raw in [found[name]]
    )
    read = {plain(each.label) for each in not_read}
    not_found = tuple(
        asked.labels[0]
        for asked in known.asked
        if asked.field not in found and not read & {plain(label) for label in asked.labels}
    )
    return ImportPage(page, known.title, known.source, file.name, proposed, tuple(not_read), not_found)


def take(
    uow: UnitOfWork,
    task_id: int,
    by: Person,
    file: Added,
    lines: Sequence[Line] | None,
    fields: Sequence[str],
    seen: str | None,
) -> int:
    """Put what was chosen of a Word form in the draft of a task; return how many questions it answers now.

    Raises:
        NotFound: as ``added``.
        DraftMoved: somebody saved another draft since it was *seen*.
    """
    found = look(uow, task_id, by, file, lines)
    chosen = {each.field: list(each.raw) for each in found.proposed if each.field in fields}
    draft = {name: list(texts) for name, texts in found.page.draft.items() if not name.startswith("_")}
    tasks.save_draft(uow, task_id, by, draft | chosen, seen)
    return len(chosen)


# ------------------------------------------------------------------ what stands where
def _match(
    known: WordForm, form: Form, context: FormContext, lines: Sequence[Line]
) -> tuple[dict[str, tuple[Asked, list[str]]], list[NotRead]]:
    """Return what answers which field, and what cannot be read; text below a label without answer belongs to it."""
    fields = {each.id: each for each in form.fields}
    found: dict[str, tuple[Asked, list[str]]] = {}
    not_read: list[NotRead] = []
    for label, text in _gathered(known, lines):
        asked = known.find(label)
        if asked is None:
            not_read.append(
                NotRead(label, text, said("deze vraag staat hier niet. Neem het zelf over waar het hoort."))
            )
            continue
        field = fields[asked.field]
        try:
            raw = _raw(field, asked, text, context)
            read_field(field, {field.id: raw}, {**context.facts, "on": context.on}, context)
        except Refused as wrong:
            not_read.append(NotRead(label, text, wrong.args[0]))
        else:
            if raw:
                found[asked.field] = asked, raw
    return found, not_read


def _gathered(known: WordForm, lines: Sequence[Line]) -> list[Line]:
    """Return every label with its whole answer; lines that ask nothing and answer nothing are left out."""
    gathered: list[Line] = []
    open_label = ""
    for label, text in lines:
        if not label and known.find(text) is not None:  # a question on a line of its own
            label, text = text, ""
        if label:
            if text:
                gathered.append((label, text))
            open_label = label if known.find(label) is not None else ""
        elif open_label:
            former = gathered.pop()[1] if gathered and gathered[-1][0] == open_label else ""
            gathered.append((open_label, f"{former}\n{text}".strip()))
    return gathered


def _raw(field: Field, asked: Asked, text: str, context: FormContext) -> list[str]:
    if field.kind not in CHOOSES:
        return [text.strip() if field.kind == "long" else " ".join(text.split())]
    options = context.options_of(field) or ()
    by_words = {plain(words): option.value for option in options for words in (option.label, option.value)}
    chosen = []
    for words in _ticked(text):
        value = {**by_words, **asked.words}.get(plain(words))
        if value is None:
            labels = ", ".join(option.label for option in options)
            raise Refused(said("dit is geen van de antwoorden ({options}). Kies het zelf.", options=Said(labels)))
        chosen.append(value)
    if len(chosen) > 1 and field.kind != "choices":
        raise Refused(said("er is meer dan één antwoord aangekruist. Kies het zelf."))
    return chosen


def _ticked(text: str) -> list[str]:
    """Return the answers that are ticked; where there are no boxes, the text itself."""
    if CHECKED not in text and UNCHECKED not in text:
        return [text] if text.strip() else []
    parts = text.replace(UNCHECKED, f"\0{UNCHECKED}").replace(CHECKED, f"\0{CHECKED}").split("\0")
    return [part[1:].strip() for part in parts if part.startswith(CHECKED)]


def _in_words(field: Field, raw: Sequence[str], context: FormContext) -> str:
    if field.kind in CHOOSES:
        labels: Mapping[str, str] = {option.value: option.label for option in context.options_of(field) or ()}
        return ", ".join(labels.get(each, each) for each in raw)
    return "\n".join(raw)
