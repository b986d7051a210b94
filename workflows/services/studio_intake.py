"""Reading a route, or a part of it, into a proposal: from a ZIP file or by itself, also from another program."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflows.domain.errors import FieldError, InvalidAnswers, InvalidRoute
from workflows.domain.people import Person
from workflows.domain.wording import Said, said
from workflows.persistence.unit_of_work import UnitOfWork
from workflows.routes.adopting import Adopted, adopted, names_in, readable, unreadable, word_of
from workflows.routes.drawn_words import proposed
from workflows.routes.folders import files_in_zip
from workflows.services import studio
from workflows.services.deployments import shared_of

DRAWING, TEXTS = ".bpmn", (".toml", ".txt", ".dmn")


@dataclass(frozen=True)
class TakenIn:
    """What was read in: the drawing to look at, if there is one, and what was done to make it fit."""

    drawing: str
    done: tuple[Said, ...]


def take_in(uow: UnitOfWork, by: Person, proposal_id: int, name: str, data: bytes, instead: str = "") -> TakenIn:
    """Replace files of a proposal by those of a ZIP file, or one file by another: of the same name, or *instead* of it.

    A drawing of another name becomes a new part. What only the program that made it reads is left out.

    Raises:
        InvalidRoute: it is no ZIP file, or no drawing, with what to do.
        InvalidAnswers: it fits nowhere, or is too large.
        NotFound, NotAllowed: as for ``studio.save``.
    """
    row = studio.editable(uow, by, proposal_id)
    files, gone = dict[str, bytes](), set[str]()
    if name.lower().endswith(".zip"):
        found = files_in_zip(data)
        if "route.toml" in found:
            files, gone = found, row.files.keys() - found.keys()
        elif not (drawings := [path for path in found if path.lower().endswith(DRAWING)]):
            text = said("Onderdeel: in deze ZIP staat geen route en ook geen tekening.")
            raise InvalidAnswers([FieldError("file", text)])
        for path in drawings if not files else ():
            files[_place_of({**row.files, **files}, path, "")] = found[path]
    else:
        path = _place_of(row.files, name, instead)
        files[path] = studio.small_enough(data)
        if path.endswith(DRAWING) and (wrong := unreadable(path, data)):
            raise InvalidRoute(wrong)
    beside = {path: each for path, each in row.files.items() if path not in gone} | files
    taken = {path: _adopted(each, path, beside, row.files) for path, each in files.items()}
    new, done = dict[str, bytes](), [line for each in taken.values() for line in each.done]
    for path, each in taken.items():
        new[path] = each.data
        if path.endswith(DRAWING) and "route.toml" not in files:
            said_so = proposed(each.data, _roles(uow), {**beside, **new})
            new |= {path: said_so.data, **said_so.forms}
            done += said_so.done
    studio.put(uow, row, by, {**new, **dict.fromkeys(gone)}, said("{path} ingelezen", path=name))
    drawn = [path for path in new if path.endswith(DRAWING)]
    return TakenIn(drawn[0] if len(drawn) == 1 else "", tuple(done))


def _roles(uow: UnitOfWork) -> dict[str, str]:
    """Return the roles by their name, and by what they are called."""
    return {word: name for name, role in shared_of(uow).roles.items() for word in (name, role.label.nl, role.label.en)}


def _place_of(files: Mapping[str, bytes], name: str, instead: str) -> str:
    """Return the path of a file that is read by its name: of the part that it replaces, or a new one for a drawing."""
    name = PurePosixPath(name.replace("\\", "/")).name
    drawing = name.lower().endswith(DRAWING)
    if drawing and instead in files and instead.endswith(DRAWING):
        return instead
    same = [path for path in files if PurePosixPath(path).name == name]
    if len(same) == 1:
        return same[0]
    if not drawing:
        raise InvalidAnswers([FieldError("file", said("Onderdeel: de route heeft er geen met deze naam."))])
    stem = word_of(name[: -len(DRAWING)])
    free = (f"{stem}{number}{DRAWING}" for number in ("", *(f"_{each}" for each in range(2, len(files) + 3))))
    return next(path for path in free if path not in files)


def _adopted(data: bytes, path: str, beside: Mapping[str, bytes], before: Mapping[str, bytes]) -> Adopted:
    if not path.lower().endswith(DRAWING):
        return Adopted(readable(data) if path.lower().endswith(TEXTS) else data)
    taken = {
        name
        for other, each in beside.items()
        if other != path and other.endswith(DRAWING)
        for name in (*names_in(each).processes, *names_in(each).parts)
    }
    known = names_in(before[path]).processes if path in before and before[path] != data else ()
    process = known[0] if len(known) == 1 else word_of(PurePosixPath(path).stem)
    return adopted(data, process, taken)
