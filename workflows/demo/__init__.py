"""Demo data: a fictional samenwerkingsverband that lives through its cases, by the services, under a moving clock.

Nothing of it may be needed by the product itself: only the command line comes here.
"""

from collections.abc import Callable

from workflows.demo.life import Life
from workflows.demo.world import PASSWORD, address_of, words_of
from workflows.persistence import people
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.system import System

__all__ = ["PASSWORD", "address_of", "fill", "is_empty"]

#: in these every outcome and every step of the route occurs
STORIES = (
    *("tlv", "zorgplicht", "thuiszitters", "avg_verzoek", "datalek", "bezwaar_tlv", "klacht", "overdracht_seizoen"),
    *("ondersteuning", "herbeoordeling", "overdracht"),
)


def is_empty(uow: UnitOfWork) -> bool:
    return people.count_persons(uow) == 0


def fill(system: System, report: Callable[[str], None] = lambda _line: None) -> None:
    """Fill an empty database with organisations, people and cases that ran until the end of yesterday.

    Everything is done by the services at the moment at which it would have been done; nothing is inserted behind
    their back but the organisations. The same day gives the same cases.
    """
    with system.database.in_haste() as database:
        stories = [words_of(f"{route}.toml") for route in STORIES]
        Life(system, database, stories, report).live()
