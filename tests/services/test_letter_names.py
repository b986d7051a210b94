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


def test_a_letter_names_the_last_day_of_the_term_that_begins_with_it(world: World) -> None:
    quoting = "Bezwaar kan tot en met {{ uiterlijk_B1 }}."
    letter = b'<s:property name="letter" value="oordeel"/>'
    files = dict(proef().files) | {"notices/oordeel.txt": f"{LETTER}\n\n{quoting}\n".encode()}
    (file,) = (path for path, data in files.items() if letter in data)
    files[file] = files[file].replace(letter, letter + b'<s:property name="starts" value="B1"/>')
    world.system.perform(deployments.deploy, Route(files))
    world.starts()
    world.completes("Anna", "vragen", vraag="hulp")

    world.completes("Ria", "beoordelen", oordeel="ja")

    (made,) = world.rows(models.Letter)
    (begun,) = (row for row in world.rows(models.Deadline) if row.rule == "B1")
    assert f"{begun.due_on:%d-%m-%Y}" in " ".join(line for _, lines in made.body for line in lines)
