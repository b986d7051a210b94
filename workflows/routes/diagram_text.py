"""A BPMN file open for changes to one thing at a time: its name, its explanation, its properties, its lane."""

from workflows.domain.errors import NotFound
from workflows.routes.bpmn_text import MODEL, SPIFF
from workflows.routes.drawing_text import moved_up_or_down
from workflows.routes.xml_text import Node, XmlText, in_attribute, in_text

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


class DiagramText:
    """The text of a diagram that ``read_diagram`` can read; things are named by their id.

    Raises, from each change:
        NotFound: there is no such thing in the file.
    """

    def __init__(self, data: bytes) -> None:
        self.xml = XmlText(data)

    @property
    def data(self) -> bytes:
        return self.xml.data

    def part(self, number: str) -> Node:
        """Return the part of the model with this id."""
        for node in self.xml.root.all():
            if node.get("id") == number and node.name.startswith(MODEL):
                return node
        raise NotFound(f"no {number!r} in the diagram")

    # -------------------------------------------------------------- words
    def set_name(self, number: str, name: str) -> None:
        name = " ".join(name.split())
        if (self.part(number).get("name") or "") != name:
            self.xml.set_attribute(self.part(number), "name", name)

    def set_explanation(self, number: str, words: str) -> None:
        self._set_inner(number, "documentation", words)

    def _set_inner(self, number: str, tag: str, words: str, attributes: str = "") -> None:
        node = self.part(number)
        found = node.named(f"{MODEL}{tag}")
        if found and words.strip():
            self.xml.set_content(found[0], words.strip())
        elif found:
            self.xml.remove(found[0])
        elif words.strip():
            named = f"{node.prefix}:{tag}" if node.prefix else tag
            after = None if tag == "documentation" else _last(node)
            self.xml.add(node, f"<{named}{attributes}>{in_text(words.strip())}</{named}>", after)

    # -------------------------------------------------------------- properties
    def set_property(self, number: str, name: str, value: str) -> None:
        """Give a property another value; an empty one takes it away."""
        value = " ".join(value.split())
        node = self.part(number)
        found = self._property(node, name)
        if found is not None and value:
            if (found.get("value") or "").strip() != value:
                self.xml.set_attribute(found, "value", value)
        elif found is not None:
            self._remove_property(found)
        elif value:
            self._add_property(node, name, value)

    def _property(self, node: Node, name: str) -> Node | None:
        for entry in self._entries(node):
            if (entry.get("name") or "").strip() == name:
                return entry
        return None

    def _entries(self, node: Node) -> list[Node]:
        groups = [
            group for each in node.named(f"{MODEL}extensionElements") for group in each.named(f"{SPIFF}properties")
        ]
        return [entry for group in groups for entry in group.named(f"{SPIFF}property")]

    def _remove_property(self, entry: Node) -> None:
        """Take a property away, and what was only there to hold it."""
        node = entry
        while node.around is not None and len(node.around.children) == 1 and not node.name.startswith(f"{MODEL}ext"):
            node = node.around
        self.xml.remove(node)

    def _add_property(self, node: Node, name: str, value: str) -> None:
        prefix, declared = self._spiff(node)
        written = f'<{prefix}property name="{in_attribute(name)}" value="{in_attribute(value)}" />'
        extension = node.named(f"{MODEL}extensionElements")
        group = extension[0].named(f"{SPIFF}properties") if extension else []
        if group:
            self.xml.add(group[0], written, _last(group[0]))
            return
        written = f"<{prefix}properties{declared}>\n  {written}\n</{prefix}properties>"
        if extension:
            self.xml.add(extension[0], written, _last(extension[0]))
            return
        tag = f"{node.prefix}:extensionElements" if node.prefix else "extensionElements"
        inner = written.replace("\n", "\n  ")
        explained = node.named(f"{MODEL}documentation")
        self.xml.add(node, f"<{tag}>\n  {inner}\n</{tag}>", explained[-1] if explained else None)

    def _spiff(self, node: Node) -> tuple[str, str]:
        """Return the prefix of the properties, and its declaration where there is none yet."""
        for prefix, namespace in node.namespaces.items():
            if f"{{{namespace}}}" == SPIFF and prefix:
                return f"{prefix}:", ""
        return "spiffworkflow:", f' xmlns:spiffworkflow="{SPIFF[1:-1]}"'

    # -------------------------------------------------------------- conditions and moments
    def set_condition(self, flow: str, condition: str) -> None:
        prefix = next((key for key, name in self.part(flow).namespaces.items() if name == _XSI), "")
        kind = f"{self.part(flow).prefix}:tFormalExpression".removeprefix(":")
        self._set_inner(flow, "conditionExpression", condition, f' {prefix}:type="{kind}"' if prefix else "")

    def set_times(self, number: str, times: str) -> None:
        """Write how often a task is done that is done several times."""
        for loop in self.part(number).named(f"{MODEL}multiInstanceLoopCharacteristics"):
            for count in loop.named(f"{MODEL}loopCardinality"):
                self.xml.set_content(count, times)
                return
        raise NotFound(f"{number!r} is done once")

    def set_moment(self, event: str, moment: str) -> None:
        """Let a timer wait for another moment."""
        for timer in self.part(event).named(f"{MODEL}timerEventDefinition"):
            for body in timer.named(f"{MODEL}timeDate"):
                self.xml.set_content(body, moment)
                return
        raise NotFound(f"no timer {event!r}")

    # -------------------------------------------------------------- lanes
    def move_to_lane(self, number: str, lane: str) -> None:
        """Let the people of another lane do it: it is drawn there as well, with what hangs on its edge."""
        target = self.part(lane)
        hanging = [
            node.get("id") or ""
            for node in self.xml.root.all()
            if node.name == f"{MODEL}boundaryEvent" and node.get("attachedToRef") == number
        ]
        if number in [self.xml.content(each).strip() for each in target.named(f"{MODEL}flowNodeRef")]:
            return
        for each in (number, *hanging):
            self.put_in_lane(each, lane)
        moved_up_or_down(self.xml, (number, *hanging), lane)

    def put_in_lane(self, number: str, lane: str) -> None:
        """Let something stand in a lane and in no other; where it is drawn is another matter."""
        while found := [
            node
            for node in self.xml.root.all()
            if node.name == f"{MODEL}flowNodeRef" and self.xml.content(node).strip() == number
        ]:
            self.xml.remove(found[0])
        target = self.part(lane)
        tag = f"{target.prefix}:flowNodeRef" if target.prefix else "flowNodeRef"
        before = [each for each in target.children if each.name != f"{MODEL}childLaneSet"]
        self.xml.add(target, f"<{tag}>{in_text(number)}</{tag}>", before[-1] if before else None)


def _last(node: Node) -> Node | None:
    return node.children[-1] if node.children else None
