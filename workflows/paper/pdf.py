"""PDF by Typst: tagged, in Dutch, with fonts of its own; no program beside Python, no network.

What a letter says reaches Typst as data and never as markup: the only sources it reads are ours (``*.typ``).
"""

import json
from dataclasses import asdict
from pathlib import Path

import typst

from workflows.paper.sheets import CaseBundle, Post, Sheet

_SOURCE = Path(__file__).with_name("letter.typ")
_BUNDLE = Path(__file__).with_name("bundle.typ")


def letter_pdf(sheet: Sheet) -> bytes:
    """Return one letter, laid out for a window envelope (window to the left)."""
    return _pdf({"title": sheet.title, "author": sheet.sender[0], "sheets": [asdict(sheet)]})


def post_pdf(post: Post) -> bytes:
    """Return the list of addressees and then each letter, which begins on a sheet of its own, also in duplex."""
    sheets = [asdict(sheet) for sheet in post.sheets]
    author = post.sheets[0].sender[0]
    listed = {"columns": post.columns, "rows": [list(row) for row in post.rows]}
    return _pdf({"title": post.title, "author": author, "list": listed, "sheets": sheets})


def bundle_pdf(bundle: CaseBundle) -> bytes:
    """Return the bundle of a meeting, with the name of its reader across every page."""
    return _pdf(asdict(bundle), _BUNDLE)


def _pdf(data: dict[str, object], source: Path = _SOURCE) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        return typst.compile(source, root=source.parent, format="pdf", sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA-1 refuses a character that no font here can draw; a letter with a box in a name is better than none.
        return typst.compile(source, root=source.parent, format="pdf", sys_inputs=inputs)
