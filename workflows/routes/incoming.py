"""What may come in outside any task, as ``bpmn/shared/incoming.toml`` says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.domain.wording import Text
from workflows.routes.carried import Carried, pairs_in
from workflows.routes.toml_text import read_tables


@dataclass(frozen=True)
class IncomingKind:
    """A kind of post: who handles it (*role*), its *form*, and the rule by which we *confirm* it, if any.

    *public*: anybody may hand it in on the public page. A case of *route* begins with it, if any: about a case of the
    route *about*, if that is named, of which *carries* comes along. *answers* are the fields that what was written
    fills in there, the day of receipt (``received_on``) and the ``channel`` among them. *closed_to* are
    roles that may not read it, whatever else who has one of them is in the same organisation.
    """

    id: str
    label: Text
    role: str
    form: str
    confirm: str
    public: bool
    route: str = ""
    about: str = ""
    answers: tuple[Carried, ...] = ()
    carries: tuple[Carried, ...] = ()
    closed_to: tuple[str, ...] = ()


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
            route=table.text("route", ""),
            about=table.text("about", ""),
            answers=pairs_in(table.texts("answers", ())),
            carries=pairs_in(table.texts("carries", ())),
            closed_to=table.texts("closed_to", ()),
        )
        table.done()
    return found
