"""The organisations and people of the demonstration; none of them exists."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from workflows.persistence import dossiers, models, people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.services import accounts

T = TypeVar("T")

PASSWORD = "zorgroute-demo"  # noqa: S105  # a demonstration is for everybody
FOLDER = Path(__file__).resolve().parent.parent.parent / "bpmn" / "demo"


def words_of(file: str) -> dict[str, Any]:
    """Return what a file of the demonstration says."""
    return tomllib.loads((FOLDER / file).read_text("utf-8"))


def found(uow: UnitOfWork) -> None:
    """Found the organisations, and give their people roles, schools to look after, and mandates."""
    world = words_of("world.toml")
    codes: dict[str, int] = {}
    for each in world["organisation"]:
        row = models.Organisation(
            kind=each["kind"],
            code=each["code"],
            name=each["name"],
            region=each.get("region"),
            address=each.get("address"),
            parent_id=codes.get(each.get("parent", "")),
            swv_id=codes.get(each.get("swv", "")),
        )
        uow.session.add(row)
        uow.session.flush()
        codes[row.code] = row.id
    hashed, persons = accounts.HASHER.hash(PASSWORD), {}
    for each in world["person"]:
        persons[each["name"]] = accounts.add_person(
            uow, name=each["name"], email=address_of(each["name"]), password_hash=hashed, roles=each["roles"]
        )
        uow.session.get_one(models.Person, persons[each["name"]]).phone = each.get("phone", "")
    for each in world["care"]:
        whose = {"person_id": persons[each["person"]], "by_id": persons[each["by"]]}
        for code in each["schools"]:
            uow.session.add(models.SchoolCare(school_id=codes[code], from_on=uow.today, at=uow.now, **whose))
    for each in world["mandate"]:
        uow.session.add(
            models.Mandate(
                person_id=persons.get(each.get("person", "")),
                role=each.get("role"),
                organisation_id=codes[each.get("swv") or each["board"]],
                what=each["what"],
                amount=each.get("amount"),
                from_on=uow.today - timedelta(days=365),
                act=each["act"],
                on_behalf_of=each["on_behalf_of"],
            )
        )


def address_of(name: str) -> str:
    """Return the address of somebody who does not exist: their names, without titles, at a domain that cannot be."""
    words = dossiers.sort_name(name).split()
    return ".".join(word for word in words if not word.endswith(".")) + "@zorgroute.test"


def id_of(uow: UnitOfWork, name: str) -> int:
    """Return the key of a school (by its code) or a person (by name)."""
    organisation = people.organisation_by_code(uow, name)
    if organisation is not None:
        return organisation.id
    return there(people.person_by_email(uow, address_of(name)), name).id


def there(found: T | None, name: str) -> T:
    """Return what the words of the demonstration name; a name that is nowhere is a mistake in them."""
    if found is None:
        raise LookupError(f"bpmn/demo: '{name}' bestaat niet")
    return found
