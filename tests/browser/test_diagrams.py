"""The drawings of the routes open in the editor of the field, and come back from it as they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.stories.valley import BPMN
from workflows.routes.diagram import read_diagram

EDITOR = Path(__file__).parents[2] / "webapp/frontend/node_modules/bpmn-js/dist/bpmn-modeler.production.min.js"
DRAWINGS = sorted(BPMN.glob("**/*.bpmn"))
OPEN_AND_SAVE = """
async xml => {
  const editor = new BpmnJS({ container: document.body });
  const { warnings } = await editor.importXML(xml);
  const saved = await editor.saveXML({ format: true });
  editor.destroy();
  return [warnings.map(String), saved.xml];
}
"""


@pytest.fixture(scope="module")
def editor(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.add_script_tag(path=EDITOR)
    yield page
    page.close()


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda file: str(file.relative_to(BPMN)))
def test_a_drawing_opens_without_warnings_and_is_saved_unchanged_in_meaning(editor: Page, file: Path) -> None:
    warnings, saved = editor.evaluate(OPEN_AND_SAVE, file.read_text("utf-8"))
    assert warnings == []
    before, after = (read_diagram(file.name, data) for data in (file.read_bytes(), saved.encode()))
    assert after == before
