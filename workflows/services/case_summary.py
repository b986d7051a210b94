"""The one page about a case for who advises on it, made from the dossier: only what the reader may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.domain.answers import Form, FormContext
from workflows.domain.people import Person
from workflows.domain.wording import Said
from workflows.engine.definition import ProcessDefinition
from workflows.persistence import models
from workflows.persistence.on_file import on_file
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.route import SummaryPart
from workflows.services import access, dossier, terms
from workflows.services.deployments import definition_of, shared_of
from workflows.services.views import BannerView, CaseHead, DeadlineView, DocumentView

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SummarySection:
    """Questions and answers under a title; several columns where something was asked more than once."""

    title: str
    columns: tuple[Rows, ...]


@dataclass(frozen=True)
class FormerTlv:
    """A TLV that the child had before."""

    number: str
    kind: str
    valid_from: date
    valid_until: date
    revoked: bool


@dataclass(frozen=True)
class CaseSummary:
    """A case on one page."""

    head: CaseHead
    sections: tuple[SummarySection, ...]
    tlvs: tuple[FormerTlv, ...]
    terms: tuple[DeadlineView, ...]
    documents: tuple[DocumentView, ...]
    banners: tuple[BannerView, ...]


def summary(uow: UnitOfWork, case: models.Case, by: Person, what: str) -> CaseSummary:
    """Return the page about a case, as far as *by* may read it; the reading is logged as *what*."""
    access.log_read(uow, case.id, by, what)
    definition, blocks = definition_of(uow, case.deployment_id), access.blocks_of_case(uow, case.id, by)
    shared, ledger, filed = shared_of(uow), terms.ledger_of(uow, case), on_file(uow, case.id)
    ours = {each.rule.id for each in ledger.deadlines() if each.rule.owner == terms.OWN and each.state != "stopped"}
    views = terms.deadline_views(ledger, uow.today, shared.rules, shared.calendar)
    return CaseSummary(
        head=dossier.head(uow, case, definition, by),
        sections=_sections(uow, case, definition, blocks, by),
        tlvs=tuple(
            FormerTlv(each.number, each.kind, each.valid_from, each.valid_until, each.revoked_on is not None)
            for each in filed.tlvs
            if each.case_id != case.id and "decision" in blocks
        ),
        terms=tuple(view for view in views if view.rule in ours),
        documents=dossier.documents(uow, case.id, blocks, by),
        banners=dossier.banners(definition, case, uow.today, blocks),
    )


def _sections(
    uow: UnitOfWork, case: models.Case, definition: ProcessDefinition, blocks: frozenset[str], by: Person
) -> tuple[SummarySection, ...]:
    steps, context = dossier.readable_steps(uow, case, definition, blocks, by)
    readable = [(form, given) for _, form, given in steps]
    found = []
    for part in definition.route.settings.summary:
        columns = tuple(column for column in _columns(part, readable, context) if column)
        if columns:
            found.append(SummarySection(Said(part.title), columns))
    return tuple(found)


def _columns(part: SummaryPart, readable: list[tuple[Form, dict[str, Any]]], context: FormContext) -> list[Rows]:
    """Return the answers of a part: one column with the last answer to each question, or one for each time."""
    if part.beside:
        return [_rows(part, [each], context) for each in readable]
    return [_rows(part, readable, context)]


def _rows(part: SummaryPart, among: list[tuple[Form, dict[str, Any]]], context: FormContext) -> Rows:
    found: dict[str, tuple[str, str]] = {}
    for form, given in among:
        for name in part.fields:
            if name in given:
                [(label, words)] = form.as_filled({name: given[name]}, context)
                found[name] = Said(label), words
    return tuple(found[name] for name in part.fields if name in found)
