"""One act on one case under lock, as everything that takes part in it sees it."""

from datetime import date
from typing import Any

from workflows.domain.answers import JSON
from workflows.domain.ledger import ClockEvent, WantedRung
from workflows.domain.people import OFFICE
from workflows.engine.definition import ProcessDefinition
from workflows.engine.execution import Execution
from workflows.persistence import people
from workflows.persistence.models import NO_DATE
from workflows.persistence.on_file import OnFile, on_file
from workflows.persistence.relations import RelationRow
from workflows.persistence.reminders import ReminderRow
from workflows.persistence.rows import CaseRow, JobRow, NewEntry, OpenRows, TaskRow
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.diagram import Element
from workflows.routes.route import Shared
from workflows.routes.vocabulary import MANDATED
from workflows.services import terms
from workflows.services.asking import objection_to
from workflows.services.deployments import shared_of


class Act:
    """A case, its live tokens, what was open in it before (*rows*), and what will be written of it."""

    def __init__(self, uow: UnitOfWork, case: CaseRow, rows: OpenRows, execution: Execution) -> None:
        self.uow, self.case, self.rows, self.execution = uow, case, rows, execution
        self.shared: Shared = shared_of(uow)
        self.parties = dict(rows.parties)
        self.tasks: dict[str, TaskRow] = {task.token: task for task in rows.tasks}
        self.jobs: dict[str, JobRow] = {}  #: jobs that this step adds beside those that follow from the state
        self.reminders: list[ReminderRow] = []  #: what is told in the next digests
        self.causes: dict[str, tuple[str, int]] = {}  #: why a term was late, by rule, and who says so
        self.climbed: dict[str, list[str]] = case.state.get("climbed", {})
        self.entries: list[NewEntry] = []
        self.tlv_number: str | None = None  #: of the TLV that this step gives
        self.revoked: set[int] = set()  #: the TLVs that this step revokes
        self.letters: list[dict[str, Any]] = []  #: rows of the letters that this step makes
        self.relations: dict[str, RelationRow] = {}  #: what this step learns of the people around the pupil, by key
        self.written: tuple[TaskRow, ...] = ()  #: the tasks as they stand after this step
        self.moved: set[str] = set()  #: rules whose last day moved because the register changed
        self.started: set[str] = set()  #: rules whose clock was started in this step

    @property
    def definition(self) -> ProcessDefinition:
        return self.execution.definition

    @property
    def on_file(self) -> OnFile:
        """What was on file of the case before this act."""
        return on_file(self.uow, self.case.id)

    def record(self, kind: str, element: str | None = None, **more: Any) -> None:
        """Add to the history what happened on the legal date of the present act."""
        self.entries.append(NewEntry(kind, self.execution.on, element_id=element, **more))

    def record_rung(self, wanted: WantedRung, *, speaks: bool, on: date) -> None:
        """Note that a rung was climbed, or passed over because a higher one was due as well."""
        facts: dict[str, JSON] = {"rule": wanted.rule, "due_on": wanted.due_on.isoformat(), "rung": wanted.rung.name}
        self.entries.append(NewEntry("rung" if speaks else "rung.skipped", on, facts=facts))

    def record_clock(self, event: ClockEvent) -> None:
        """Note what happened to a clock."""
        if event.what == "started":
            self.started.add(event.rule)
        kept: dict[str, JSON] = {"rule": event.rule}
        for name in ("why", "regime"):
            if value := getattr(event, name):
                kept[name] = value
        for name in ("until", "day0", "not_before"):
            if day := getattr(event, name):
                kept[name] = day.isoformat()
        self.entries.append(NewEntry(f"deadline.{event.what}", event.on, element_id=event.element or None, facts=kept))

    def actor_of(self, element: Element, roles: str | None = None) -> str:
        """Return the group that does an element: the role of its lane, of the organisation it acts for in this case.

        A lane may name several roles (a school for PO has an IB'er, one for VO a zorgcoördinator): it is the first
        one that somebody has there who may do it.
        """
        lane = element.lane
        candidates = (roles or (lane.role if lane is not None else None) or OFFICE).split()
        groups = [
            (role, self._organisation_of(role, lane.party_of(role) if lane is not None else None))
            for role in candidates
        ]
        staffed = groups if len(groups) == 1 else [group for group in groups if self.in_role(*group)] or groups
        able = next((group for group in staffed if len(staffed) == 1 or self._can_do(element, *group)), staffed[0])
        return f"{able[0]}:{able[1]}"

    def _can_do(self, element: Element, role: str, organisation: int) -> bool:
        """Is there somebody in a group who is not ruled out by what they did in the case that this one came from?"""
        not_by = [word for word in element.properties.get("not_by", "").split() if word.startswith(MANDATED)]
        return not not_by or any(
            objection_to(self.uow, self.case.id, self.definition, person, not_by) is None
            for person in self.in_role(role, organisation)
        )

    def in_role(self, role: str, organisation: int) -> list[int]:
        """Return who can sign in and has *role* today in an organisation, by name."""
        if organisation in self.on_file.organisations:
            return list(self.on_file.in_role(role, organisation))
        return [row.id for row in people.in_role(self.uow, role, organisation)]  # it came into the case in this act

    def _organisation_of(self, role: str, party: str | None) -> int:
        return self.parties.get(party or self.shared.roles[role].party) or self.parties["swv"]

    def due_of(self, element: Element) -> tuple[str | None, date]:
        """Return the term that an element must keep, and its last day."""
        rule = terms.rule_of(element, self.execution.ledger)
        due = self.execution.ledger.due(rule) if rule else None
        return rule, due.on if due is not None else NO_DATE
