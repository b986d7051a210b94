"""Reads notices/<name>.txt: a head in TOML between two lines of +++, then the text of the letter."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import PurePosixPath
from typing import get_args

from workflows.domain.errors import InvalidExpression, InvalidRoute
from workflows.domain.expressions import Expression
from workflows.domain.findings import Finding
from workflows.domain.letters import Letter, LetterKind, compile_letter
from workflows.routes.entries import Entry, remedy_for, toml_of
from workflows.routes.remarks import Remarks

MAX_BYTES = 100_000
_RULE = "+++"


def read_letter(file: str, data: bytes, known: Collection[str] | None = None) -> Letter:
    """Return the letter of a file; with *known*, it may name no other fact, field or detail.

    Raises:
        InvalidRoute: with every finding.
    """
    letter, findings = _read(file, data, _frozen(known))
    if letter is None:
        raise InvalidRoute(findings)
    return letter


def letter_findings(file: str, data: bytes, known: Collection[str] | None = None) -> list[Finding]:
    """Return everything there is to say about the file, warnings too."""
    return list(_read(file, data, _frozen(known))[1])


def _frozen(known: Collection[str] | None) -> frozenset[str] | None:
    return None if known is None else frozenset(known)


@lru_cache(maxsize=1024)
def _read(file: str, data: bytes, known: frozenset[str] | None) -> tuple[Letter | None, list[Finding]]:
    remarks = Remarks(file)
    path = PurePosixPath(file)
    if path.suffix != ".txt":
        remarks.refuse(
            "", "letter-file", "Een brief is een tekstbestand.", "Geef het bestand een naam die eindigt op .txt."
        )
        return None, remarks.findings
    parts = _head_and_body(remarks, data)
    if parts is None:
        return None, remarks.findings
    head, body, first_line = parts
    values = toml_of(remarks, head.encode(), MAX_BYTES)
    if values is None:
        return None, remarks.findings
    entry = Entry(remarks, "", values)
    kinds: dict[str, LetterKind] = {kind: kind for kind in get_args(LetterKind)}
    kind = entry.text("kind") or "brief"
    if kind not in kinds:
        entry.remark("letter-kind", f"De soort ‘{kind}’ bestaat niet.", remedy_for(kind, kinds))
    subject = entry.text("subject", required=True)
    to = entry.texts("to")
    not_needed, needed_when = entry.labels("not_needed"), _conditions(entry)
    entry.done()
    if not body.strip():
        remarks.refuse("", "letter-empty", "De brief heeft geen tekst.", "Schrijf de tekst onder de tweede regel +++.")
    letter: Letter | None = None
    try:
        letter = compile_letter(
            path.stem,
            subject,
            body,
            kind=kinds.get(kind, "brief"),
            to=to,
            known=known,
            needed_when=needed_when,
            not_needed=not_needed,
        )
    except InvalidExpression as error:
        line = "" if error.position is None else f"regel {first_line + body.count(chr(10), 0, error.position)}"
        remarks.refuse(line, "letter", str(error), "Verbeter de brief op deze plaats.")
    return (None if remarks.wrong else letter), remarks.findings


def _conditions(entry: Entry) -> dict[str, Expression]:
    """Return when a part of a decision is needed, by its name."""
    values = entry.take("needed_when") or {}
    if not isinstance(values, dict):
        entry.remark("value", "‘needed_when’ klopt niet.", "Begin met [needed_when], en schrijf dan onderdeel = '…'.")
        return {}
    conditions = Entry(entry.remarks, "needed_when", values)
    found = {part: conditions.expression(part, required=True) for part in conditions.values}
    return {part: condition for part, condition in found.items() if condition is not None}


def _head_and_body(remarks: Remarks, data: bytes) -> tuple[str, str, int] | None:
    """Return head, body and the number of the body's first line."""
    if len(data) > MAX_BYTES:
        remarks.refuse("", "too-large", f"De brief is groter dan {MAX_BYTES // 1000} kB.", "Kort de tekst in.")
        return None
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        remarks.refuse("", "not-utf-8", "Het bestand is geen UTF-8.", "Bewaar de brief als UTF-8.")
        return None
    rules = [number for number, line in enumerate(lines) if line.strip() == _RULE][:2]
    if len(rules) < 2 or rules[0] != 0:
        remarks.refuse(
            "",
            "letter-head",
            "De brief begint niet met een kop tussen twee regels +++.",
            f'Begin met {_RULE}, dan subject = "…", dan weer {_RULE}.',
        )
        return None
    return "\n".join(lines[1 : rules[1]]), "\n".join(lines[rules[1] + 1 :]), rules[1] + 2
