"""What a school sent last, as it stood before: kept in the case until anything else happens to it.

An application may be withdrawn, so also taken back and sent again; what is sent again is received then (Awb art. 4:13).
"""

from collections.abc import Iterable, Sequence

from workflows.domain.answers import JSON
from workflows.persistence import models
from workflows.persistence.rows import NewEntry
from workflows.services.act import Act

TAKEN_BACK = "taken_back"
BEFORE = "before"  #: where the state of a case keeps it
_FOLLOWS = frozenset({"completed", "deadline.started", "effect"})  #: what may go back with what was sent
_UNDONE = frozenset({"check_mandate", "set_party"})  #: effects that leave no trace, or one that is kept here


def kept(act: Act) -> dict[str, JSON] | None:
    """Return what makes it possible to take back what this act sent; None: it did more, or went to nobody else.

    That is a step that somebody of a school or board completed, after which only the samenwerkingsverband has
    something to do, and that made no letter, began no other case and stopped no term.
    """
    done = act.entries[0] if act.entries else None
    if done is None or done.kind != "completed" or done.token is None or act.execution.ended:
        return None
    new = [task for token, task in act.tasks.items() if task.ended_at is None and not task.id]
    ours = {role.id for role in act.shared.roles.values() if role.party == "swv"}
    sent = act.tasks[done.token].actor.partition(":")[0] not in ours and new
    if not sent or any(task.actor.partition(":")[0] not in ours for task in new):
        return None
    if act.letters or act.reminders or act.causes or any(job.kind != "mail" for job in act.jobs.values()):
        return None
    if not all(_goes_back(act, entry) for entry in act.entries) or "_namens" in (done.details or {}):
        return None
    before: dict[str, JSON] = {name: value for name, value in act.case.state.items() if name != BEFORE}
    return {"token": done.token, "seq": act.case.last_seq + 1, "state": before, "parties": dict(act.rows.parties)}


def _goes_back(act: Act, entry: NewEntry) -> bool:
    if entry.kind != "effect":
        return entry.kind in _FOLLOWS
    element = act.definition.element(entry.element_id or "")
    return element.kind == "businessRuleTask" or element.properties.get("does") in _UNDONE


def standing(entries: Iterable[models.Entry]) -> Sequence[models.Entry]:
    """Return a history without what was taken back."""
    entries = list(entries)
    gone: set[int] = set()
    for entry in entries:
        if entry.kind == TAKEN_BACK:
            gone.update(range((entry.facts or {})["seq"], entry.seq))
    return [entry for entry in entries if entry.seq not in gone]
