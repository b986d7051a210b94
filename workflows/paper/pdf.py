"""PDF by Typst: tagged, in Dutch, with fonts of its own; no program beside Python, no network.

What a letter says reaches Typst as data and never as markup: the only sources it reads are ours (``*.typ``).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import typst

from workflows.paper import merging
from workflows.paper.drawn import Picture, svg
from workflows.paper.sheets import Behind, CaseBundle, Dossier, Figures, InDossier, Post, Proposed, Sheet

_SOURCE = Path(__file__).with_name("letter.typ")
_BUNDLE = Path(__file__).with_name("bundle.typ")
_DOSSIER = Path(__file__).with_name("dossier.typ")
_FIGURES = Path(__file__).with_name("figures.typ")
_PROPOSAL = Path(__file__).with_name("proposal.typ")
_PICTURE = Path(__file__).with_name("picture.typ")
_STAMPS = Path(__file__).with_name("stamps.typ")
NOT_A_PDF = "kind"
#: Why a file is not behind it, in the language of the dossiers.
WHY = {
    merging.LOCKED: "niet opgenomen: beveiligd met een wachtwoord",
    merging.BROKEN: "niet opgenomen: niet te openen",
    merging.TOO_LONG: "niet opgenomen: te lang",
    NOT_A_PDF: "niet opgenomen: geen PDF, zie het dossier",
}


#: What we say ourselves, and the files that go behind it.
Part = tuple[Mapping[str, object], Sequence[Behind]]


def letter_pdf(sheet: Sheet, files: Sequence[Behind] = ()) -> bytes:
    """Return one letter, laid out for a window envelope (window to the left), with what goes along behind it."""
    data = {"title": sheet.title, "author": sheet.sender[0], **_written([sheet])}
    return _with_files([(data, files)], _SOURCE, "Bijlage")


def post_pdf(post: Post) -> bytes:
    """Return the list of addressees, then each letter with what goes along behind it, on sheets of its own."""
    author = post.sheets[0].sender[0]
    listed = {"columns": post.columns, "rows": [list(row) for row in post.rows]}
    if not any(post.files):
        return _pdf({"title": post.title, "author": author, "list": listed, **_written(post.sheets)})
    parts: list[Part] = [({"title": post.title, "author": author, "list": listed, "sheets": []}, ())]
    for sheet, files in zip(post.sheets, post.files, strict=True):
        parts.append(({"title": post.title, "author": author, **_written([sheet])}, files))
    return _with_files(parts, _SOURCE, "Bijlage", duplex=True)


def bundle_pdf(bundle: CaseBundle, files: Sequence[Behind] = ()) -> bytes:
    """Return the bundle of a meeting, with the name of its reader across every page, also of the files behind it."""
    return _with_files([(asdict(bundle), files)], _BUNDLE, "Stuk", bundle.watermark)


def dossier_pdf(dossier: Dossier, pieces: Sequence[InDossier]) -> bytes:
    """Return the bundle of a case: its front with an index, then each piece; pages are counted through all of it.

    Every page says whose copy it is; a reader that shows bookmarks has one for each piece.
    """
    contents = [piece.content for piece in pieces if not piece.why]
    judged = iter(merging.try_out(contents))
    rows: list[dict[str, object]] = []
    named: list[tuple[int, InDossier]] = []
    lengths: list[int] = []
    for number, piece in enumerate(pieces, start=1):
        pages = piece.why or next(judged)
        row = {"number": str(number), "title": piece.title, "about": piece.about, "dated": piece.dated}
        if isinstance(pages, int):
            rows.append({**row, "first": sum(lengths) + 1, "why": ""})
            named.append((number, piece))
            lengths.append(pages)
        else:
            rows.append({**row, "first": 0, "why": WHY.get(pages, pages)})
    front = _pdf({**asdict(dossier), "rows": rows, "behind": sum(lengths)}, _DOSSIER)
    if not named:
        return front
    [before] = merging.try_out([front])
    if not isinstance(before, int):
        raise RuntimeError("our own pages cannot be counted")
    all_of_it, lines, page = before + sum(lengths), [], before
    for (number, _), length in zip(named, lengths, strict=True):
        for _ in range(length):
            page += 1
            lines.append(f"{dossier.footer} · stuk {number} · bladzijde {page} van {all_of_it}")
    words = {"title": dossier.title, "author": dossier.author, "watermark": dossier.watermark}
    stamps = _pdf({**words, "lines": lines}, _STAMPS)
    marks = [f"{number}. {piece.title}" for number, piece in named]
    return merging.together([(front, [piece.content for _, piece in named])], stamps, marks=marks)


def _written(sheets: Sequence[Sheet]) -> dict[str, object]:
    """Return letters as Typst reads them; their logo is the same, and goes along once as numbers."""
    logo = sheets[0].logo if sheets else b""
    return {"sheets": [{**asdict(sheet), "logo": ""} for sheet in sheets], "logo": list(logo)}


def figures_pdf(figures: Figures) -> bytes:
    """Return some figures on one page."""
    return _pdf(asdict(figures), _FIGURES)


def proposed_pdf(proposed: Proposed) -> bytes:
    """Return a proposed change of a route; each drawing stands on a page of its own and says in words what it shows."""
    drawings = [{"title": each.title, "told": each.told, "svg": svg(each)} for each in proposed.drawings]
    parts = [(title, [asdict(row) for row in rows]) for title, rows in proposed.parts]
    about: dict[str, object] = {"title": proposed.title, "author": proposed.author, "about": proposed.about}
    return _pdf({**about, "parts": parts, "drawings": drawings}, _PROPOSAL)


def picture_png(picture: Picture, ppi: float = 110) -> bytes:
    """Return a drawing as points."""
    inputs = {"data": json.dumps({"told": picture.told, "svg": svg(picture)}, ensure_ascii=False)}
    return typst.compile(_PICTURE, root=_PICTURE.parent, format="png", ppi=ppi, sys_inputs=inputs)


def _with_files(parts: Sequence[Part], source: Path, word: str, watermark: str = "", *, duplex: bool = False) -> bytes:
    """Return what each part says, and behind it its files that can be opened; a list in it names them all.

    Each page of a file says which it is, of which case, and the how manieth; and who reads it, where that is told.
    """
    contents = list(dict.fromkeys(file.content for _, files in parts for file in files if file.is_pdf))
    judged = dict(zip(contents, merging.try_out(contents), strict=True))
    made: list[tuple[bytes, list[bytes]]] = []
    lines: list[str] = []
    for data, files in parts:
        rows, behind = [], []
        for number, file in enumerate(files, start=1):
            pages = judged[file.content] if file.is_pdf else NOT_A_PDF
            rows.append((str(number), file.reference, file.name, str(pages) if isinstance(pages, int) else WHY[pages]))
            if isinstance(pages, int):
                behind.append(file.content)
                of = f"{word} {number}, zaak {file.reference}"
                mine = f" · {watermark}" if watermark else ""
                lines += [f"{of}, bladzijde {n} van {pages}{mine}" for n in range(1, pages + 1)]
        made.append((_pdf({**data, "behind": rows}, source), behind))
    if not lines and len(made) == 1:
        return made[0][0]
    title, author = parts[0][0]["title"], parts[0][0]["author"]
    stamps = _pdf({"title": title, "author": author, "lines": lines or [""], "watermark": watermark}, _STAMPS)
    return merging.together(made, stamps, duplex=duplex)


def _pdf(data: dict[str, object], source: Path = _SOURCE) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return typst.compile(source, root=source.parent, format="pdf", sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA-1 refuses a character that no font here can draw; a letter with a box in a name is better than none.
        return typst.compile(source, root=source.parent, format="pdf", sys_inputs=inputs)
