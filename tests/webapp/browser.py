"""A person at a browser without JavaScript: follows links, fills in forms, reads pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from tests.webapp.world import PASSWORD
from webapp import create_app
from workflows.system import System

_APPS: list[Flask] = []


def site_of(system: System) -> Flask:
    """Return the pages on *system*, and on no other any more: one app for all tests, as each compiles its templates."""
    if not _APPS:
        _APPS.append(create_app(system))
    _APPS[0].extensions["zorgroute"] = system
    return _APPS[0]


@dataclass
class Page:
    """What came back."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.text)

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def title(self) -> str:
        return str(self.tree.findtext(".//title"))

    def all(self, selector: str) -> list[html.HtmlElement]:
        return list(self.tree.cssselect(selector))

    def one(self, selector: str) -> html.HtmlElement:
        (found,) = self.all(selector)
        return found

    def texts(self, selector: str) -> list[str]:
        return [" ".join(element.text_content().split()) for element in self.all(selector)]


@dataclass
class Browser:
    """Keeps the cookies and the last page."""

    app: Flask
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self._client = self.app.test_client()

    def get(self, path: str, *, follow: bool = True, **more: Any) -> Page:
        return self._seen(self._client.get(path, follow_redirects=follow, **more))

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, follow: bool = True, **more: Any) -> Page:
        """Post with the token of the last page that had one."""
        return self._seen(
            self._client.post(path, data={"csrf_token": self._token, **(data or {})}, follow_redirects=follow, **more)
        )

    def submits(self, data: Mapping[str, Any] | None = None, *, button: str, form: str = "main form") -> Page:
        """Fill in the first form of the page that has this button, and press it."""
        for found in self.page.all(form):
            elsewhere = self.page.all(f"button[form={found.get('id')}]") if found.get("id") else []
            for pressed in [*found.cssselect("button"), *elsewhere]:
                if " ".join(pressed.text_content().split()).startswith(button) and pressed.get("class") != "first":
                    filled: dict[str, Any] = {}
                    for name, value in found.form_values():
                        filled.setdefault(name, []).append(value)
                    if pressed.get("name"):
                        filled[pressed.get("name")] = pressed.get("value")
                    address = pressed.get("formaction") or found.get("action")
                    return self.post(str(address), {**filled, **(data or {})})
        raise AssertionError(f"no button {button!r} on {self.page.title}: {self.page.texts('button')}")

    def follows(self, link: str) -> Page:
        for found in [*self.page.all("main a"), *self.page.all("header a")]:
            if " ".join(found.text_content().split()).startswith(link):
                return self.get(str(found.get("href")))
        raise AssertionError(f"no link {link!r} on {self.page.title}: {self.page.texts('a')}")

    def signs_in(self, name: str, password: str = PASSWORD) -> "Browser":
        self._client.delete_cookie("zorgroute")
        self.get("/inloggen")
        self.submits({"email": f"{name.lower()}@voorbeeld.test", "password": password}, button="Inloggen")
        return self

    def starts(self, last_name: str = "Voorbeeld", born: str = "14-03-2017") -> str:
        """Start a case for a pupil and return its number."""
        self.get("/nieuw/proef")
        school = self.page.all("select[name=school] option")[1].get("value")
        pupil = {"school": school, "roepnaam": "Sem", "achternaam": last_name, "geboortedatum": born}
        return str(self.submits(pupil, button="Beginnen").one("h1").text).strip()

    def opens(self, task: str) -> Page:
        """Open a task of the inbox by its name."""
        self.get("/taken")
        return self.follows(task)

    def _seen(self, response: TestResponse) -> Page:
        response.get_data()
        response.close()
        self.page = Page(response)
        is_page = "text/html" in (response.content_type or "") and response.data
        tokens = self.page.all("input[name=csrf_token]") if is_page else []
        self._token = tokens[0].get("value") if tokens else ""
        return self.page
