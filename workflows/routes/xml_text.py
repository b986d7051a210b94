"""XML files open for changes: what is changed is written, all the rest stays as it was, byte for byte.

The text must be well-formed and without a document type: whoever opens it has read it with ``tree_of`` first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_PART = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/)?(?P<tag>[^\s<>/!?]+)"
    r"(?P<rest>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no character of XML 1.0
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|[a-z]+);")


@dataclass
class Node:
    """An element of the text and where it stands: its tag from *start* to *inner*, its end tag from *outer* to *end*.

    Of one that has no content, *inner* and *outer* are its end as well.
    """

    tag: str  #: as it is written, with its prefix
    start: int
    inner: int
    namespaces: dict[str, str]
    around: "Node | None"
    attributes: dict[str, tuple[str, int, int]]  #: value, and where that stands between its quotes
    outer: int = 0
    end: int = 0
    children: "list[Node]" = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return self.tag.rpartition(":")[0]

    @property
    def name(self) -> str:
        """The tag as ``{namespace}name``."""
        return f"{{{self.namespaces.get(self.prefix, '')}}}{self.tag.rpartition(':')[2]}"

    @property
    def empty(self) -> bool:
        return self.inner == self.end

    def get(self, attribute: str) -> str | None:
        found = self.attributes.get(attribute)
        return None if found is None else found[0]

    def all(self) -> "Iterator[Node]":
        yield self
        for child in self.children:
            yield from child.all()

    def named(self, name: str) -> "list[Node]":
        return [child for child in self.children if child.name == name]


class XmlText:
    """The text of an XML file; each change is one edit of the text, after which it is read again."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode()
        self.root = _read(self.text)

    @property
    def data(self) -> bytes:
        return self.text.encode()

    def write(self, start: int, end: int, new: str) -> None:
        self.text = self.text[:start] + new + self.text[end:]
        self.root = _read(self.text)

    def write_all(self, edits: Iterable[tuple[int, int, str]]) -> None:
        """Make several edits at once, which do not overlap; the text is read again after the last."""
        for start, end, new in sorted(edits, reverse=True):
            self.text = self.text[:start] + new + self.text[end:]
        self.root = _read(self.text)

    def content(self, node: Node) -> str:
        """Return the text inside *node*, without its tags, as a reader of XML would have it."""
        found = []
        inside = self.text[node.inner : node.outer]
        at = 0
        for part in _PART.finditer(inside):
            found.append(_read_text(inside[at : part.start()]))
            if part.group().startswith("<![CDATA["):
                found.append(part.group()[9:-3])
            at = part.end()
        return "".join([*found, _read_text(inside[at:])])

    def set_content(self, node: Node, words: str) -> None:
        if self.content(node).strip() != words.strip():
            self.fill(node, in_text(words))

    def set_attribute(self, node: Node, attribute: str, value: str) -> None:
        found = node.attributes.get(attribute)
        if found is None:
            at = node.start + 1 + len(node.tag)
            self.write(at, at, f' {attribute}="{in_attribute(value)}"')
        elif found[0] != value:
            quote = self.text[found[2]]
            written = in_attribute(value) if quote == '"' else in_attribute(value).replace("'", "&apos;")
            self.write(found[1], found[2], written)

    def fill(self, node: Node, written: str) -> None:
        """Let *written* be everything inside *node*."""
        if not node.empty:
            self.write(node.inner, node.outer, written)
            return
        at = self.text.rindex("/", node.start, node.end)
        self.write(at, node.end, f">{written}</{node.tag}>")

    def add(self, around: Node, written: str, after: Node | None = None) -> None:
        """Write a part into *around*, on a line of its own: after *after*, or before everything in it."""
        indent = self.indent_of(around.children[0]) if around.children else f"{self.indent_of(around)}  "
        lines = "".join(f"\n{indent}{line}" for line in written.split("\n"))
        if around.empty:
            self.fill(around, f"{lines}\n{self.indent_of(around)}")
            return
        at = after.end if after is not None else around.inner
        closing = "" if around.children else f"\n{self.indent_of(around)}"
        if closing and not self.text[around.inner : around.outer].strip():
            self.write(around.inner, around.outer, f"{lines}{closing}")
            return
        self.write(at, at, lines + closing)

    def remove(self, node: Node) -> None:
        """Take *node* away, with the blanks before it."""
        start = node.start
        while start and self.text[start - 1] in " \t\r\n":
            start -= 1
        self.write(start, node.end, "")

    def indent_of(self, node: Node) -> str:
        """Return the blanks before *node* on its line."""
        line = self.text[self.text.rfind("\n", 0, node.start) + 1 : node.start]
        return line if not line.strip() else ""

    def written(self, node: Node) -> str:
        """Return *node* as it stands in the text."""
        return self.text[node.start : node.end]


def _read(text: str) -> Node:
    top: Node | None = None
    around: Node | None = None
    for part in _PART.finditer(text):
        if part["tag"] is None:
            continue
        if part["close"]:
            if around is None:
                raise ValueError("an end without a start")
            around.outer, around.end = part.start(), part.end()
            around = around.around
            continue
        attributes = {
            found[1]: (
                _read_text(found[2] if found[2] is not None else found[3]),
                *found.span(2 if found[2] is not None else 3),
            )
            for found in _ATTRIBUTE.finditer(text, part.start("rest"), part.end("rest"))
        }
        declared = {
            key.removeprefix("xmlns").removeprefix(":"): value[0]
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        namespaces = (
            {**(around.namespaces if around else {}), **declared} if declared else around.namespaces if around else {}
        )
        node = Node(part["tag"], part.start(), part.end(), namespaces, around, attributes, part.end(), part.end())
        if around is not None:
            around.children.append(node)
        top = top or node
        if not part["rest"].endswith("/"):
            around = node
    if top is None or around is not None:
        raise ValueError("no whole XML")
    return top


def _read_text(written: str) -> str:
    return _ENTITY.sub(_character, written)


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name.startswith("#"):
        return chr(int(f"0{name[1:]}" if name.startswith("#x") else name[1:].lstrip("0"), 0))
    return _ENTITIES.get(name, found[0])


def in_text(words: str) -> str:
    """Return *words* as they are written between tags."""
    return _UNSPEAKABLE.sub("", words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_attribute(words: str) -> str:
    """Return *words* as they are written between double quotes."""
    return in_text(words).replace('"', "&quot;").replace("\n", "&#10;")
