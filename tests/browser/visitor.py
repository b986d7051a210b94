"""Somebody at a real browser: signs in, reads, fills in forms by their labels, presses buttons."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.stories.valley import PASSWORD, PDF, Given, Valley, address_of, tlv
from workflows.domain.fields import Field

FILE = {"name": "stuk.pdf", "mimeType": "application/pdf", "buffer": PDF}


def _types(control: Locator, text: str) -> None:
    control.fill(text)
    control.blur()


class Visitor:
    """A person and a page."""

    def __init__(self, page: Page, valley: Valley, shots: Path | None) -> None:
        self.page, self._valley, self._shots = page, valley, shots
        self.script = True  #: does the browser run JavaScript?
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    # -------------------------------------------------------------- going about
    def signs_in(self, name: str) -> "Visitor":
        self.page.goto("/inloggen")
        self.page.get_by_label("E-mailadres").fill(address_of(name))
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.presses("Inloggen")
        expect(self.page.get_by_role("link", name=name)).to_be_visible()
        return self

    def goes(self, address: str) -> "Visitor":
        self.page.goto(address)
        return self

    def follows(self, link: str) -> "Visitor":
        self.page.get_by_role("link", name=link).first.click()
        return self

    def opens(self, task: str) -> "Visitor":
        """Open a task from the inbox."""
        self.goes("/taken")
        self.page.locator("table.list").get_by_role("link", name=task, exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(task)
        return self

    def presses(self, button: str) -> "Visitor":
        self.page.locator("button:not(.first)").filter(has_text=re.compile(f"^{re.escape(button)}")).first.click()
        return self

    def turns(self, what: str) -> "Visitor":
        """Click on something that brings another page, and wait until that page is there."""
        with self.page.expect_navigation():
            self.page.click(what)
        return self

    def speaks_english(self) -> "Visitor":
        self.turns("button:has-text('English')")
        expect(self.page.locator("html")).to_have_attribute("lang", "en")
        return self

    def finishes(self, *, despite_warnings: bool = False) -> "Visitor":
        """Complete the task of this page; it must succeed."""
        self.presses("Afronden")
        if despite_warnings:
            self.page.get_by_label("Ik heb dit gezien en wil toch afronden").check()
            self.presses("Afronden")
        self.sees("is afgerond.")
        return self

    def shot(self, name: str) -> "Visitor":
        """Keep a picture of the page, where somebody asked for pictures."""
        if self._shots is not None:
            self._shots.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self._shots / f"{name}.png", full_page=True)
        return self

    # -------------------------------------------------------------- reading
    @property
    def words(self) -> str:
        """Everything that can be read in the main part of the page, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def sees_no(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    def term(self, label: str) -> Locator:
        """Return the block of a term on the page of a case."""
        exactly = self.page.get_by_text(label, exact=True)
        return self.page.locator(".deadline").filter(has=exactly)

    # -------------------------------------------------------------- forms
    def fills_in(self, form: str, given: Given) -> "Visitor":
        """Answer the questions of a form of the route by their labels, in their order."""
        left = dict(given)
        asked = tlv().forms[form].fields
        while left:
            before = len(left)
            for field in asked:
                if field.id in left and (block := self._question(field, asked)).is_visible():
                    self._answers(field, block, left.pop(field.id))
            assert len(left) < before, f"not on the page: {', '.join(left)}"
            if left and not self.script:
                self.presses("Vragen bijwerken")
        return self

    def _question(self, field: Field, asked: Sequence[Field]) -> Locator:
        """Return the block with this label; of blocks with the same label the one that comes in this place."""
        label = re.compile(rf"^\s*{re.escape(field.label)}(\s*\(niet verplicht\))?\s*$")
        heading = self.page.locator("label, legend").filter(has_text=label)
        blocks = self.page.locator("#questions .field").filter(has=heading)
        same = [each.id for each in asked if each.label == field.label]
        if len(same) == 1:
            return blocks.first
        return blocks.filter(has=self.page.locator(f"[name='{field.id}']")).first

    def _answers(self, field: Field, block: Locator, value: str | Sequence[str]) -> None:
        if field.kind == "file":
            self._asks(block.locator("input[type=file]"), lambda found: found.set_input_files(FILE))
        elif field.kind == "choices":
            for each in value:
                block.get_by_label(self._label(field, each), exact=True).check()
        elif block.locator("select").count():
            label = self._label(field, str(value))
            if block.locator("option:checked").inner_text() != label:
                self._asks(block.locator("select"), lambda found: found.select_option(label=label))
        elif block.locator("input[type=radio]").count():
            chosen = block.get_by_label(self._label(field, str(value)), exact=True)
            if not chosen.is_checked():
                self._asks(chosen, lambda found: found.check())
        elif (control := block.locator("input:not([type=hidden]), textarea")).input_value() != value:
            self._asks(control, lambda found: _types(found, str(value)))

    def _asks(self, control: Locator, act: Callable[[Locator], object]) -> None:
        """Answer a question; where others depend on it, wait until they are shown."""
        if self.script and control.get_attribute("data-asks"):
            with self.page.expect_response(lambda answer: answer.url.endswith("/vragen")):
                act(control)
            expect(self.page.locator(".htmx-request")).to_have_count(0)
        else:
            act(control)

    def _label(self, field: Field, value: str) -> str:
        """Return how an answer to choose reads."""
        if value.startswith("@"):
            return self._valley.name_of(value)
        options: Mapping[str, str] = {option.value: option.label for option in field.options}
        return options.get(value) or self._valley.list_label(field.options_from or "", value)
