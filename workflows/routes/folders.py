"""Where the files of a route come from: a folder on disk, or a ZIP file that somebody hands in."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from workflows.domain.errors import InvalidRoute
from workflows.domain.findings import Finding

MAX_FILES, MAX_FILE_BYTES, MAX_ROUTE_BYTES = 200, 2_000_000, 10_000_000


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files below *folder* by relative path; hidden ones are passed over."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in relative.parts):
            found[relative.as_posix()] = path.read_bytes()
    return found


def files_in_zip(data: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP file by path, without a folder around everything.

    Raises:
        InvalidRoute: it is no ZIP file, too large, or has paths that lead elsewhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_ROUTE_BYTES:
                raise refusal("", "", "too-large", "Het ZIP-bestand is te groot.", "Neem alleen de route op.")
            found = {entry.filename: _unpacked(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refusal("", "", "not-zip", "Dit is geen leesbaar ZIP-bestand.", "Exporteer de route opnieuw.") from error
    folders = {path.split("/", 1)[0] for path in found}
    if len(folders) == 1 and all("/" in path for path in found):
        found = {path.split("/", 1)[1]: each for path, each in found.items()}
    for path in found:
        if path.startswith("/") or "\\" in path or ".." in path.split("/") or "\0" in path:
            raise refusal(path, "", "path", "Dit pad leidt buiten de route.", "Exporteer de route opnieuw.")
    return {path: each for path, each in found.items() if not any(part.startswith(".") for part in path.split("/"))}


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP file; the same files always give the same bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), content)
    return data.getvalue()


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise refusal(entry.filename, "", "too-large", "Dit bestand is te groot.", "Hoogstens 2 MB per bestand.")
    return data


def refusal(file: str, element: str, code: str, problem: str, remedy: str) -> InvalidRoute:
    """Return the error that says one thing about one file."""
    return InvalidRoute([Finding("error", file, element, code, problem, remedy)])
