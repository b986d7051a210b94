"""What each answer forbids the browser, and that no page needs what is forbidden."""

import gzip
import re
from pathlib import Path

import pytest

import webapp
from tests.webapp.browser import Browser

TEMPLATES = sorted((Path(webapp.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("path", ["/taken", "/bestaat-niet", "/static/inbox.css", "/inloggen"])
def test_every_answer_forbids_what_it_does_not_need(ria: Browser, path: str) -> None:
    headers = ria.get(path).response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_no_page_of_a_person_is_kept_by_the_browser(ria: Browser) -> None:
    assert ria.get("/taken").response.headers["Cache-Control"] == "no-store"


def test_a_file_with_a_fingerprint_in_its_address_may_be_kept_for_ever(ria: Browser) -> None:
    style = ria.get("/taken").one("link[rel=stylesheet]").get("href")
    assert re.search(r"\?v=[0-9a-f]{12}$", style)
    assert "immutable" in ria.get(style).response.headers["Cache-Control"]
    assert ria.get("/static/inbox.css").response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_script_or_a_style_of_its_own(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js", source)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", source))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_trusts_a_text_to_be_html(template: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape", template.read_text())


def test_every_form_that_posts_carries_the_token() -> None:
    for template in TEMPLATES:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', template.read_text(), flags=re.DOTALL):
            assert "token()" in form, template.name


def test_static_files_travel_compressed_and_pages_do_not(ria: Browser) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    answer = ria.get("/static/inbox.css", headers=accepts).response
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data) == ria.get("/static/inbox.css").response.data
    again = ria.get("/static/inbox.css", headers=accepts | {"If-None-Match": answer.headers["ETag"]}).response
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in ria.get("/static/inbox.css").response.headers
    assert "Content-Encoding" not in ria.get("/", headers=accepts).response.headers  # its length would tell secrets


def test_the_first_page_with_all_it_needs_is_small(ria: Browser) -> None:
    page = ria.get("/")
    needs = [page.one("link[rel=stylesheet]").get("href"), *(each.get("src") for each in page.all("script"))]
    files = [ria.get(str(each), headers={"Accept-Encoding": "gzip"}).response.data for each in needs]
    assert len(page.response.data) + sum(map(len, files)) < 60_000


def test_the_first_page_comes_under_60_kilobytes_for_who_was_never_here(ria: Browser) -> None:
    page = ria.get("/")
    assets = [each.get("href") or each.get("src") for each in page.all("link[href], script[src]")]
    answers = [page.response, *(ria.get(each, headers={"Accept-Encoding": "gzip"}).response for each in assets)]
    assert len(assets) >= 4
    assert sum(len(answer.data) for answer in answers) < 60_000
