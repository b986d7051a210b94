// Draws a route as it is beside how a proposal would have it, and marks what differs: in colour, with a sign, in words.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { diff } from 'bpmn-js-differ';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { h } from './drawing/dom.js';
import { descriptor } from './drawing/spiff.js';

const SIGNS = { new: '+', gone: '−', changed: '≠', moved: '↔' };
const MANY = 6; // parts that moved, above which it was laid out anew
const BESIDE = 60; // how far a chosen part stays from the border

class Side {
  constructor(container) {
    this.container = container;
    this.viewer = new NavigatedViewer({ container, moddleExtensions: { spiffworkflow: descriptor } });
  }

  get = name => this.viewer.get(name);

  async open(xml) {
    if (!xml) return undefined;
    await this.viewer.importXML(xml);
    this.drawn = true;
    return this.viewer.getDefinitions();
  }

  showAll() {
    if (!this.drawn) return;
    const canvas = this.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    canvas.zoom(canvas.zoom() * 0.92, 'auto');
  }

  has(id) {
    return this.drawn && this.get('elementRegistry').get(id);
  }

  mark(id, kind, word) {
    const element = this.has(id);
    if (!element || element === this.get('canvas').getRootElement()) return;
    this.get('canvas').addMarker(id, `differs-${kind}`);
    const sign = h('span', { class: `differs ${kind}` }, `${SIGNS[kind]} ${word}`);
    this.get('overlays').add(id, { position: element.waypoints ? { top: 0, left: 0 } : { top: -14, left: -6 }, html: sign });
  }

  choose(id) {
    for (const each of this.get('selection').get()) this.get('selection').deselect(each);
    const element = this.has(id);
    if (!element) return false;
    this.get('selection').select(element);
    this.get('canvas').scrollToElement(element, BESIDE);
    return true;
  }
}

// Moving or enlarging one of the two moves the other along.
function together(sides) {
  let following = false;
  for (const [side, other] of [sides, [...sides].reverse()]) {
    side.viewer.on('canvas.viewbox.changed', ({ viewbox }) => {
      if (following) return;
      following = true;
      const { x, y, outer, scale } = viewbox;
      other.get('canvas').viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
      following = false;
    });
  }
}

async function compare(home) {
  const response = await fetch(home.dataset.drawings, { credentials: 'same-origin', redirect: 'error' });
  if (!response.ok) throw new Error(response.statusText);
  const { old, new: proposed, words } = await response.json();
  home.hidden = false;
  const sides = ['old', 'new'].map(id => new Side(document.getElementById(id)));
  const [before, after] = [await sides[0].open(old), await sides[1].open(proposed)];
  for (const side of sides) side.showAll();
  const listed = [...document.querySelectorAll('.differences > li')].filter(line => line.dataset.file === home.dataset.path);
  if (before && after) {
    const found = diff(before, after);
    for (const id of Object.keys(found._removed)) sides[0].mark(id, 'gone', words.gone);
    for (const id of Object.keys(found._added)) sides[1].mark(id, 'new', words.new);
    for (const id of Object.keys(found._changed)) for (const side of sides) side.mark(id, 'changed', words.changed);
    const moved = Object.keys(found._layoutChanged).filter(id => !found._changed[id] && !sides[1].has(id)?.waypoints);
    if (moved.length > MANY) document.getElementById('rearranged').hidden = false;
    else for (const id of moved) sides[1].mark(id, 'moved', words.moved);
    together(sides);
  }
  const choose = line => {
    for (const each of listed) each.classList.toggle('chosen', each === line);
    return sides.map(side => side.drawn && side.choose(line.dataset.element)).some(Boolean);
  };
  for (const line of listed) {
    if (!sides.some(side => side.has(line.dataset.element))) continue;
    const what = line.querySelector('.what');
    const go = () => choose(line) && home.scrollIntoView({ block: 'nearest' });
    const button = h('button', { type: 'button', class: 'plain', lang: what.lang, onclick: go }, what.textContent);
    what.replaceChildren(button);
  }
  for (const side of sides) {
    side.viewer.on('element.click', ({ element }) => {
      const line = listed.find(each => each.dataset.element === element.id);
      if (line) choose(line);
    });
  }
  for (const button of document.querySelectorAll('[data-zoom]')) {
    const step = Number(button.dataset.zoom);
    const drawn = sides.filter(side => side.drawn);
    button.addEventListener('click', () => (step ? drawn[0].get('zoomScroll').stepZoom(step) : drawn.forEach(side => side.showAll())));
  }
  home.dataset.drawn = 'yes';
}

const home = document.getElementById('compare');
if (home) {
  compare(home).catch(error => {
    home.hidden = true; // the list says the same
    throw error;
  });
}
