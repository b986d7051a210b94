"""The name, the colours and the logo that stand on every page."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.persistence.models.base import Model


class HouseStyle(Model):
    """What an administrator chose: one row, or none yet."""

    __tablename__ = "house_style"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  #: always 1
    name: Mapped[str] = mapped_column(String(60))
    masthead: Mapped[str] = mapped_column(String(7))  #: #0b5394
    brand: Mapped[str] = mapped_column(String(7))
    logo_mark: Mapped[str] = mapped_column(String(12))  #: changes with the logo; empty: there is none
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)  #: a JPEG
