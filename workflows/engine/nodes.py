"""The nodes of a diagram in motion: SpiffWorkflow's task specs, with hooks of ours where a token arrives and leaves."""

from collections.abc import Iterable
from typing import ClassVar, cast

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from workflows.domain.errors import StepFailed
from workflows.engine.tokens import CalledProcess, Token
from workflows.routes.elements import MAX_INSTANCES, Element, Flow, MultiInstance


class Node(BpmnSpecMixin):
    """What all nodes share. Shared by all cases: nothing here changes once the definition is compiled.

    *rest* is the state in which a token rests here (0: it never does), *kind* its word in a saved state.
    """

    rest: ClassVar[int] = 0
    kind: str = ""
    holds_members: ClassVar[bool] = False
    element: Element
    flows: tuple[tuple[Flow, str], ...] = ()
    """The flows out of this node, each with the name of the spec it leads to."""

    def test(self) -> None:
        """The definition was tested when it was compiled."""

    def _predict_hook(self, _token: Token) -> None:
        """Nothing is predicted."""

    def _update_hook(self, _token: Token) -> bool:
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.workflow.top_workflow.agenda.append(token)

    def _run_hook(self, _token: Token) -> bool | None:
        return True

    def _on_complete_hook(self, token: Token) -> None:
        watcher = token.workflow.top_workflow.watcher
        watcher.passed(token)
        if (above := token.parent) is not token.workflow.task_tree:
            above.task_spec.member_leaves(token)
        specs = self._wf_spec.task_specs
        for flow, target in self._taken(token):
            watcher.took(flow)
            token._add_child(specs[target]).came_over = flow.id

    def _taken(self, _token: Token) -> Iterable[tuple[Flow, str]]:
        """Return the flows over which a token leaves."""
        return self.flows

    def member_leaves(self, _token: Token) -> None:
        """Hear that a token, which hangs under one here, is about to go on."""

    def member_gone(self, _token: Token) -> None:
        """Hear that a token under this one has gone on."""

    def released(self, _token: Token) -> bool:
        """Whether a token, which waits here, may go on because of what happened elsewhere."""
        return False


class StartEvent(Node, defaults.StartEvent):
    """Where a process begins."""


class PassingEvent(Node, defaults.IntermediateThrowEvent):
    """A drawn moment without consequence of its own."""


class EndEvent(Node, defaults.EndEvent):
    """Where a token ends; a terminate end ends all tokens of its process."""

    def _on_complete_hook(self, token: Token) -> None:
        super()._on_complete_hook(token)
        if self.element.event == "terminate":
            token.workflow.withdraw_all(but=token)


class UserTask(Node, defaults.UserTask):
    """A step that waits for a person."""

    rest, kind = TaskState.READY, "user"

    def _on_ready_hook(self, token: Token) -> None:
        token.workflow.top_workflow.watcher.opened(token)


class EffectTask(Node, defaults.ServiceTask):
    """A service, send or business rule task: the token stays until the effect has been performed."""

    rest, kind = TaskState.STARTED, "effect"

    def _run_hook(self, _token: Token) -> None:
        return None


class CallActivity(Node, defaults.CallActivity):
    """Enters another process of the route and goes on when that has ended."""

    rest, kind = TaskState.STARTED, "call"

    def _update_hook(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        CalledProcess(token.workflow.top_workflow.subprocess_specs[self.spec], token).begin()
        return False


class ExclusiveGateway(Node, defaults.ExclusiveGateway):
    """Takes the first flow, in the file's order, whose condition holds; else the default flow."""

    def _taken(self, token: Token) -> Iterable[tuple[Flow, str]]:
        return next(([way] for way in self.flows if holds(way[0], self.element, token)), None) or otherwise(self)


class Instances(Node, defaults.ParallelMultiInstanceTask):
    """A multi-instance element: holds one token per instance, numbered from 1, at once or one after the other."""

    rest, kind = TaskState.STARTED, "instances"

    def _update_hook(self, token: Token) -> bool:
        multi = cast("MultiInstance", self.element.multi)  # the parser refused the element otherwise
        watcher = token.workflow.top_workflow.watcher
        total = watcher.evaluate(multi.cardinality, self.element, token.nr)
        if type(total) is not int or not 0 <= total <= MAX_INSTANCES:
            problem = f"het aantal keren moet 0 tot en met {MAX_INSTANCES} zijn, niet {total}"
            raise StepFailed(f"{self.element.id}: {problem}.")
        watcher.multiplied(self.element, total)
        token._set_state(TaskState.STARTED)
        token.internal_data = {"of": total, "begun": 0}
        for _ in range(min(total, 1) if multi.sequential else total):
            self._begin_next(token)
        return total == 0

    def _begin_next(self, token: Token) -> None:
        data = token.internal_data
        spec = self._wf_spec.task_specs[self.task_spec]
        instance = token._add_child(spec)
        data["begun"] += 1
        instance.internal_data["nr"] = data["begun"]
        spec._update(instance)

    def member_gone(self, token: Token) -> None:
        if token.internal_data["begun"] < token.internal_data["of"]:
            self._begin_next(token)
        elif not token._children:
            token._ready()


def holds(flow: Flow, element: Element, token: Token) -> bool:
    """Whether *flow* has a condition and it holds."""
    if flow.condition is None:
        return False
    answer = token.workflow.top_workflow.watcher.evaluate(flow.condition, element, token.nr)
    if type(answer) is not bool:
        raise StepFailed(f"{element.id}: de voorwaarde '{flow.condition}' is geen ja of nee.")
    return answer


def otherwise(gateway: Node) -> list[tuple[Flow, str]]:
    """Return the flow that is taken when no condition holds: the default, or the only one."""
    without = [way for way in gateway.flows if way[0].condition is None]
    if not without:
        raise StepFailed(f"{gateway.element.id}: geen enkele voorwaarde geldt en er is geen standaardpijl.")
    return without
