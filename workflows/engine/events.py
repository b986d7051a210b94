"""Where tokens wait for a moment or a message: catching events, and the groups in which the first one wins."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from workflows.engine.nodes import Node
from workflows.engine.tokens import Token

SPLIT = ".BoundaryEventSplit"  # by this name SpiffWorkflow's parser finds what stands before a node


class Waiting(Node):
    """An event that is waited for; it has happened when its token is made ready."""

    rest = TaskState.WAITING

    def _update_hook(self, token: Token) -> bool:
        token._set_state(TaskState.WAITING)
        return False


class CatchEvent(Waiting, defaults.IntermediateCatchEvent):
    """A timer or message in the flow, or behind an event gateway."""


class BoundaryEvent(Waiting, defaults.BoundaryEvent):
    """A timer or message on the edge of an activity."""


class Group(Node):
    """A node whose tokens wait together; it stays beneath them until the last one has left."""

    rest, holds_members = TaskState.COMPLETED, True

    def member_gone(self, token: Token) -> None:
        if not token._children:
            token.workflow._forget(token)

    def _end_others(self, member: Token) -> None:
        for other in member.parent.children:
            if other is not member:
                member.workflow.withdraw(other)


class EventGateway(Group, defaults.EventBasedGateway):
    """Waits at all its events; the first to happen ends the others."""

    kind = "choice"

    def connect(self, taskspec: Any) -> None:
        TaskSpec.connect(self, taskspec)  # SpiffWorkflow would take the events away from the branches

    def member_leaves(self, token: Token) -> None:
        self._end_others(token)


class BoundarySplit(Group):
    """Stands before an activity with boundary events: *host* is the name of the activity's spec."""

    kind = "edge"
    host: str

    def _on_complete_hook(self, token: Token) -> None:
        for spec in self.outputs:
            token._add_child(spec)

    def member_leaves(self, token: Token) -> None:
        spec = token.task_spec
        if spec.name == self.host or spec.cancel_activity:
            self._end_others(token)
        else:
            token.parent.internal_data.setdefault("fired", []).append(spec.name)
