"""A diagram from another program becomes one of ours: what only that program reads is left out, and it is said.

What would be done otherwise than drawn stays, for the check to refuse: only settings that are seen nowhere go.
"""

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from workflows.domain.errors import InvalidExpression
from workflows.domain.expressions import compile_expression
from workflows.domain.findings import Finding
from workflows.domain.wording import Said, said
from workflows.routes.bpmn_text import ATTRIBUTES, DI, MAX_ID, MODEL, SPIFF, WORD, is_model, local, tree_of
from workflows.routes.remarks import Remarks
from workflows.routes.tidy import tidied
from workflows.routes.tidy_sheet import kind_of_name

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_DECLARED = re.compile(r"(<\?xml[^>]*?encoding\s*=\s*[\"'])([\w.:-]+)")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  #: without the mark that says so
#: What stands in a file and on no drawing: data, people and errors of another program.
_UNSEEN = frozenset(
    f"{MODEL}{name}"
    for name in (
        *("ioSpecification", "property", "dataObject", "dataObjectReference", "dataStoreReference", "dataStore"),
        *("dataInputAssociation", "dataOutputAssociation", "potentialOwner", "humanPerformer", "performer"),
        *("resourceRole", "resource", "auditing", "monitoring", "itemDefinition", "interface", "relationship"),
        *("error", "escalation", "signal", "endPoint", "correlationProperty", "extension", "import"),
    )
)
_REFERS = ("errorRef", "escalationRef", "signalRef")
_WRAPPED = re.compile(r"[$#]\{([^{}]*)\}|=(.*)", re.DOTALL)  #: ${a == 1}, or = a > 1
_IN_WORDS = frozenset(f"{MODEL}{name}" for name in ("incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"))
_MADE_UP = re.compile(r"sid-.+|_.+|[A-Z][A-Za-z]*_[0-9a-z]+")  #: what a program calls a part
_NAMES = ("default", "bpmnElement", "calledElement")  #: attributes that name a part, beside those that end in Ref
_SOMEBODY = (f"{MODEL}task", f"{MODEL}manualTask")


@dataclass(frozen=True)
class Adopted:
    """A file as it can be read here, and what was done to it."""

    data: bytes
    done: tuple[Said, ...] = ()


def readable(data: bytes) -> bytes:
    """Return a text in UTF-8, from whatever it was written in; what is no text stays as it is."""
    codec = next((codec for mark, codec in (*_MARKS, *_WIDE) if data.startswith(mark)), "utf-8")
    declared = _DECLARED.search(data[:200].decode("ascii", "replace"))
    for each in (codec, declared[2] if declared else "cp1252", "cp1252"):
        try:
            text = data.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return _DECLARED.sub(r"\g<1>UTF-8", text.replace("\r\n", "\n"), count=1).encode()
    return data


@dataclass(frozen=True)
class Names:
    """What a diagram calls its processes, and the parts in them."""

    processes: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()


def names_in(data: bytes) -> Names:
    """Return the names in a diagram; none of what cannot be read."""
    root = tree_of(data, Remarks(""))
    if root is None:
        return Names()
    processes = tuple(node.get("id", "") for node in root.iterfind(f"{MODEL}process"))
    parts = (node.get("id") for node in root.iterfind(f"{MODEL}process//{MODEL}*") if kind_of_name(str(node.tag)))
    return Names(processes, frozenset(part for part in parts if part))


def unreadable(file: str, data: bytes) -> list[Finding]:
    """Return why a diagram cannot be shown at all; nothing if it can."""
    remarks = Remarks(file)
    root = tree_of(readable(data), remarks)
    if root is not None and root.find(f"{MODEL}process") is None:
        remarks.refuse(
            "", "no-process", "Er staat geen gewone tekening in dit bestand.", "Teken de stappen als proces."
        )
    return remarks.findings


def word_of(name: str) -> str:
    """Return a word for a file or a process that is called so."""
    found = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    return found if found and found[0].isalpha() else f"tekening_{found}".rstrip("_")


def adopted(data: bytes, process: str, taken: Collection[str] = ()) -> Adopted:
    """Return a diagram as it can be read here; one of our own comes back as it is.

    Its process, if it has one, is called *process*; what has the name of a part elsewhere, *taken*, gets another.
    """
    data = readable(data)
    root = tree_of(data, Remarks(""))
    if root is None:
        return Adopted(data)
    work = _Work(root)
    work.leave_out()
    work.for_somebody()
    work.rename(process, frozenset(taken))
    if work.changed:
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if _undrawn(root):
        data = tidied(data)
        work.done.append(said("De tekening is opnieuw gemaakt: er stond er geen in, of niet alles stond erop."))
    return Adopted(data, tuple(work.done))


@dataclass
class _Work:
    root: etree._Element
    changed: bool = False
    done: list[Said] = field(default_factory=list)

    def leave_out(self) -> None:
        """Leave out what only another program reads, and what says nothing."""
        left = 0
        gone: set[str] = set()
        for node in [each for each in self.root.iter(f"{MODEL}*") if each is not self.root]:
            if node.tag in _UNSEEN:
                gone.add(node.get("id", ""))
                _remove(node)
                left += 1
                continue
            strange = [key for key in node.attrib if key.startswith("{") and key != _TYPE]
            strange += [key for key in node.attrib if key in _REFERS or _means_nothing(node, key)]
            for key in strange:
                del node.attrib[key]
            left += len(strange)
            if node.tag == f"{MODEL}extensionElements":
                others = [child for child in node if child.tag != f"{SPIFF}properties"]
                for child in others:
                    node.remove(child)
                left += len([child for child in others if isinstance(child.tag, str)])
                if not len(node):
                    self.changed = True
                    _remove(node)
            if node.tag == f"{MODEL}conditionExpression":
                self._condition(node)
            if node.tag == f"{MODEL}process" and node.get("isExecutable") == "false":
                self.changed = True
                node.set("isExecutable", "true")
        self._draw_no_more(gone - {""})
        if left:
            self.changed = True
            self.done.append(
                said(
                    "Weggelaten omdat het hier niets doet: {count} keer een instelling van het andere programma.",
                    count=left,
                )
            )

    def _condition(self, node: etree._Element) -> None:
        """Leave out an empty condition; take that of another program out of its wrapping when it says the same here."""
        text = "".join(node.itertext()).strip()
        wrapped = _WRAPPED.fullmatch(text)
        if not text:
            self.changed = True
            _remove(node)
        elif wrapped and _compiles(inside := (wrapped[1] or wrapped[2]).strip()):
            self.changed = True
            node.text = inside

    def _draw_no_more(self, gone: Collection[str]) -> None:
        for node in list(self.root.iter(f"{MODEL}association", f"{DI}BPMNShape", f"{DI}BPMNEdge")):
            if {node.get("sourceRef"), node.get("targetRef"), node.get("bpmnElement")} & set(gone):
                if is_model(node):
                    self._draw_no_more({node.get("id", "")} - {""})
                _remove(node)

    def for_somebody(self) -> None:
        """Make of a task of no kind what it can only be: a task for somebody."""
        found = list(self.root.iter(*_SOMEBODY))
        for node in found:
            node.tag = f"{MODEL}userTask"
        if found:
            self.changed = True
            self.done.append(said("Taken zonder soort zijn een taak voor iemand: {count}.", count=len(found)))

    def rename(self, process: str, taken: frozenset[str]) -> None:
        """Give a word to what has none, and another to what is called as a part elsewhere in the route."""
        named = [node for node in self.root.iter(f"{MODEL}*") if node.get("id") and node is not self.root]
        mine = {node.get("id", "") for node in named}
        processes = [node.get("id", "") for node in self.root.iterfind(f"{MODEL}process")]
        new: dict[str, str] = {}

        def free(word: str) -> str:
            number, found = 2, word
            while found in mine or found in taken or found in new.values():
                number, found = number + 1, f"{word[: MAX_ID - 4]}_{number}"
            return found

        for node in named:
            old = node.get("id", "")
            if old in processes:
                if len(processes) == 1 and old != process:
                    new[old] = free(process)
            elif _MADE_UP.fullmatch(old) and node.get("name") and (_is_part(node) or node.tag == f"{MODEL}lane"):
                new[old] = free(word_of(node.get("name", ""))[: MAX_ID - 4])
            elif not WORD.fullmatch(old) or len(old) > MAX_ID:
                new[old] = free(word_of(old)[: MAX_ID - 4])
            elif old in taken and _is_part(node):
                new[old] = free(f"{process}_{old}"[: MAX_ID - 4])
        if not new:
            return
        self.changed = True
        for node in self.root.iter("*"):
            for key, value in node.attrib.items():
                if value in new and _names_a_part(node, key) and (key != "calledElement" or value in processes):
                    node.set(key, new[value])
            if node.tag in _IN_WORDS and (node.text or "").strip() in new:
                node.text = new[(node.text or "").strip()]


def _is_part(node: etree._Element) -> bool:
    return bool(kind_of_name(str(node.tag)))


def _names_a_part(node: etree._Element, key: str) -> bool:
    """Does this attribute name a part of the file? A number in the drawing, a role or a term may read the same."""
    return (key == "id" and is_model(node)) or key.endswith("Ref") or key in _NAMES


def _means_nothing(node: etree._Element, key: str) -> bool:
    allowed = ATTRIBUTES.get(local(node))
    return allowed is not None and not key.startswith("{") and key not in allowed


def _compiles(text: str) -> bool:
    try:
        compile_expression(text)
    except InvalidExpression:
        return False
    return True


def _remove(node: etree._Element) -> None:
    around = node.getparent()
    if around is not None:
        around.remove(node)


def _undrawn(root: etree._Element) -> bool:
    """Is there a part or an arrow that is meant and not drawn?"""
    drawn = {node.get("bpmnElement") for node in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}
    ends = {node.get("id") for node in root.iter(f"{MODEL}*") if kind_of_name(str(node.tag))}
    if not ends:  # an empty canvas is a drawing too
        return root.find(f"{DI}BPMNDiagram") is None and root.find(f"{MODEL}process") is not None
    flows = {
        node.get("id")
        for node in root.iter(f"{MODEL}sequenceFlow")
        if {node.get("sourceRef"), node.get("targetRef")} <= ends
    }
    return not (ends | flows) - {None} <= drawn
