// Draws a diagram in every element with data-diagram (the address of its XML) and marks where the case is.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const words = text => (text || '').split(' ').filter(Boolean);

async function draw(container) {
  const response = await fetch(container.dataset.diagram, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(response.statusText);
  const viewer = new NavigatedViewer({ container });
  await viewer.importXML(await response.text());
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const showAll = () => {
    canvas.zoom('fit-viewport', 'auto');
    canvas.zoom(canvas.zoom() * 0.95, 'auto'); // a little air round it
  };
  showAll();
  const mark = (ids, marker) => ids.filter(id => registry.get(id)).forEach(id => canvas.addMarker(id, marker));
  mark(words(container.dataset.done), 'is-done');
  mark(words(container.dataset.current), 'is-current');
  for (const button of document.querySelectorAll('[data-zoom]')) {
    const step = Number(button.dataset.zoom);
    button.addEventListener('click', () => (step ? viewer.get('zoomScroll').stepZoom(step) : showAll()));
    button.hidden = false;
  }
  container.dataset.drawn = 'yes';
}

for (const container of document.querySelectorAll('[data-diagram]')) {
  draw(container).catch(() => {
    container.hidden = true; // the list of steps beside it says the same
  });
}
