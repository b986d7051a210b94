"""What moves: tokens, the called processes they enter, and the case that lets them go on.

SpiffWorkflow's tasks and workflows, kept flat: a token that has gone on is forgotten at once, so that a case weighs
what is open in it, whatever its past. No clock is read, no future is predicted and no data travels along.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.bpmn.util.subworkflow import BpmnBaseWorkflow, BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.domain.errors import StepFailed
from workflows.domain.expressions import Expression, Value
from workflows.routes.diagram import Element, Flow

#: Steps the engine takes by itself between two rests; a route that needs more goes round in circles.
MAX_STEPS = 5_000

OPEN = TaskState.DEFINITE_MASK


class Watcher(Protocol):
    """Who the tokens report to, and ask: it holds the facts and the clocks of the case."""

    def opened(self, token: "Token") -> None: ...

    def passed(self, token: "Token") -> None: ...

    def took(self, flow: Flow) -> None: ...

    def withdrawn(self, token: "Token") -> None: ...

    def evaluate(self, expression: Expression, element: Element, nr: int | None) -> Value: ...

    def multiplied(self, element: Element, total: int) -> None: ...


class Token(Task):
    """A token at an element. Its number is unique in the case and never used again."""

    id: str
    workflow: "Scope"

    def __init__(self, workflow: "Scope", task_spec: Any, parent: "Token | None", state: int, number: str = "") -> None:
        self.id = number or workflow.top_workflow.next_number()
        self.workflow = workflow
        self.task_spec = task_spec
        self._state = state
        self._children: list[str] = []
        self._parent: str | None = None
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.came_over = ""
        workflow.tasks[self.id] = self
        if parent is not None:
            self._parent = parent.id
            parent._children.append(self.id)

    @property
    def parent(self) -> "Token":
        """The token it hangs under: the root, the group it belongs to, or the multi-instance element."""
        return self.workflow.tasks[self._parent or ""]

    @property
    def children(self) -> list["Token"]:
        tasks = self.workflow.tasks
        return [tasks[child] for child in self._children]

    @property
    def nr(self) -> int | None:
        """Which instance this token is part of, counted from 1; None outside a multi-instance element."""
        own: int | None = self.internal_data.get("nr")
        host = self.workflow.host
        return own if own is not None or host is None else host.nr

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        """Tokens carry no data; facts live beside them."""


class Scope(BpmnBaseWorkflow):
    """The tokens of one run of one process."""

    tasks: dict[str, Token]
    host: Token | None = None
    top_workflow: "Case"

    def _plant(self) -> None:
        self.task_tree = Token(self, self.spec.start, None, TaskState.COMPLETED, "root")

    def begin(self) -> None:
        for spec in self.spec.start.outputs:
            spec._update(self.task_tree._add_child(spec))

    def tokens(self) -> list[Token]:
        """Return every token in this process and those it called, in the order of arrival."""
        found: list[Token] = []
        self._gather(self.task_tree, found)
        return found

    def _gather(self, above: Token, found: list[Token]) -> None:
        for number in above._children:
            token = self.tasks[number]
            found.append(token)
            if token._children:
                self._gather(token, found)
            elif called := self.top_workflow.subprocesses.get(number):
                called._gather(called.task_tree, found)

    def at(self, spec: Any) -> list[Token]:
        """Return the tokens that wait at *spec*, oldest first."""
        return [each for each in self.tasks.values() if each.task_spec is spec and each._state == TaskState.WAITING]

    def withdraw(self, token: Token) -> None:
        """End a token and all that hangs under it or was called by it, without letting it pass."""
        for child in token.children:
            self.withdraw(child)
        if called := self.top_workflow.subprocesses.pop(token.id, None):
            called.withdraw_all()
        if token._state & OPEN:
            token._set_state(TaskState.CANCELLED)
            self.top_workflow.watcher.withdrawn(token)
        self._forget(token)

    def withdraw_all(self, but: Token | None = None) -> None:
        for token in self.task_tree.children:
            if token is not but:
                self.withdraw(token)

    def _forget(self, token: Token) -> None:
        token.parent._children.remove(token.id)
        del self.tasks[token.id]

    def _task_completed_notify(self, token: Token) -> None:
        """Forget a token that has gone on; whoever waited for it hears it."""
        if not token.task_spec.holds_members:
            above, root = token.parent, self.task_tree
            for child in token.children:
                child._parent = root.id
                root._children.append(child.id)
            self._forget(token)
            if above is not root:
                above.task_spec.member_gone(above)
        if len(self.tasks) == 1:
            self._end()

    def _end(self) -> None:
        self.completed = True


class CalledProcess(Scope, BpmnSubWorkflow):
    """One run of a process called by the token *host* at a call activity."""

    host: Token

    def __init__(self, spec: Any, host: Token) -> None:
        self.host = host
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)
        self.top_workflow.subprocesses[host.id] = self
        self._plant()

    def _calculate_depth(self) -> int:
        return 0

    def _end(self) -> None:
        self.completed = True
        del self.top_workflow.subprocesses[self.parent_task_id]
        self.host._ready()


class Case(Scope, BpmnWorkflow):
    """All tokens of a case: the frame and, by the token that called them, the processes in it."""

    subprocesses: dict[str, CalledProcess]

    def __init__(self, frame: Any, specs: Mapping[str, Any], watcher: Watcher, last_number: int = 0) -> None:
        self.watcher = watcher
        self.last_number = last_number
        self.agenda: deque[Token] = deque()
        super().__init__(frame, specs, script_engine=_NO_SCRIPTS, deserializing=True)
        self._plant()

    def next_number(self) -> str:
        self.last_number += 1
        return str(self.last_number)

    def find(self, number: str) -> Token | None:
        for scope in (self, *self.subprocesses.values()):
            if number in scope.tasks:
                return scope.tasks[number]
        return None

    def advance(self) -> None:
        """Run all that runs by itself, first come first served, until every token waits.

        Raises:
            StepFailed: the tokens do not come to rest.
        """
        agenda = self.agenda
        for _ in range(MAX_STEPS):
            if agenda:
                token = agenda.popleft()
                if token._state == TaskState.READY:
                    token.run()
            elif not self._release_join():
                return
        raise StepFailed("De zaak komt niet tot rust: de route draait in een kring rond.")

    def _release_join(self) -> bool:
        """Let one inclusive join go on that no token can reach any more."""
        for scope in (self, *self.subprocesses.values()):
            for token in scope.tasks.values():
                if token._state == TaskState.WAITING and token.task_spec.released(token):
                    token._ready()
                    return True
        return False


class _Refusing(BasePythonScriptEngineEnvironment):
    """Evaluates nothing: conditions and counts are ours, and are compiled with the route."""

    def evaluate(self, expression: Any, *_: Any, **__: Any) -> Any:
        raise StepFailed(f"De procesmotor mag '{expression}' niet uitrekenen.")

    execute = call_service = evaluate


_NO_SCRIPTS = PythonScriptEngine(_Refusing())
