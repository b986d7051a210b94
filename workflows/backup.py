"""All data in one file, checked; restored in a place of its own to see that it can be; brought back when it must.

None of this happens in a unit of work: it takes long, and people go on working meanwhile.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from workflows.domain.clock import AMSTERDAM
from workflows.domain.errors import CopyFailed
from workflows.domain.wording import said
from workflows.persistence import copies
from workflows.persistence.copies import Contents
from workflows.persistence.unit_of_work import Database
from workflows.services import backups, deployments, histories
from workflows.system import System

Told = Callable[[str, int], None]  #: is told which step, and how far it is in hundredths
DATA, ABOUT = "gegevens", "inhoud.json"
NAME = "zorgroute-*.zip"
BUSY, LEFT = ".bezig-", 24 * 3600  #: folders to work in; after so many seconds nobody works there any more
CHUNK = 1 << 20


@dataclass(frozen=True)
class Checked:
    """A copy that was looked at: where it is, how large, made when and by which version, with how many rows."""

    file: Path
    size: int
    made_at: str
    version: str
    contents: Contents


# ------------------------------------------------------------------ making one
def make(system: System, told: Told) -> Checked:
    """Make a copy, look whether all is in it and right, and put the oldest ones away.

    Raises:
        CopyFailed: it could not be made, or is not right; nothing of it is left.
    """
    folder, now = system.settings.backup_folder, system.clock.now()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _scratch(folder) as scratch:
        plain, packed = scratch / DATA, scratch / "packed.zip"
        with system.database.reading(now) as uow:
            found = copies.contents(uow)
            copies.save(uow, system.database, plain, lambda done, total: told("copying", 100 * done // max(total, 1)))
        if found.kind == "sqlite":  # what PostgreSQL wrote was read back; that it can be restored a rehearsal shows
            told("checking", 0)
            with copies.opened(found, system.database, plain, scratch) as copy:
                _compare(copy, found, now)
                if copy.is_current():  # before an update it is not, and cannot be asked
                    _check_histories(copy, now)
        told("packing", 0)
        about = {"made_at": now.isoformat(), "version": version("zorgroute"), "sha256": _sha256(plain)}
        _pack(packed, plain, json.dumps({**about, "contents": json.loads(found.to_json())}))
        made = folder / f"zorgroute-{_moment(now)}.zip"
        packed.rename(made)
    _put_away(folder, system.settings.backups_kept)
    return Checked(made, made.stat().st_size, about["made_at"], about["version"], found)


def _pack(packed: Path, plain: Path, about: str) -> None:
    packed.touch(mode=0o600)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.write(plain, DATA)
        archive.writestr(ABOUT, about)


def _put_away(folder: Path, kept: int) -> None:
    for old in sorted(folder.glob(NAME))[:-kept]:
        old.unlink()


# ------------------------------------------------------------------ looking whether one can be restored
def rehearse(system: System, file: Path, told: Told) -> Checked:
    """Restore a copy in a place of its own, bring it to this version, and look whether all is there and right.

    Raises:
        CopyFailed: it cannot be restored; says why.
    """
    with _restored(system, file, told) as (checked, _):
        return checked


def put_back(system: System, file: Path, told: Told) -> str:
    """Let a copy take the place of the database, once it is found right; return where what was there is kept.

    Raises:
        CopyFailed: it cannot be restored, or the database is in use; nothing has changed.
    """
    with _restored(system, file, told) as (_, copy):
        return copies.put_in_place(system.database, copy, _moment(system.clock.now()))


@contextmanager
def _restored(system: System, file: Path, told: Told) -> Iterator[tuple[Checked, Database]]:
    now, folder = system.clock.now(), system.settings.backup_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _scratch(folder) as scratch:
        told("opening", 0)
        about = _unpack(file, scratch / DATA)
        with copies.opened(about.contents, system.database, scratch / DATA, scratch) as copy:
            told("checking", 0)
            _compare(copy, about.contents, now)
            told("upgrading", 0)
            copy.upgrade()
            told("checking", 50)
            check_self(copy, now)
            yield about, copy


def _unpack(file: Path, plain: Path) -> Checked:
    """Take a copy out of its file; it must be what was put in."""
    try:
        with zipfile.ZipFile(file) as archive:
            about = json.loads(archive.read(ABOUT))
            with archive.open(DATA) as source, plain.open("xb") as target:
                plain.chmod(0o600)
                shutil.copyfileobj(source, target, CHUNK)
        contents = Contents.from_json(json.dumps(about["contents"]))
        whole = _sha256(plain) == about["sha256"]
    except FileNotFoundError:
        raise CopyFailed(said("{file}: deze reservekopie is er niet.", file=file.name)) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        words = said("{file} is beschadigd of is geen reservekopie. Neem een andere.", file=file.name)
        raise CopyFailed(words) from None
    return Checked(file, file.stat().st_size, str(about["made_at"]), str(about["version"]), contents)


def _compare(copy: Database, expected: Contents, now: datetime) -> None:
    """Look whether a copy holds what was there, as it is."""
    with copy.reading(now) as uow:
        if not copies.is_sound(uow):
            raise CopyFailed(said("De database in de reservekopie is beschadigd."))
        found = copies.contents(uow)
    for table in sorted(expected.rows.keys() | found.rows.keys()):
        before, after = expected.rows.get(table, 0), found.rows.get(table, 0)
        if before != after:
            words = said(
                "In {table} staan {after} regels, en dat waren er {before}.", table=table, after=after, before=before
            )
            raise CopyFailed(words)


def _check_histories(database: Database, now: datetime) -> None:
    with database.reading(now) as uow:
        for broken in histories.verify_all(uow):
            raise CopyFailed(said("Een geschiedenis is niet wat is vastgelegd. {which}", which=str(broken)))


def check_self(database: Database, now: datetime) -> None:
    """Look whether this version of the product can work with a database.

    Raises:
        CopyFailed: it cannot; says why.
    """
    if not database.is_current():
        raise CopyFailed(said("De tabellen zijn niet die van deze versie."))
    with database.reading(now) as uow:
        if not copies.is_sound(uow):
            raise CopyFailed(said("De database is beschadigd."))
        if deployments.live_definitions(uow):  # each is read and compiled
            deployments.shared_of(uow)
    _check_histories(database, now)


# ------------------------------------------------------------------ an update, and the way back
def update(system: System, told: Told) -> Checked | None:
    """Bring the database to this version: copy it first, look afterwards whether it works; return the copy.

    A database that is current already, or new, is not copied.

    Raises:
        CopyFailed: it does not work; says with which copy to go back.
    """
    database, now = system.database, system.clock.now()
    if database.is_current() or database.is_new():
        database.upgrade()
        return None
    before = make(system, told)
    try:
        told("upgrading", 0)
        database.upgrade()
        told("checking", 0)
        check_self(database, now)
    except Exception as problem:
        why = str(problem) if isinstance(problem, CopyFailed) else type(problem).__name__
        words = said(
            "Het bijwerken is mislukt: {why} Ga terug: zet de vorige versie van Zorgroute terug en geef daarmee "
            "de opdracht zorgroute restore {file}",
            why=why,
            file=str(before.file),
        )
        raise CopyFailed(words) from problem
    system.attempt(backups.note_made, before.file.name, before.size, dict(before.contents.rows))
    return before


# ------------------------------------------------------------------ what the scheduler does
def caretake(system: System) -> bool:
    """Do what is asked for or due, if anything is; True when something was done."""
    if system.read(backups.is_wanted):
        system.attempt(backups.want)
    waiting = system.read(backups.next_one)
    kind = system.attempt(backups.begin, waiting) if waiting is not None else None
    if waiting is None or kind is None:
        return False
    run(system, waiting, kind)
    return True


def run(system: System, number: int, kind: str) -> Checked | None:
    """Make a copy or rehearse one, and put on record how it went; None when it failed, and an incident tells why."""
    try:
        done = make(system, _noting(system, number)) if kind == backups.COPY else _rehearse_last(system, number)
    except Exception as problem:
        system.attempt(backups.fail, number, problem)
        return None
    system.attempt(backups.succeed, number, done.file.name, done.size, dict(done.contents.rows))
    return done


def _rehearse_last(system: System, number: int) -> Checked:
    name = system.read(backups.last_file)
    if name is None:
        raise CopyFailed(said("Er is nog geen reservekopie om te proberen. Maak er eerst een."))
    return rehearse(system, system.settings.backup_folder / name, _noting(system, number))


def _noting(system: System, number: int) -> Told:
    """Return what puts progress on record; not every percent, because each is a transaction."""
    last = [("", 0)]

    def told(step: str, done: int) -> None:
        before, at = last[0]
        if step != before or done >= at + 10:
            last[0] = (step, done)
            system.attempt(backups.tell, number, step, done)

    return told


# ------------------------------------------------------------------
@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Lend a folder that only we may read, gone afterwards; what a power cut left of an earlier one goes too."""
    with tempfile.TemporaryDirectory(prefix=BUSY, dir=folder) as name:
        made = Path(name).stat().st_mtime  # by the clock of the disk, as that of the others
        for other in folder.glob(f"{BUSY}*"):
            if made - other.stat().st_mtime > LEFT:
                shutil.rmtree(other)
        yield Path(name)


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _moment(now: datetime) -> str:
    return f"{now.astimezone(AMSTERDAM):%Y-%m-%d-%H%M%S}"
