// Lets somebody draw a route: each change is kept after a moment, and the check reads along.
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import allowed from './drawing/allowed.js';
import { translateInto } from './drawing/dutch.js';
import { h } from './drawing/dom.js';
import { finding, Panel } from './drawing/panel.js';
import { descriptor } from './drawing/spiff.js';

const MOMENT = 1500; // how long nobody changes anything before it is kept
const BESIDE = 40; // the palette stands over the left side
const LATER = 10000; // when it could not be kept

const byId = id => document.getElementById(id);
const time = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

async function asked(address) {
  const response = await fetch(address, { credentials: 'same-origin', redirect: 'error' });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

class Drawing {
  constructor(home) {
    this.home = home;
    this.form = home.querySelector('form');
    this.locked = 'locked' in home.dataset;
    this.dirty = false;
    this.moved = false;
  }

  async open() {
    this.language = await asked(this.home.dataset.language);
    this.say = this.language.words;
    this.mark = this.language.mark;
    this.home.hidden = false;
    const language = translateInto(document.documentElement.lang);
    const Kind = this.locked ? NavigatedViewer : Modeler; // whoever may only look can choose and read
    this.modeler = new Kind({
      container: byId('canvas'),
      additionalModules: this.locked ? [language] : [allowed, language],
      moddleExtensions: { spiffworkflow: descriptor },
    });
    this.home.modeler = this.modeler; // for whoever looks at the page from outside
    try {
      await this.modeler.importXML(this.language.text);
    } catch (error) {
      this.tell(this.say.broken, true); // what the check says of it can still be read
      this.check();
      throw error;
    }
    this.panel = new Panel(this.modeler, byId('panel'), this.language, this.locked);
    this.showAll();
    this.listen();
    this.check();
    this.choose(this.home.dataset.chosen);
    this.home.dataset.drawn = 'yes';
  }

  showAll() {
    const canvas = this.modeler.get('canvas');
    canvas.zoom('fit-viewport', 'auto');
    canvas.zoom(Math.min(1, canvas.zoom() * 0.85), 'auto');
    if (!this.locked) canvas.scroll({ dx: BESIDE, dy: 0 });
  }

  choose(id) {
    const element = id && this.modeler.get('elementRegistry').get(id);
    if (!element) return false;
    this.modeler.get('selection').select(element);
    this.modeler.get('canvas').scrollToElement(element, 60);
    return true;
  }

  listen() {
    for (const button of document.querySelectorAll('[data-zoom]')) {
      const step = Number(button.dataset.zoom);
      button.addEventListener('click', () => (step ? this.modeler.get('zoomScroll').stepZoom(step) : this.showAll()));
    }
    if (this.locked) return;
    const stack = this.modeler.get('commandStack');
    const show = () => {
      byId('undo').disabled = !stack.canUndo();
      byId('redo').disabled = !stack.canRedo();
    };
    show();
    byId('undo').addEventListener('click', () => stack.undo());
    byId('redo').addEventListener('click', () => stack.redo());
    this.modeler.on('commandStack.changed', () => {
      show();
      this.changed();
    });
    document.addEventListener('keydown', event => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return;
      event.preventDefault();
      document.activeElement.blur?.();
      this.keep();
    });
    window.addEventListener('beforeunload', event => this.dirty && event.preventDefault());
    document.addEventListener('visibilitychange', () => document.hidden && this.dirty && this.keep());
    byId('keep-mine').addEventListener('click', () => {
      this.mark = this.theirs;
      this.moved = false;
      byId('moved').hidden = true;
      this.keep();
    });
    const tidy = byId('tidy');
    tidy.addEventListener('submit', async event => {
      event.preventDefault(); // what was drawn just now goes first
      while (this.keeping) await new Promise(done => setTimeout(done, 100));
      await this.keep();
      if (this.dirty) return;
      tidy.elements.mark.value = this.mark;
      tidy.submit();
    });
    byId('take-mine').addEventListener('click', () => this.take());
    byId('open-theirs').addEventListener('click', () => {
      this.dirty = false;
      location.reload();
    });
  }

  changed() {
    this.dirty = true;
    if (this.moved) return;
    this.tell(this.say.unsaved);
    this.soon(MOMENT);
  }

  soon(delay) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.keep(), delay);
  }

  tell(text, wrong = false) {
    byId('kept').textContent = text;
    byId('kept').classList.toggle('wrong', wrong);
  }

  async keep() {
    clearTimeout(this.waiting);
    if (!this.dirty || this.moved) return;
    if (this.keeping) return this.soon(MOMENT);
    this.keeping = true;
    this.dirty = false;
    this.tell(this.say.saving);
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      const body = new FormData(this.form);
      body.set('text', xml);
      body.set('mark', this.mark);
      if (this.goingOn) body.set('going_on', 'yes');
      const response = await fetch(this.form.action, { method: 'POST', body, credentials: 'same-origin', redirect: 'error' });
      const answer = await response.json();
      if (response.status === 409) return this.conflict(answer);
      if (!response.ok) return this.refused(answer.why);
      this.mark = answer.mark;
      byId('moved').hidden = true;
      this.goingOn = true;
      this.tell(`${this.say.saved} ${time()}`);
      this.check();
    } catch {
      this.refused(this.say.not_saved); // no connection, or signed out: what was drawn can be taken along
      this.soon(LATER);
    } finally {
      this.keeping = false;
    }
  }

  conflict({ why, by, mark }) {
    this.moved = true;
    this.goingOn = false;
    this.theirs = mark;
    this.refused(`${why} (${by})`);
  }

  refused(why) {
    this.dirty = true;
    this.tell(this.say.unsaved, true);
    for (const id of ['keep-mine', 'open-theirs']) byId(id).hidden = !this.moved;
    if (byId('moved-why').textContent !== why) byId('moved-why').textContent = why;
    byId('moved').hidden = false;
  }

  async take() {
    const { xml } = await this.modeler.saveXML({ format: true });
    const address = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
    h('a', { href: address, download: this.form.elements.path.value }).click();
    URL.revokeObjectURL(address);
  }

  // ---------------------------------------------------------------- the check
  async check() {
    const number = (this.checks = (this.checks ?? 0) + 1);
    byId('remarks-state').textContent = this.say.checking;
    const remarks = await asked(this.home.dataset.check).catch(() => undefined);
    if (number !== this.checks || !remarks) return;
    byId('remarks-state').textContent = remarks.length ? '' : this.say.clean;
    byId('remarks').replaceChildren(...remarks.map(each => this.remark(each)));
    const canvas = this.modeler.get('canvas');
    const registry = this.modeler.get('elementRegistry');
    for (const [id, marker] of this.marked ?? []) if (registry.get(id)) canvas.removeMarker(id, marker);
    const worst = new Map(remarks.filter(each => registry.get(each.element)).reverse().map(each => [each.element, `has-${each.level}`]));
    this.marked = [...worst]; // errors come first, so they stay
    for (const [id, marker] of this.marked) canvas.addMarker(id, marker);
    this.panel?.showRemarks(remarks);
  }

  // What has no name yet is called what it is: nobody knows it by the word that the program gave it.
  called({ name, id, $type, sourceRef, targetRef }) {
    if (name) return name;
    if (sourceRef && targetRef) return `${this.called(sourceRef)} → ${this.called(targetRef)}`;
    const kind = $type.replace('bpmn:', '').replace(/^./, first => first.toLowerCase());
    return this.language.kinds[kind] ?? id;
  }

  remark(each) {
    const element = this.modeler.get('elementRegistry').get(each.element);
    const go = () => {
      this.choose(each.element);
      byId('canvas').scrollIntoView({ block: 'nearest' });
    };
    const name = element && this.called(element.businessObject);
    return h(
      'li',
      { class: `note ${each.level === 'error' ? 'red' : 'amber'}` },
      element && h('button', { type: 'button', class: 'plain', onclick: go }, name),
      finding(each, this.say),
    );
  }
}

const home = byId('drawing');
if (home) {
  const drawing = new Drawing(home);
  drawing.open().catch(error => {
    home.hidden = false;
    byId('remarks-state').textContent = drawing.say?.broken ?? '';
    throw error;
  });
}
