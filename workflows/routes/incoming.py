"""What may come in outside any task, as ``bpmn/shared/incoming.toml`` says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.domain.wording import Text
from workflows.routes.toml_text import read_tables


@dataclass(frozen=True)
class IncomingKind:
    """A kind of post: who handles it (*role*), its *form*, and the rule by which we *confirm* it, if any.

    *public*: anybody may hand it in on the public page.
    """

    id: str
    label: Text
    role: str
    form: str
    confirm: str
    public: bool


def read_incoming(file: str, data: bytes) -> Mapping[str, IncomingKind]:
    """Read ``incoming.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    found = {}
    for table in read_tables(file, data):
        found[table.name] = IncomingKind(
            id=table.name,
            label=Text(*table.translated("label")),
            role=table.text("role"),
            form=table.text("form"),
            confirm=table.text("confirm", ""),
            public=table.flag("public"),
        )
        table.done()
    return found
