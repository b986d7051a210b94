"""Handing something in outside any task: anybody on the public page, the office for what came on paper or by telephone.

Source: Awb art. 2:8-2:13 (electronic submission, since 2026), 4:13, 6:9, 6:14 and 9:6 (receipt counts, and is
confirmed).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from workflows.domain.answers import Form, FormContext
from workflows.domain.errors import FieldError, InvalidAnswers, NotFound, WorkflowError
from workflows.domain.people import Person
from workflows.domain.wording import Text, said
from workflows.persistence import cases, models, people
from workflows.persistence import incoming as table
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.incoming import IncomingKind
from workflows.services import access, documents, terms
from workflows.services.deadlines import explain
from workflows.services.deployments import shared_of
from workflows.services.views import DueView

MOST_FILES = 5
WEBSITE = "website"
CHANNELS = ("post", "telefoon", "e-mail", "balie")
FROM_ONE, FROM_ALL = 5, 60  #: submissions an hour on the public page
EARLIEST = timedelta(days=366)
Files = Sequence[tuple[str, bytes]]


class TooMuch(WorkflowError):
    """The public page is asked for more than it takes in an hour; nothing was kept, and the visitor is told so."""


@dataclass(frozen=True)
class Receipt:
    """What who handed something in gets at once: its number, when it came, and by when they hear from us."""

    number: str
    kind: Text
    at: datetime
    hears_by: DueView | None
    swv: str
    address: tuple[str, ...]


def kinds(uow: UnitOfWork, *, public: bool) -> tuple[IncomingKind, ...]:
    """Return what may be handed in by anybody, or registered by the office."""
    return tuple(kind for kind in shared_of(uow).incoming.values() if kind.public or not public)


def form_of(uow: UnitOfWork, kind: IncomingKind, *, public: bool) -> Form:
    """Return the questions: those of the kind on the public page, for the office the short ones of paper post."""
    return shared_of(uow).forms[kind.form if public else "post"]


def swvs(uow: UnitOfWork) -> tuple[tuple[str, str], ...]:
    """Return the samenwerkingsverbanden to choose from."""
    return tuple((row.code, row.name) for row in people.organisations(uow, "swv"))


def hand_in(
    uow: UnitOfWork, *, kind: str, swv: str, raw: dict[str, list[str]], files: Files, source: str, key: str
) -> Receipt:
    """Keep what somebody hands in on the public page and return the receipt. The same submit twice is once.

    *source* is what tells one visitor from another; only its hash is kept, for an hour.

    Raises:
        TooMuch: more came in this hour than the page takes.
        InvalidAnswers: field by field.
    """
    if (known := table.handed_in(uow, key)) is not None:
        return _receipt(uow, known)
    hour = f"{uow.now:%Y%m%d%H}"
    hashed = hashlib.sha256(f"{hour}:{source}".encode()).hexdigest()[:20]
    one, everybody = table.count_visit(uow, hashed, hour)
    if one > FROM_ONE or everybody > FROM_ALL:
        raise TooMuch("more than the page takes in an hour")
    row = _keep(uow, kind, swv, raw, files, channel=WEBSITE, received_on=uow.today, by=None, key=key, public=True)
    return _receipt(uow, row)


def register(
    uow: UnitOfWork,
    by: Person,
    *,
    kind: str,
    swv: str,
    raw: dict[str, list[str]],
    files: Files,
    channel: str,
    received_on: date,
    key: str,
) -> str:
    """Register what came by post, telephone or mail or at the desk; return its number.

    Raises:
        NotFound: only the office registers.
        InvalidAnswers: field by field.
    """
    offices = {row.code: row.id for row in people.organisations(uow, "swv") if row.id in access.offices_of(by)}
    if not offices:
        raise NotFound("registering post")
    if (known := table.handed_in(uow, key)) is not None:
        return known.number
    errors = []
    if channel not in CHANNELS:
        errors.append(FieldError("_channel", said("Hoe ontvangen: kies post, telefoon, e-mail of balie.")))
    if not uow.today - EARLIEST <= received_on <= uow.today:
        words = said("Ontvangen op: kies een dag van {first} tot en met vandaag.", first=uow.today - EARLIEST)
        errors.append(FieldError("_received_on", words))
    if swv not in offices:
        errors.append(FieldError("_swv", said("Samenwerkingsverband: kies er een uit de lijst.")))
    if errors:
        raise InvalidAnswers(errors)
    return _keep(
        uow, kind, swv, raw, files, channel=channel, received_on=received_on, by=by.id, key=key, public=False
    ).number


def _keep(
    uow: UnitOfWork, name: str, swv: str, raw: dict[str, list[str]], files: Files, *, channel: str, received_on: date,
    by: int | None, key: str, public: bool,
) -> models.Incoming:  # fmt: skip
    errors: list[FieldError] = []
    possible = kinds(uow, public=public)
    kind = next((each for each in possible if each.id == name), None)
    organisation = people.organisation_by_code(uow, swv)
    if organisation is None or organisation.kind != "swv":
        errors.append(FieldError("_swv", said("Samenwerkingsverband: kies er een uit de lijst.")))
    if kind is None:
        errors.append(FieldError("_kind", said("Waar gaat het om: kies een antwoord.")))
    if len(files) > MOST_FILES:
        errors.append(FieldError("_files", said("Bijlagen: hoogstens vijf. Voeg de rest later toe.")))
    kept = []
    for file, data in files[:MOST_FILES]:
        try:
            kept.append((documents.tidy_name(file), documents.look_into(file, data, "_files"), data))
        except InvalidAnswers as refused:
            errors += refused.errors
    answers = None
    try:
        form = form_of(uow, kind or possible[0], public=public)
        answers = form.read(raw, FormContext(on=uow.today)).details
    except InvalidAnswers as refused:
        errors += refused.errors
    if errors or kind is None or organisation is None or answers is None:
        raise InvalidAnswers(errors)
    number = f"IN-{uow.today.year}-{cases.next_number(uow, f'incoming:{uow.today.year}'):06}"
    row = models.Incoming(
        number=number, kind=kind.id, channel=channel, received_on=received_on, recorded_at=uow.now, recorded_by_id=by,
        swv_id=organisation.id, role=kind.role, answers=dict(answers), submit_key=key[:64],
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    for file, found, data in kept:
        uow.session.add(
            models.IncomingFile(
                incoming_id=row.id, name=file, media_type=found.media_type, size=len(data), content=data,
                looked=found.looked, doubt_at=found.doubt_at or None,
            )
        )  # fmt: skip
    return row


def _receipt(uow: UnitOfWork, row: models.Incoming) -> Receipt:
    swv = uow.session.get_one(models.Organisation, row.swv_id)
    kind = shared_of(uow).incoming[row.kind]
    address = tuple((swv.address or "").splitlines())
    return Receipt(row.number, kind.label, row.recorded_at, hears_by(uow, row), swv.name, address)


def hears_by(uow: UnitOfWork, row: models.Incoming) -> DueView | None:
    """Return by when who handed it in hears from us, where that is so."""
    shared = shared_of(uow)
    rule = shared.incoming[row.kind].confirm
    if not rule:
        return None
    due = explain(shared.rules, shared.calendar, rule, row.received_on)
    found = due.rule
    tone = terms.tone_of(found, due.due.on, uow.today, shared.calendar) if row.handled_at is None else ""
    steps = terms.because_of(due.due.because)
    return DueView(found.id, found.label, due.due.on, found.norm, tone, steps, found.consequence)
