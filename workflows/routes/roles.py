"""Reads the roles of ``bpmn/shared/roles.toml``."""

from collections.abc import Mapping
from typing import get_args

from workflows.domain.people import RoleDefinition, Scope
from workflows.domain.wording import Text
from workflows.routes.toml_text import read_tables

#: The organisations of a case; the secretariat of the samenwerkingsverband acts for ``swv``.
PARTIES = ("applicant", "receiver", "board", "swv")


def read_roles(file: str, data: bytes) -> Mapping[str, RoleDefinition]:
    """Return the roles by id.

    Raises:
        InvalidRoute: the file is no TOML, or an entry misses something or says too much.
    """
    roles: dict[str, RoleDefinition] = {}
    for table in read_tables(file, data):
        party, scope = table.text("party"), table.text("scope")
        if party not in PARTIES:
            raise table.refusal(f"'{party}' is geen partij", f"Kies uit {', '.join(PARTIES)}.")
        if scope not in get_args(Scope):
            raise table.refusal(f"'{scope}' is geen bereik", f"Kies uit {', '.join(get_args(Scope))}.")
        label = Text(*table.translated("label"))
        roles[table.name] = RoleDefinition(
            id=table.name,
            label=label,
            holder=Text(*table.translated("holder")) if table.has("holder") else label.lower(),
            at=Text(*table.translated("at")) if table.has("at") else label,
            party=party,
            scope=scope,  # type: ignore[arg-type]  # one of get_args(Scope), see above
            reads=frozenset(table.texts("reads", ())),
            writes=frozenset(table.texts("writes", ())),
            outside=party != "swv" or table.flag("outside"),
        )
        table.done()
    return roles
