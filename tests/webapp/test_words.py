"""The words on the screen: none of those to avoid, all of them translated."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import webapp
import workflows

FOLDER = Path(webapp.__file__).parent
BELOW = Path(workflows.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))

#: Words that collide with the law, or are not those of the people who use this.
AVOID = {
    "aanmelden", "accorderen", "account", "actie", "activiteit", "afkeuren", "afmelden", "annuleren",
    "archiveren", "assets", "assignee", "beoordeling", "bestand", "boete", "breached", "casus", "claimen", "client",
    "cliënt", "commissieadvies", "deadline", "delegeren", "deployen", "doorlooptijd", "draft", "eigenaar", "einddatum",
    "element", "escalatie", "files", "flow", "formulier", "gepauzeerd", "goedkeuren", "incident", "instantie",
    "kindmap", "kladversie", "klant", "mandateren", "map", "melder", "melding", "migreren", "node", "notificatie",
    "opslaan", "overdracht", "owner", "pool", "proces", "queue", "rejected", "request", "resetten", "score", "sla",
    "sluiten", "streeftermijn", "submit", "terugsturen", "ticket", "toe-eigenen", "uitkomst", "uitrollen", "uitspraak",
    "uitstellen", "uploads", "verlopen", "versturen", "vervaldatum", "vervanger", "verwijderen", "verzorger",
    "voltooien", "vrijgeven", "werkbak", "workflow", "zaaktype", "zorgvraag",
}  # fmt: skip
AVOID_TOGETHER = (
    "aangemaakt op", "afgerond op", "besloten op", "bevoegd gezag", "harde deadline", "interne termijn",
    "akkoord van de ouders", "niet akkoord", "on hold", "user task",
)  # fmt: skip


@cache
def messages() -> list[tuple[str, ...]]:
    """Return every Dutch text of the pages and the code, plurals beside their singular; also what is said below."""
    found = [
        *extract_from_dir(
            str(FOLDER),
            method_map=[("templates/**.html", "jinja2"), ("**.py", "python")],
            keywords={"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "said": None},
        ),
        *extract_from_dir(str(BELOW), method_map=[("**.py", "python")], keywords={"said": None}),
    ]
    return sorted({(message,) if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found})


#: What carries words to people, and where among its arguments.
CARRIERS = {
    "NotAllowed": 0, "Conflict": 0, "LedgerRefused": 0, "Refused": 0, "Completed": 0, "FieldError": 1, "Message": 1,
}  # fmt: skip


def unsaid(file: Path) -> Iterator[str]:
    """Yield the texts that an error carries from below to the screen without remembering how they were made."""
    for function in ast.walk(ast.parse(file.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
                    named.setdefault(target.id, []).append(node.value)
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CARRIERS:
                place = CARRIERS[call.func.id]
                for given in call.args[place : place + 1]:
                    for words in named.get(given.id, []) if isinstance(given, ast.Name) else [given]:
                        if isinstance(words, ast.JoinedStr) or (isinstance(words, ast.Constant) and words.value):
                            yield f"{file.relative_to(BELOW)}:{call.lineno} {ast.unparse(words)}"


@cache
def catalogue() -> Catalog:
    with (FOLDER / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, "en")


def placeholders(text: str) -> set[tuple[str, str]]:
    return set(re.findall(r"%\((\w+)\)[sd]|\{(\w+)\}", text))


def test_no_text_on_the_screen_has_a_word_to_avoid() -> None:
    texts = [text.lower() for texts in messages() for text in texts]
    assert len(texts) > 200
    assert [text for text in texts if set(re.findall(r"[\w-]+", text)) & AVOID] == []
    assert [text for text in texts if any(phrase in text for phrase in AVOID_TOGETHER)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_word_that_is_not_translated(template: Path) -> None:
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(), flags=re.DOTALL)
    spoken = re.findall(r'(?:title|aria-label|placeholder|alt|content)="([^"]*)"', source)
    shown = re.sub(r'<[^>]*>|&\w+;|[\w-]+="[^"]*"', " ", source)
    left = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", " ".join([shown, *spoken])))
    assert left <= {"Zorgroute", "width", "device", "initial", "scale"}


def test_every_text_has_an_english_translation() -> None:
    english = catalogue()
    missing = [texts for texts in messages() if not _translated(english.get(texts[0]), len(texts))]
    assert missing == []


def test_what_the_services_refuse_can_be_said_in_english() -> None:
    assert [words for file in sorted(BELOW.rglob("*.py")) for words in unsaid(file)] == []


def _translated(message: Message | None, forms: int) -> bool:
    if message is None or message.fuzzy:
        return False
    translations = (message.string,) if isinstance(message.string, str) else message.string
    return len(translations) == forms and all(translations)


def test_a_translation_names_the_same_values_as_the_text() -> None:
    for message in catalogue():
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            strings = (message.string,) if isinstance(message.string, str) else message.string
            assert {frozenset(placeholders(text)) for text in ids} == {
                frozenset(placeholders(text)) for text in strings
            }


def test_no_translation_is_left_over_from_a_text_that_is_gone() -> None:
    used = {texts[0] for texts in messages()}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue() if message.id}
    assert kept <= used
