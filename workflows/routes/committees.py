"""The committees that meet, as ``bpmn/shared/committees.toml`` says it."""

from collections.abc import Mapping

from workflows.domain.meetings import Committee
from workflows.domain.wording import Text
from workflows.routes.toml_text import Table, read_tables


def read_committees(file: str, data: bytes) -> Mapping[str, Committee]:
    """Read ``committees.toml``.

    Raises:
        InvalidRoute: it cannot be used; says why.
    """
    found = {}
    for table in read_tables(file, data):
        found[table.name] = Committee(
            id=table.name,
            label=Text(*table.translated("label")),
            role=table.text("role"),
            papers=_number(table, "papers", 0, 60),
            capacity=_number(table, "capacity", 1, 100),
            quorum=_number(table, "quorum", 1, 50),
            disciplines=table.texts("disciplines", ()),
            round_hours=_number(table, "round_hours", 1, 720),
            bundle_days=_number(table, "bundle_days", 0, 60),
        )
        table.done()
    return found


def _number(table: Table, key: str, least: int, most: int) -> int:
    value = table.number(key)
    if not least <= value <= most:
        raise table.refusal(f"'{key}' is {value}", f"Kies een getal van {least} tot en met {most}.")
    return value
