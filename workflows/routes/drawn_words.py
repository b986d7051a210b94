"""What a plain drawing says in words only, proposed as what it does: who a lane is, and the question of a choice.

Nothing is made of what the drawing settles itself; whatever is proposed is said, and can be undone.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from workflows.domain.wording import Said, said
from workflows.routes.adopting import word_of
from workflows.routes.bpmn_text import MODEL, SPIFF, tree_of
from workflows.routes.remarks import Remarks

_FIELD_ID = re.compile(r'^id\s*=\s*"(\w+)"', re.MULTILINE)
_OTHERWISE = ("nee", "anders", "overig", "niet")  #: how an arrow is called that is for all the rest
PURPOSE = "Bepalen hoe de zaak verdergaat."
#: what a task of which nothing is known asks: nothing, so that nobody writes down more than is needed
_NOTHING = '[[field]]\nid = "klaar"\nkind = "note"\nlabel = "Rond deze taak af als dit is gedaan."\n'


@dataclass(frozen=True)
class Proposed:
    """A drawing with what it says put in it, the forms that this asks for, and what was done."""

    data: bytes
    forms: Mapping[str, bytes]
    done: tuple[Said, ...]


def proposed(data: bytes, roles: Mapping[str, str], beside: Mapping[str, bytes]) -> Proposed:
    """Return a drawing in which lanes called like a role are that role, named arrows follow an answer, and tasks end.

    *roles* are the roles by what they are called; *beside* are the files of the route: of a task that has a form
    nothing is asked anew.
    """
    root = tree_of(data, Remarks(""))
    if root is None:
        return Proposed(data, {}, ())
    called = {name.casefold(): role for name, role in roles.items()}
    lanes = [lane for lane in root.iter(f"{MODEL}lane") if _becomes(lane, called)]
    done = [said("De baan ‘{name}’ is de rol {role}.", name=_name(each), role=_role(each)) for each in lanes]
    known = {name for path, text in beside.items() if path.startswith("forms/")
             for name in _FIELD_ID.findall(text.decode("utf-8", "replace"))}  # fmt: skip
    forms: dict[str, bytes] = {}
    for choice in root.iter(f"{MODEL}exclusiveGateway"):
        task, ways = _asked_by(root, choice)
        path = f"forms/{task.get('id')}.toml" if task is not None else ""
        if task is None or path in beside or path in forms:
            continue
        name = _free(word_of(_name(choice) or _name(task)), lambda word: word in known)
        known.add(name)
        forms[path] = _form(name, _name(choice) or _name(task), _answers(choice, ways, name))
        question, step = _name(choice) or _name(task), _name(task)
        done.append(said("De keuze ‘{question}’ is een vraag bij ‘{step}’ geworden.", question=question, step=step))
    paths = [f"forms/{task.get('id')}.toml" for task in root.iter(f"{MODEL}userTask") if not _form_of(task)]
    bare = [path for path in paths if path not in beside and path not in forms]
    if bare:
        forms |= dict.fromkeys(bare, _NOTHING.encode())
        done.append(said("Taken zonder vragen, die u alleen afrondt: {count}.", count=len(bare)))
    if not done:
        return Proposed(data, {}, ())
    return Proposed(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), forms, tuple(done))


def _becomes(lane: etree._Element, called: Mapping[str, str]) -> bool:
    role = called.get(_name(lane).casefold())
    if (
        role is None
        or lane.find(f"{MODEL}extensionElements") is not None
        or lane.find(f"{MODEL}childLaneSet") is not None
    ):
        return False
    properties = etree.Element(f"{SPIFF}properties")
    etree.SubElement(properties, f"{SPIFF}property", name="role", value=role)
    extension = etree.Element(f"{MODEL}extensionElements")
    extension.append(properties)
    documentation = lane.find(f"{MODEL}documentation")
    lane.insert(0 if documentation is None else lane.index(documentation) + 1, extension)
    return True


def _asked_by(root: etree._Element, choice: etree._Element) -> tuple[etree._Element | None, list[etree._Element]]:
    """Return the task whose answer a choice can follow, and its arrows; none where the drawing says more, or less."""
    flows = list(root.iter(f"{MODEL}sequenceFlow"))
    ways = [flow for flow in flows if flow.get("sourceRef") == choice.get("id")]
    before = [flow for flow in flows if flow.get("targetRef") == choice.get("id")]
    words = [word_of(_name(flow)) for flow in ways]
    settled = choice.get("default") or any(flow.find(f"{MODEL}conditionExpression") is not None for flow in ways)
    named = all(_name(flow) for flow in ways) and len(set(words)) == len(words) > 1
    if settled or not named or len(before) != 1:
        return None, []
    source = before[0].get("sourceRef")
    task = next((each for each in root.iter(f"{MODEL}userTask") if each.get("id") == source), None)
    many = sum(flow.get("sourceRef") == source for flow in flows) > 1
    own = task is not None and (task.find(f"{MODEL}multiInstanceLoopCharacteristics") is not None or _form_of(task))
    return (None, []) if many or own else (task, ways)


def _answers(choice: etree._Element, ways: list[etree._Element], fact: str) -> dict[str, str]:
    """Let each arrow follow its answer, the last or that for all the rest without one; return the answers."""
    rest = next((each for each in ways if word_of(_name(each)).split("_")[0] in _OTHERWISE), ways[-1])
    choice.set("default", rest.get("id", ""))
    for way in ways:
        if way is not rest:
            condition = etree.SubElement(way, f"{MODEL}conditionExpression")
            condition.text = f'{fact} == "{word_of(_name(way))}"'
    return {word_of(_name(way)): _name(way) for way in ways}


def _form(fact: str, question: str, answers: Mapping[str, str]) -> bytes:
    options = ", ".join(f"{word} = {_quoted(text)}" for word, text in answers.items())
    lines = (
        "[[field]]", f'id = "{fact}"', 'kind = "choice"', f"label = {_quoted(question)}", f"options = {{ {options} }}",
        "required = true", "fact = true", 'block = "request"', f"purpose = {_quoted(PURPOSE)}",
    )  # fmt: skip
    return "\n".join((*lines, "")).encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _free(word: str, is_taken: Callable[[str], bool]) -> str:
    words = (word, *(f"{word}_{number}" for number in range(2, 1_000)))
    return next(each for each in words if not is_taken(each))


def _form_of(task: etree._Element) -> bool:
    return any(each.get("name") == "form" for each in task.iter(f"{SPIFF}property"))


def _role(lane: etree._Element) -> str:
    return next(each.get("value", "") for each in lane.iter(f"{SPIFF}property") if each.get("name") == "role")


def _name(node: etree._Element) -> str:
    return " ".join((node.get("name") or "").split())
