"""What parents and pupil may declare, as ``bpmn/shared/records.toml`` says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.domain.wording import Text
from workflows.routes.elements import Element
from workflows.routes.toml_text import Table, read_tables

#: Who has to declare it: each parent with authority, the pupil, or anybody.
GIVERS = ("parents", "pupil", "anyone")


@dataclass(frozen=True)
class RecordKind:
    """A kind of declaration; its questions are those of ``forms/<id>.toml``.

    *opens* says what cannot be done without it, *get* how to get it, *source* the article. Who may read it follows
    from *block*. Fields of the form are *by* (who), *result* with the answers that *refuse*, *to* (whom), *on* and
    *until* (when). It lives *months* at most. From the age of *pupil_from* the pupil declares it instead of the
    parents, from *pupil_beside* beside them. *version* is the fact that says of which version it is.
    """

    id: str
    label: Text
    opens: Text
    get: Text
    source: str
    block: str
    givers: str
    by: str = ""
    result: str = ""
    refuse: tuple[str, ...] = ()
    to: str = ""
    on: str = ""
    until: str = ""
    months: int = 0
    pupil_from: int = 0
    pupil_beside: int = 0
    version: str = ""
    withdrawable: bool = False

    @property
    def files(self) -> str:
        return f"forms/{self.id}.toml"


def read_records(file: str, data: bytes) -> Mapping[str, RecordKind]:
    """Read ``records.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    found = {}
    for table in read_tables(file, data):
        kind = RecordKind(
            id=table.name,
            label=Text(*table.translated("label")),
            opens=Text(*table.translated("opens")),
            get=Text(*table.translated("get")),
            source=table.text("source"),
            block=table.text("block"),
            givers=table.text("givers"),
            refuse=table.texts("refuse", ()),
            withdrawable=table.flag("withdrawable"),
            by=table.text("by", ""),
            result=table.text("result", ""),
            to=table.text("to", ""),
            on=table.text("on", ""),
            until=table.text("until", ""),
            version=table.text("version", ""),
            months=_number(table, "months"),
            pupil_from=_number(table, "pupil_from"),
            pupil_beside=_number(table, "pupil_beside"),
        )
        if kind.givers not in GIVERS:
            raise table.refusal(f"'givers' is geen van {', '.join(GIVERS)}", "Kies er een.")
        table.done()
        found[kind.id] = kind
    return found


def _number(table: Table, key: str) -> int:
    return table.number(key) if table.has(key) else 0


def recorded_by(element: Element) -> tuple[str, ...]:
    """Return the kinds that completing an element puts on record."""
    return tuple(element.properties.get("records", "").split())


def withdrawn_by(element: Element) -> tuple[str, ...]:
    """Return the kinds that a message withdraws."""
    return tuple(element.properties.get("withdraws", "").split())


def needed_by(element: Element) -> tuple[str, ...]:
    """Return the words that must stand before an element can be done."""
    return tuple(element.properties.get("needs", "").split())
