"""Reads forms/<name>.toml into forms, with a finding for every mistake."""

import keyword
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, get_args

from workflows.domain.answers import Check, Form
from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.expression_functions import FUNCTIONS
from workflows.domain.fields import (
    COLUMNAR,
    DOCUMENT,
    FACTUAL,
    MAX_FILE_BYTES,
    MAX_LONG,
    MEDIA_TYPES,
    SILENT,
    Field,
    Kind,
    Option,
)
from workflows.domain.findings import Finding
from workflows.domain.patterns import Pattern, compile_pattern
from workflows.routes.entries import Entry, remedy_for, toml_of
from workflows.routes.form_trial import try_expressions
from workflows.routes.remarks import Remarks

MAX_BYTES, MAX_FIELDS, MAX_OPTIONS, MAX_COLUMNS = 100_000, 100, 100, 10
#: Data blocks: who may read what, and how long it is kept, follows from the block.
BLOCKS = ("identity", "request", "health", "advice", "meeting", "notes", "decision", "deadlines", "money")
#: What every expression may name beside the fields of the form and the facts of the case.
ALWAYS_KNOWN = frozenset({"on", "nr"})

_KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_RESERVED = ALWAYS_KNOWN | FUNCTIONS.keys() | {"csrf_token", "password", "kept"}
_TEXTS, _COUNTED = frozenset({"text", "long", "email"}), frozenset({"choices", "file", "table"})


def read_form(file: str, data: bytes) -> Form:
    """Return the form of a file.

    Raises:
        InvalidRoute: with every finding.
    """
    form, findings = _read(file, data)
    if form is None:
        raise InvalidRoute(findings)
    return form


def form_findings(file: str, data: bytes) -> list[Finding]:
    """Return everything there is to say about the file, warnings too."""
    return list(_read(file, data)[1])


@lru_cache(maxsize=2048)  # a route is read on every page of the studio, and a change is to one of its files
def _read(file: str, data: bytes) -> tuple[Form | None, list[Finding]]:
    remarks = Remarks(file)
    values = toml_of(remarks, data, MAX_BYTES)
    if values is None:
        return None, remarks.findings
    head = Entry(remarks, "", values)
    title, intro, block = head.text("title"), head.text("intro", longest=5_000), _block(head)
    fields: list[Field] = []
    for number, table in enumerate(head.tables("field"), start=1):
        field = _field(Entry(remarks, _name_of(table, f"veld {number}"), table), number, block)
        if field is None:
            continue
        if field.id in {other.id for other in fields}:
            remarks.refuse(
                field.id, "duplicate", f"Het veld ‘{field.id}’ staat er twee keer.", "Geef één ervan een ander id."
            )
            continue
        fields.append(field)
        if field.or_document:
            fields.append(_document_for(field))
    if not fields:
        remarks.refuse("", "empty", "Het formulier heeft geen velden.", "Begin een veld met [[field]].")
    if len(fields) > MAX_FIELDS:
        remarks.refuse(
            "", "too-large", f"Het formulier heeft meer dan {MAX_FIELDS} velden.", "Verdeel het over twee taken."
        )
    checks = [
        check
        for number, table in enumerate(head.tables("check"), start=1)
        if (check := _check(Entry(remarks, f"check {number}", table), fields)) is not None
    ]
    head.done()
    form = Form(PurePosixPath(file).stem, tuple(fields), tuple(checks), title, intro)
    _order_of_names(form, remarks)
    days = {field.id for field in fields if field.kind == "date"}
    for field in fields:
        if field.did_on and field.did_on not in days:
            remarks.refuse(field.id, "field", f"‘{field.did_on}’ is geen datum.", "Noem een datumveld hiernaast.")
    if not remarks.wrong:
        try_expressions(form, remarks)
    return (None if remarks.wrong else form), remarks.findings


def _document_for(text: Field) -> Field:
    """Return the field for the document that may be the answer to a text."""
    label = f"{text.label.rstrip(' ?:')} (als stuk)"
    return Field(
        id=f"{text.id}{DOCUMENT}", kind="file", label=label, show_when=text.show_when, block=text.block,
        purpose=text.purpose, instead_of=text.id,
    )  # fmt: skip


def _name_of(table: Mapping[str, Any], otherwise: str) -> str:
    name = table.get("id")
    return name if isinstance(name, str) and name else otherwise


def _block(entry: Entry) -> str:
    block = entry.text("block")
    if block and block not in BLOCKS:
        entry.remark("block", f"Het gegevensblok ‘{block}’ bestaat niet.", remedy_for(block, BLOCKS))
    return block


def _field(entry: Entry, number: int, block: str) -> Field | None:
    kind = _KINDS.get(entry.text("kind", required=True))
    if kind is None:
        word = str(entry.values.get("kind", ""))[:40]
        entry.remark("kind", f"De soort veld ‘{word}’ bestaat niet.", remedy_for(word, _KINDS))
        return None
    if kind in SILENT:
        field = Field(
            id=entry.text("id") or f"{kind}_{number}",
            kind=kind,
            label=entry.text("label", longest=5_000, required=True),
            hint=entry.text("hint"),
            show_when=entry.expression("show_when"),
        )
    else:
        field = _question(entry, kind, block)
    entry.done()
    return field if _id_is_fine(entry, field.id) else None


def _question(entry: Entry, kind: Kind, block: str) -> Field:
    field = Field(
        id=entry.text("id", required=True),
        kind=kind,
        label=entry.text("label", required=True),
        hint=entry.text("hint"),
        required=entry.flag("required"),
        required_when=entry.expression("required_when"),
        fact=entry.flag("fact"),
        options=tuple(Option(value, label) for value, label in entry.labels("options").items()),
        options_from=entry.text("options_from") or None,
        show_when=entry.expression("show_when"),
        block=_block(entry) or block,
        purpose=entry.text("purpose"),
        min=entry.expression("min"),
        max=entry.expression("max"),
        max_length=entry.number("max_length", 1, MAX_FILE_BYTES if kind == "file" else MAX_LONG),
        pattern=_pattern(entry),
        pattern_message=entry.text("pattern_message"),
        accept=_accept(entry),
        columns=_columns(entry),
        prefill=entry.expression("prefill"),
        prefill_from=entry.texts("prefill_from"),
        prefill_as=entry.text("prefill_as", longest=500),
        or_document=entry.flag("or_document"),
        not_by=entry.texts("not_by"),
        did=entry.text("did"),
        did_on=entry.text("did_on"),
    )
    if not field.block:
        entry.remark(
            "block", "Er staat niet bij welk gegevensblok dit veld hoort.", f"Vul block in: {', '.join(BLOCKS)}."
        )
    if field.fact and kind not in FACTUAL:
        entry.remark(
            "fact",
            f"Een veld van de soort {kind} kan geen feit zijn: feiten zijn enkele waarden die niets over een persoon"
            " zeggen.",
            f"Haal fact weg, of kies een van deze soorten: {', '.join(sorted(FACTUAL))}.",
        )
    _fitting_keys(entry, field)
    return field


def _fitting_keys(entry: Entry, field: Field) -> None:
    """Report keys that mean nothing for this kind of field: they would be there and do nothing."""
    chooses, kind = field.kind in ("choice", "choices"), field.kind
    if chooses and bool(entry.has("options")) == bool(field.options_from):
        entry.remark(
            "options",
            "Dit veld heeft één bron van antwoorden nodig.",
            "Schrijf de antwoorden zelf (options), of kies een lijst (options_from); niet allebei.",
        )
    if len(field.options) > MAX_OPTIONS:
        entry.remark("options", f"Een veld heeft hoogstens {MAX_OPTIONS} antwoorden.", "Gebruik options_from.")
    if kind == "table" and not field.columns:
        entry.remark("columns", "Een tabel heeft kolommen nodig.", "Schrijf columns = [{ id, kind, label }, …].")
    fits = {
        "options": chooses,
        "options_from": chooses,
        "columns": kind == "table",
        "accept": kind == "file",
        "not_by": kind == "person",
        "did": kind == "person",
        "did_on": kind == "person" and bool(field.did),
        "pattern": kind == "text",
        "pattern_message": kind == "text",
        "max_length": kind in _TEXTS or kind == "file",
        "min": kind in ("number", "money", "date") or kind in _COUNTED,
        "max": kind in ("number", "money", "date") or kind in _COUNTED,
        **dict.fromkeys(("prefill", "prefill_from"), kind not in _COUNTED or kind == "choices"),
        "prefill_as": kind in ("text", "long") and bool(field.prefill_from),
        "or_document": kind == "long",
    }
    for key, does in fits.items():
        if entry.has(key) and not does:
            entry.remark("unknown-key", f"‘{key}’ betekent niets bij een veld van de soort {kind}.", "Haal het weg.")
    if field.prefill is not None and field.prefill_from:
        entry.remark("prefill", "‘prefill’ en ‘prefill_from’ stellen elk iets voor.", "Laat één van beide staan.")
    if field.required and field.required_when is not None:
        entry.remark("required", "‘required’ en ‘required_when’ spreken elkaar tegen.", "Laat één van beide staan.")


def _id_is_fine(entry: Entry, name: str) -> bool:
    if not name:
        return False
    if not _ID.fullmatch(name) or keyword.iskeyword(name):
        entry.remark(
            "id",
            f"‘{name[:60]}’ kan geen id zijn.",
            "Gebruik letters zonder accent, cijfers en _, te beginnen met een letter.",
        )
        return False
    if name in _RESERVED:
        entry.remark("id", f"‘{name}’ heeft al een betekenis.", "Kies een ander id.")
        return False
    return True


def _pattern(entry: Entry) -> Pattern | None:
    source = entry.text("pattern")
    if not source:
        return None
    if not entry.has("pattern_message"):
        entry.remark("pattern", "Er staat niet bij wat te doen als de vorm niet klopt.", "Vul pattern_message in.")
    try:
        return compile_pattern(source)
    except InvalidExpression as error:
        entry.remark("pattern", str(error), "Verbeter het patroon.")
        return None


def _accept(entry: Entry) -> tuple[str, ...]:
    extensions = tuple(f".{each.lower().removeprefix('.')}" for each in entry.texts("accept"))
    for extension in extensions:
        if extension not in MEDIA_TYPES:
            entry.remark(
                "accept", f"Bestanden {extension[:20]} worden niet aangenomen.", remedy_for(extension, MEDIA_TYPES)
            )
    return tuple(extension for extension in extensions if extension in MEDIA_TYPES)


def _columns(entry: Entry) -> tuple[Field, ...]:
    columns: list[Field] = []
    for number, table in enumerate(entry.tables("columns"), start=1):
        column = Entry(entry.remarks, f"{entry.name}.{_name_of(table, str(number))}", table)
        word = column.text("kind", required=True)
        kind = _KINDS.get(word)
        if kind is None or kind not in COLUMNAR:
            column.remark("kind", f"Een kolom van de soort ‘{word[:40]}’ kan niet.", remedy_for(word, COLUMNAR))
            continue
        field = Field(
            id=column.text("id", required=True),
            kind=kind,
            label=column.text("label", required=True),
            required=column.flag("required"),
            options=tuple(Option(value, label) for value, label in column.labels("options").items()),
            options_from=column.text("options_from") or None,
            max_length=column.number("max_length", 1, MAX_LONG),
        )
        column.done()
        if kind == "choice" and column.has("options") == bool(field.options_from):
            column.remark(
                "options",
                "Deze kolom heeft één bron van antwoorden nodig.",
                "Schrijf de antwoorden zelf (options), of kies een lijst (options_from); niet allebei.",
            )
        if _id_is_fine(column, field.id):
            if field.id in {other.id for other in columns}:
                column.remark("duplicate", "Deze kolom staat er twee keer.", "Geef één ervan een ander id.")
            columns.append(field)
    if len(columns) > MAX_COLUMNS:
        entry.remark("columns", f"Een tabel heeft hoogstens {MAX_COLUMNS} kolommen.", "Gebruik een bijlage.")
    return tuple(columns)


def _check(entry: Entry, fields: list[Field]) -> Check | None:
    unless = entry.expression("unless", required=True)
    message, level, field = entry.text("message", required=True), entry.text("level") or "error", entry.text("field")
    entry.done()
    if level not in ("error", "warning"):
        entry.remark("level", f"Het niveau ‘{level[:40]}’ bestaat niet.", remedy_for(level, ("error", "warning")))
    if field and field not in {each.id for each in fields}:
        entry.remark("field", f"Het veld ‘{field[:40]}’ bestaat niet.", "Noem een veld van dit formulier.")
    if unless is None:
        return None
    check = Check(unless, message, "warning" if level == "warning" else "error", field)
    try:
        _ = check.phrase
    except InvalidExpression as error:
        entry.remark("expression", f"‘message’ klopt niet: {error}", "Verbeter wat er tussen {{ en }} staat.")
    return check


def _order_of_names(form: Form, remarks: Remarks) -> None:
    """Report conditions that ask for an answer further down: at that moment it is still empty."""
    below = {field.id for field in form.asking}
    for field in form.fields:
        for key, expression in field.expressions().items():
            for later in sorted(expression.names & below):
                remedy = "Noem een ander gegeven." if later == field.id else f"Zet ‘{later}’ boven dit veld."
                remarks.refuse(field.id, "order", f"‘{key}’ vraagt naar ‘{later}’, dat dan nog leeg is.", remedy)
        below.discard(field.id)
