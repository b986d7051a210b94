"""How the organisation looks, as it is kept; the logo is read only by who shows it."""

from sqlalchemy import select

from workflows.persistence.models import HouseStyle
from workflows.persistence.unit_of_work import UnitOfWork


def chosen(uow: UnitOfWork) -> tuple[str, str, str, str] | None:
    """Return the name, two colours and the mark of the logo, if they were chosen."""
    row = HouseStyle
    found = uow.session.execute(select(row.name, row.masthead, row.brand, row.logo_mark)).one_or_none()
    return None if found is None else (found.name, found.masthead, found.brand, found.logo_mark)


def logo(uow: UnitOfWork) -> bytes:
    return uow.session.scalar(select(HouseStyle.logo)) or b""
