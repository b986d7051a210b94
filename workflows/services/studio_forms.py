"""The questions of a proposal: the list of a form, and one question changed, added, moved or taken away."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

from workflows.domain.answers import Form
from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute, NotFound
from workflows.domain.fields import SILENT, Field, FormContext, Kind
from workflows.domain.findings import Finding, errors_in
from workflows.domain.people import Person
from workflows.domain.wording import said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.changes import PERSONAL
from workflows.routes.condition_words import in_words
from workflows.routes.duties import Duty
from workflows.routes.duty_steps import asked_by_law
from workflows.routes.form_text import FormText
from workflows.routes.forms import form_findings, read_form
from workflows.routes.route import Route
from workflows.routes.uses import uses_of
from workflows.routes.weighing import Weight
from workflows.routes.weights import weight_of_field, weight_of_new_field, weight_without_field
from workflows.services import studio, studio_law
from workflows.services.deployments import shared_of
from workflows.services.studio_steps import reading_in

KINDS: tuple[str, ...] = get_args(Kind)
#: what the page of a question asks; what else stands there stays
KEYS = ("label", "kind", "hint", "options", "options_from", "required", "fact", "show_when", "min", "max", "block",
        "purpose")  # fmt: skip
BOUND = ("date", "number", "money")  #: kinds of answers that can be too low or too high
_FLAGS = frozenset({"required", "fact"})
#: what who asks something about a person must fill in
_ASKS = {
    "block": said("Wiens gegevens: kies dit zelf bij een vraag over een persoon. Grondslag en bewaren volgen eruit."),
    "purpose": said("Waarvoor dit nodig is: vul dit in. De functionaris gegevensbescherming kijkt mee."),
}
_OF_LAW = ("kind", "required", "show_when")  #: what the law holds to, of a question that it wants asked
_ONLY_WHEN_ASKING = ("options", "options_from", "required", "fact", "block", "purpose")
Raw = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A question in the list; *name* is its id, or what the check calls it, *without* what it weighs to drop it."""

    number: int
    name: str
    values: Mapping[str, Any]
    without: Weight | None
    findings: tuple[Finding, ...]
    when: str = ""  #: when it is asked, in words


@dataclass(frozen=True)
class FormPage:
    """The questions of a form, and the form as who works with it will see it: None while it cannot be read."""

    path: str
    intro: str
    block: str
    rows: tuple[Row, ...]
    form: Form | None
    context: FormContext
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class FieldPage:
    """One question: what it says as one types it, and what a change of each of that weighs."""

    path: str
    number: int
    name: str
    typed: Mapping[str, str]
    weights: Mapping[str, Weight]
    lists: tuple[str, ...]
    block: str
    duty: Duty | None = None  #: what the law wants it asked for
    findings: tuple[Finding, ...] = ()
    listed: str = ""  #: the answers of the list that is chosen, as one types them


# ------------------------------------------------------------------ looking
def form(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> FormPage:
    """Return the questions of a form.

    Raises:
        NotFound: there is no such form, or not for this person.
    """
    data = _data(uow, by, proposal_id, path)
    return _page(uow, path, data, _by_law(uow, by, proposal_id, path), studio_law.refused(uow, by, proposal_id, path))


def _by_law(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> Mapping[str, Duty]:
    """Return the questions that the law wants asked, with what for; none while the route cannot be read."""
    try:
        route = Route(studio.files_of(uow, by, proposal_id))
        return asked_by_law(route, shared_of(uow), PurePosixPath(path).stem)
    except InvalidRoute:
        return {}


def _data(uow: UnitOfWork, by: Person, proposal_id: int, path: str) -> bytes:
    files = studio.files_of(uow, by, proposal_id)
    if path in files and path.startswith("forms/"):
        return files[path]
    tasks = (
        element.id
        for drawing in files
        if drawing.endswith(".bpmn")
        for process in reading_in(files, drawing).processes
        for element in process.elements.values()
        if element.kind == "userTask"
    )
    if path not in (f"forms/{task}.toml" for task in tasks):
        raise NotFound(f"no form {path!r}")
    return b""  # a task in the drawing that asks nothing yet


def _page(
    uow: UnitOfWork, path: str, data: bytes, law: Mapping[str, Duty], refused: Sequence[Finding] = ()
) -> FormPage:
    findings, shared = [*refused, *form_findings(path, data)], shared_of(uow)
    try:
        text = FormText(path, data)
        rows, head = text.fields, text.head
    except InvalidRoute as unreadable:
        rows, head, findings = [], {}, list(dict.fromkeys([*findings, *unreadable.findings]))
    read = read_form(path, data) if not errors_in(form_findings(path, data)) else None
    known = {each.id: each for each in read.fields} if read else {}
    context = FormContext(on=uow.today, options=lambda name: shared.lists.get(name, ()))
    shown = tuple(
        Row(
            number,
            _name(number, values),
            values,
            _weight_without(known.get(_name(number, values)), law),
            tuple(each for each in findings if each.element == _name(number, values)),
            _when(known.get(_name(number, values)), known, context),
        )
        for number, values in enumerate(rows)
    )
    named = {row.name for row in shown}
    return FormPage(
        path,
        str(head.get("intro", "")),
        str(head.get("block", "")),
        shown,
        read,
        context,
        tuple(each for each in findings if each.element not in named),
    )


def _weight_without(field: Field | None, law: Mapping[str, Duty]) -> Weight | None:
    if field is None:
        return None
    return Weight("D") if field.id in law else weight_without_field(field)


def _when(field: Field | None, known: Mapping[str, Field], context: FormContext) -> str:
    return in_words(field.show_when.source, known, context.options_of) if field and field.show_when else ""


def _name(number: int, values: Mapping[str, Any]) -> str:
    """Return what the check calls a question: its id, or its kind and its place."""
    return str(values.get("id") or f"{values.get('kind')}_{number + 1}")


def field(uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: int, *, new: bool = False) -> FieldPage:
    """Return one question to change; with *new* an empty one, to stand at that place.

    Raises:
        NotFound: there is no such question, or not for this person.
    """
    data = _data(uow, by, proposal_id, path)
    law = _by_law(uow, by, proposal_id, path)
    page = _page(uow, path, data, law)
    lists = tuple(shared_of(uow).lists)
    if new:
        if not 0 <= number <= len(page.rows):
            raise NotFound(f"no place {number}")
        weights = {key: weight_of_new_field(key) for key in KEYS}
        return FieldPage(path, number, "", {**dict.fromkeys(KEYS, ""), "kind": "text"}, weights, lists, page.block)
    if not 0 <= number < len(page.rows):
        raise NotFound(f"no question {number}")
    row = page.rows[number]
    known: Field | None = next((each for each in page.form.fields if each.id == row.name), None) if page.form else None
    weights = {key: weight_of_field(known, key) for key in KEYS} if known else {}
    if (duty := law.get(row.name)) is not None:
        weights |= dict.fromkeys(_OF_LAW, Weight("D"))
    refused = studio_law.refused(uow, by, proposal_id, path, row.name)
    return FieldPage(
        path, number, row.name, _typed(row.values), weights, lists, page.block, duty, refused, _listed(uow, row.values)
    )


def _listed(uow: UnitOfWork, values: Mapping[str, Any]) -> str:
    options = shared_of(uow).lists.get(str(values.get("options_from")), ())
    return "\n".join(f"{each.value} = {each.label}" for each in options)


def _typed(values: Mapping[str, Any]) -> dict[str, str]:
    typed = {key: str(values.get(key, "")) for key in KEYS if key not in (*_FLAGS, "options")}
    typed |= {key: "ja" if values.get(key) is True else "" for key in _FLAGS}
    options = values.get("options")
    typed["options"] = (
        "\n".join(f"{key} = {label}" for key, label in options.items()) if isinstance(options, dict) else ""
    )
    return typed


def tried(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: int, raw: Raw, *, new: bool
) -> tuple[FormPage, list[FieldError]]:
    """Return the form as it would be, and what is wrong with what is typed; nothing is saved."""
    data = _data(uow, by, proposal_id, path)
    changed, name = _with(uow, by, proposal_id, path, data, number, raw, new)
    return _page(uow, path, changed, {}), _errors(path, data, changed, name, raw)


# ------------------------------------------------------------------ changing
def change(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: int, raw: Raw, seen: int, *, new: bool
) -> None:
    """Change one question, or add it.

    Raises:
        NotFound, NotAllowed, ProposalMoved: as ``studio.save``.
        InvalidAnswers: thing by thing, with what to do.
    """
    data = _data(uow, by, proposal_id, path)
    changed, name = _with(uow, by, proposal_id, path, data, number, raw, new)
    if errors := [*_errors(path, data, changed, name, raw), *_untold(data, number, raw, new)]:
        raise InvalidAnswers(errors)
    label = " ".join(raw.get("label", "").split())
    what = said("Vraag ‘{label}’ toegevoegd", label=label) if new else said("Vraag ‘{label}’ gewijzigd", label=label)
    studio.save_as(uow, by, proposal_id, path, changed, seen, what, new=not data)


def move(uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: int, to: int, seen: int) -> None:
    """Let a question stand at another place; refuses as ``change`` does."""
    data = _data(uow, by, proposal_id, path)
    text = FormText(path, data)
    text.move(number, to)
    _save(uow, by, proposal_id, path, data, text, seen, said("Volgorde van de vragen gewijzigd"))


def remove(uow: UnitOfWork, by: Person, proposal_id: int, path: str, number: int, seen: int) -> None:
    """Ask a question no more; refuses as ``change`` does, also where something in the route needs its answer."""
    data = _data(uow, by, proposal_id, path)
    text = FormText(path, data)
    if not 0 <= number < len(text.fields):
        raise NotFound(f"no question {number}")
    values, what = text.fields[number], said("Vraag ‘{label}’ weggehaald")
    text.remove(number)
    name, files = str(values.get("id", "")), {**studio.files_of(uow, by, proposal_id), path: text.data}
    if name and name not in _ids(files) and (uses := uses_of(Route(files), name)):
        words = said("‘{label}’ kan niet weg, want dit vraagt er nog naar: {uses}. Wijzig dat eerst.")
        told = words.of(label=str(values.get("label", name)), uses=", ".join(uses[:5]))
        raise InvalidAnswers([FieldError("", told)])
    _save(uow, by, proposal_id, path, data, text, seen, what.of(label=str(values.get("label", ""))))


def _save(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, data: bytes, text: FormText, seen: int, what: str
) -> None:
    if errors := _errors(path, data, text.data, "", {}):
        raise InvalidAnswers(errors)
    studio.save_as(uow, by, proposal_id, path, text.data, seen, what)


def _with(
    uow: UnitOfWork, by: Person, proposal_id: int, path: str, data: bytes, number: int, raw: Raw, new: bool
) -> tuple[bytes, str]:
    """Return the form with what is typed, and what the check calls that question."""
    text = FormText(path, data)
    values = _values(raw)
    if new:
        if values["kind"] not in SILENT:
            values["id"] = _new_id(values["label"] or "", studio.files_of(uow, by, proposal_id))
        text.add(number, values)
    else:
        text.change(number, values)
    return text.data if data else text.data.lstrip(), _name(number, text.fields[number])


def _values(raw: Raw) -> dict[str, Any]:
    """Return what is typed as the values of the file; what is empty is left out of it."""
    values: dict[str, Any] = {key: " ".join(raw.get(key, "").split()) or None for key in KEYS}
    values |= {key: True if raw.get(key) else None for key in _FLAGS}
    values["options"] = _options(raw.get("options", "")) or None
    values["label"] = raw.get("label", "").replace("\r\n", "\n").strip()
    if values["kind"] in SILENT:
        values |= dict.fromkeys(_ONLY_WHEN_ASKING)
    if values["kind"] not in ("choice", "choices"):
        values["options"] = None
    for key in ("min", "max"):
        if values["kind"] not in BOUND:
            values[key] = None
        elif key not in raw:  # the page did not ask for it: what stands there stays
            del values[key]
    return values


def _options(typed: str) -> dict[str, str]:
    """Return the answers to choose from, one on each line: ``waarde = Woorden``, or the words alone."""
    found: dict[str, str] = {}
    for line in typed.splitlines():
        value, is_said, label = line.partition("=")
        words = " ".join((label if is_said else value).split())
        if words:
            found[value.strip() if is_said and value.strip() else slug(words)] = words
    return found


def slug(words: str) -> str:
    """Return words as a name in the files: small letters, digits and _, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    return name if name[:1].isalpha() else f"veld_{name}".strip("_")


def _new_id(label: str, files: Mapping[str, bytes]) -> str:
    """Return a name for a question that no question of the route has."""
    taken = _ids(files)
    name = slug(label)
    return next(each for each in (name, *(f"{name}_{n}" for n in range(2, 1000))) if each not in taken)


def _ids(files: Mapping[str, bytes]) -> set[str]:
    """Return the names of the questions of every form that can be read."""
    return {
        str(each.get("id")) for path, data in files.items() if path.startswith("forms/") for each in _fields(path, data)
    }


def _fields(path: str, data: bytes) -> list[dict[str, Any]]:
    try:
        return FormText(PurePosixPath(path).name, data).fields
    except InvalidRoute:
        return []


def _errors(path: str, before: bytes, after: bytes, name: str, raw: Raw) -> list[FieldError]:
    """Return what a change would break that was whole, with the thing that was typed it is about."""
    old = {(each.element, each.problem) for each in errors_in(form_findings(path, before))}
    new = [each for each in errors_in(form_findings(path, after)) if (each.element, each.problem) not in old]
    return [FieldError(_key(each, raw) if each.element == name else "", _sentence(each, name)) for each in new]


def _untold(data: bytes, number: int, raw: Raw, new: bool) -> list[FieldError]:
    """Return what a new question about a person must say of itself; what an old one says is not taken away.

    Source: AVG art. 5 lid 1 sub b (purpose).
    """
    personal = raw.get("kind") in PERSONAL or raw.get("block") == "health"
    before = {} if new else FormText("", data).fields[number]
    lacking = [key for key in _ASKS if (new or before.get(key)) and not raw.get(key, "").strip()]
    return [FieldError(key, _ASKS[key]) for key in lacking if personal]


def _key(finding: Finding, raw: Raw) -> str:
    quoted = next((key for key in raw if f"‘{key}’" in finding.problem), "")
    return quoted or (finding.code if finding.code in raw else "label")


def _sentence(finding: Finding, name: str) -> str:
    place = f"{finding.element}: " if finding.element and finding.element != name else ""
    return f"{place}{finding.problem} {finding.remedy}"
