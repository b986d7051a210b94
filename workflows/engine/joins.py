"""Parallel and inclusive gateways that join what arrived, in loops too.

SpiffWorkflow counts earlier rounds of a loop as arrivals. Here every arrival waits as a token of its own, and a join
consumes exactly one per incoming flow (BPMN 2.0 §13.4.1 and §13.4.3).
"""

from collections.abc import Iterable, Mapping

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.util.task import TaskState

from workflows.engine.nodes import Node, holds, otherwise
from workflows.engine.tokens import OPEN, Token
from workflows.routes.diagram import Flow, Process


class _Join(Node):
    rest, kind = TaskState.WAITING, "join"

    def _consume(self, token: Token) -> None:
        """Take the oldest waiting token of every other flow; *token* goes on for all of them."""
        taken = {token.came_over}
        for other in token.workflow.at(self):
            if other is not token and other.came_over not in taken:
                taken.add(other.came_over)
                other._set_state(TaskState.CANCELLED)
                token.workflow._forget(other)


class ParallelGateway(_Join, defaults.ParallelGateway):
    """Goes on when a token has arrived over every incoming flow, and leaves over every outgoing flow."""

    def _update_hook(self, token: Token) -> bool:
        incoming = self.element.incoming
        if len(incoming) == 1:
            return True
        token._set_state(TaskState.WAITING)
        if len({each.came_over for each in token.workflow.at(self)}) < len(incoming):
            return False
        self._consume(token)
        return True


class InclusiveGateway(_Join, defaults.InclusiveGateway):
    """Goes on when no token can still come to an empty incoming flow; takes each flow whose condition holds."""

    feeders: Mapping[str, frozenset[str]]
    """By incoming flow: the elements from which a token can come to it without passing this gateway."""

    def prepare(self, process: Process) -> None:
        """Work out, once per definition, from where each incoming flow can be reached."""
        self.feeders = {flow: self._feeding(process, flow) for flow in self.element.incoming}

    def _feeding(self, process: Process, flow: str) -> frozenset[str]:
        """Follow the flows back; the edge of an activity is no flow, so the way ends at a boundary event."""
        found: set[str] = set()
        todo = [flow]
        while todo:
            source = process.elements[process.flows[todo.pop()].source]
            if source.id not in found and source.id != self.element.id:
                found.add(source.id)
                todo += source.incoming
        return frozenset(found)

    def _update_hook(self, token: Token) -> bool:
        if len(self.element.incoming) == 1:
            return True
        token._set_state(TaskState.WAITING)
        return False

    def released(self, token: Token) -> bool:
        arrived = {each.came_over for each in token.workflow.at(self)}
        empty = [feeders for flow, feeders in self.feeders.items() if flow not in arrived]
        filled = [feeders for flow, feeders in self.feeders.items() if flow in arrived]
        for other in token.workflow.tasks.values():
            if other._state & OPEN and other.task_spec is not self:
                at = other.task_spec.element.id
                if any(at in each for each in empty) and not any(at in each for each in filled):
                    return False
        self._consume(token)
        return True

    def _taken(self, token: Token) -> Iterable[tuple[Flow, str]]:
        return [way for way in self.flows if holds(way[0], self.element, token)] or otherwise(self)
