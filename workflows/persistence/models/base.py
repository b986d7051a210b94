"""What all tables share: names of constraints, types of columns."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, MetaData
from sqlalchemy.orm import DeclarativeBase

from workflows.persistence.types import Json, UtcDateTime

NO_DATE = date(9999, 12, 31)  #: sorts what has no date behind everything that has one


class Model(DeclarativeBase):
    """A table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        date: Date,
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


# SQLite may not hand out an id again after its row has gone: ids stand in the history.
NUMBERED = {"sqlite_autoincrement": True}


class Numbered(Model):
    """A table whose rows are referred to by number; further table arguments end with ``NUMBERED``."""

    __abstract__ = True
    __table_args__: Any = (NUMBERED,)
