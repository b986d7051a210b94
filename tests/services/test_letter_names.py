"""What the check lets a letter quote, and what a letter is given, are the same names."""

from tests.world import LETTER, World, proef
from workflows.persistence import models
from workflows.routes.route import Route
from workflows.routes.vocabulary import LETTER_NAMES
from workflows.services import deployments


def test_a_letter_can_quote_every_name_that_the_check_knows(world: World) -> None:
    quoting = "".join(
        f"{{% if not empty({name}) %}}{name}={{{{ {name} }}}} {{% endif %}}" for name in sorted(LETTER_NAMES)
    )
    files = dict(proef().files) | {"notices/oordeel.txt": f"{LETTER}\n\n{quoting}\n".encode()}
    world.system.perform(deployments.deploy, Route(files))
    world.starts()
    world.completes("Anna", "vragen", vraag="hulp")

    world.completes("Ria", "beoordelen", oordeel="ja")

    (letter,) = world.rows(models.Letter)
    told = " ".join(line for _, lines in letter.body for line in lines)
    assert {name for name in LETTER_NAMES if f"{name}=" not in told} == {"besloten_door", "nr", "tlv_nummer"}


def test_a_letter_can_say_why_a_term_ends_on_its_day(world: World) -> None:
    quoting = "Uiterlijk {{ uiterlijk_T0C }}: {{ waarom_T0C }}."
    files = dict(proef().files) | {"notices/oordeel.txt": f"{LETTER}\n\n{quoting}\n".encode()}
    world.system.perform(deployments.deploy, Route(files))
    world.starts()
    world.completes("Anna", "vragen", vraag="hulp")

    world.completes("Ria", "beoordelen", oordeel="ja")

    (letter,) = world.rows(models.Letter)
    told = " ".join(line for _, lines in letter.body for line in lines)
    assert "Uiterlijk ma 30-11-2026: 5 werkdagen na ontvangst op ma 23 november 2026" in told
    assert "(ondersteuningsplan)." in told
