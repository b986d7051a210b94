// The panel beside the drawing: plain fields for everything that the chosen part can say.
import { field, h, named, options } from './dom.js';
import { comparison, moment } from './choosing.js';
import { Edits, eventOf } from './edits.js';
import { propertiesOf, setProperty } from './spiff.js';

const PART_OF_FLOW = /(Task|Event|Gateway|Activity)$/;
const kindOf = element => element.businessObject.$type.replace('bpmn:', '').replace(/^./, first => first.toLowerCase());
const words = value => (value || '').split(/\s+/).filter(Boolean);
const STRIKES = 0x10000; // a text field keeps its whole text

export class Panel {
  constructor(modeler, container, language, locked) {
    Object.assign(this, { modeler, container, language, locked, remarks: [], element: undefined });
    this.say = language.words;
    this.edits = locked ? undefined : new Edits(modeler);
    modeler.on('selection.changed', () => this.later());
    modeler.on('commandStack.changed', () => this.later());
    modeler.on('import.done', () => this.later());
    this.later();
  }

  showRemarks(remarks) {
    this.remarks = remarks;
    this.later();
  }

  // Not at once: whoever goes on to the next field must find it, and what is shown already needs no drawing again.
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(), 0);
  }

  draw() {
    const chosen = this.modeler.get('selection').get().map(each => each.labelTarget ?? each);
    const root = this.modeler.get('canvas').getRootElement();
    if (chosen.length > 1) return this.fill('many', h('p', { class: 'empty' }, this.say.many));
    const element = chosen[0] ?? root;
    if (!element?.businessObject?.$type?.startsWith('bpmn:')) return;
    const shown = JSON.stringify([element.id, this.state(element)]);
    if (shown === this.shown) return;
    this.element = element;
    this.fill(shown, ...this.contents(element, chosen.length === 0));
  }

  state(element) {
    const part = element.businessObject;
    const event = eventOf(part);
    return [
      part.$type, part.id, part.name, part.get('documentation')?.[0]?.text, propertiesOf(part), event?.$type, part.default?.id,
      event?.messageRef?.name, event?.timeDate?.body, part.conditionExpression?.body, part.calledElement, part.$type,
      part.sourceRef?.default?.id, part.loopCharacteristics?.loopCardinality?.body, Boolean(part.loopCharacteristics),
      part.get('outgoing')?.map(each => [each.id, each.name, each.targetRef?.id]), this.about(part.id),
    ];
  }

  fill(shown, ...contents) {
    const focused = this.container.contains(document.activeElement) ? document.activeElement : undefined;
    const [id, from, to] = [focused?.id, focused?.selectionStart, focused?.selectionEnd];
    const typing = focused?.matches('input, textarea') && focused.value !== focused.defaultValue ? focused.value : undefined;
    const open = new Map([...this.container.querySelectorAll('details')].map(each => [each.id, each.open]));
    const same = this.drawn === this.element?.id;
    this.shown = shown;
    this.drawn = this.element?.id;
    this.container.replaceChildren(...contents);
    if (!same) return;
    for (const each of this.container.querySelectorAll('details')) each.open = open.get(each.id) ?? each.open;
    const again = id && (document.getElementById(id) ?? this.container.querySelector('input, textarea, select'));
    if (!again) return;
    if (typing !== undefined) again.value = typing;
    again.focus({ preventScroll: true });
    if (from !== null && from !== undefined && again.setSelectionRange) again.setSelectionRange(from, to);
  }

  about(id) {
    return this.remarks.filter(each => each.element === id);
  }

  contents(element, nothing) {
    const part = element.businessObject;
    const kind = kindOf(element);
    const about = this.about(part.id);
    return [
      h('h2', {}, nothing ? this.language.kinds.process : this.language.kinds[kind] ?? kind),
      nothing && h('p', { class: 'minor' }, this.say.nothing),
      ...this.duties(element),
      about.length > 0 && this.findings(about),
      h('fieldset', { class: 'bare', disabled: this.locked }, ...this.plain(element, kind), ...this.properties(element, kind)),
    ].filter(Boolean);
  }

  findings(about) {
    return h('div', { class: 'note amber', role: 'group', 'aria-label': this.say.here }, about.map(each => finding(each, this.say)));
  }

  // What the law wants of a step, said before anything about it is changed.
  duties(element) {
    const named = words(propertiesOf(element.businessObject).duty).filter(each => this.language.duties[each]);
    return named.map(each =>
      h('div', { class: 'note red' }, h('p', {}, h('strong', {}, `${this.say.duty}.`), ' ', h('span', { lang: 'nl' }, this.language.duties[each]))),
    );
  }

  mark(kind) {
    return h('span', { class: `badge ${kind === 'D' ? 'red' : ''}`, title: this.language.class_words[kind] }, `${this.say.class} ${kind}`);
  }

  // ---------------------------------------------------------------- what plain BPMN says
  plain(element, kind) {
    const part = element.businessObject;
    const { edits, say } = this;
    if (kind === 'textAnnotation') return [];
    const event = eventOf(part);
    const found = [this.text('name', say.name, part.name, value => edits.rename(element, value))];
    if (PART_OF_FLOW.test(kind) || kind === 'process') {
      const text = part.get('documentation')?.[0]?.text;
      found.push(this.text('documentation', say.documentation, text, value => edits.document(element, value), { lines: 4, hint: say.documentation_hint }));
    }
    if (kind === 'callActivity') found.push(this.pick('called', say.called, this.language.processes, part.calledElement, value => edits.call(element, value)));
    if (event?.$type === 'bpmn:MessageEventDefinition') {
      const seen = this.language.messages;
      found.push(this.text('message', say.message_name, event.messageRef?.name, value => edits.hear(element, value), { seen }));
    }
    if (event?.$type === 'bpmn:TimerEventDefinition') {
      found.push(...moment(this, element, event.timeDate?.body));
    }
    if (part.loopCharacteristics) {
      const text = part.loopCharacteristics.loopCardinality?.body;
      found.push(this.text('multi', say.multi, text, value => edits.times(element, value), { hint: say.multi_hint }));
    }
    if (/^(exclusive|inclusive)Gateway$/.test(kind)) found.push(this.defaultOf(element));
    if (kind === 'sequenceFlow') found.push(...this.condition(element));
    if (kind !== 'process' && kind !== 'sequenceFlow') {
      const accept = value => {
        const right = edits.reword(element, value);
        document.getElementById('p-id').setCustomValidity(right ? '' : say.id_wrong);
        document.getElementById('p-id').reportValidity();
      };
      found.push(this.text('id', say.id, part.id, accept, { hint: say.id_hint }));
    }
    return found;
  }

  defaultOf(element) {
    const flows = element.businessObject.get('outgoing');
    const choices = flows.map(each => ({ value: each.id, label: each.name || each.targetRef?.name || each.id }));
    const choose = value => this.edits.byDefault(element, flows.find(each => each.id === value));
    return this.pick('default', this.say.default, choices, element.businessObject.default?.id, choose);
  }

  condition(element) {
    const part = element.businessObject;
    const { say } = this;
    if (!/Gateway$/.test(part.sourceRef?.$type ?? '')) return [];
    if (part.sourceRef.default === part) return [h('p', { class: 'hint' }, say.is_default)];
    const commit = value => this.edits.expression(element, value);
    const text = this.text('condition', say.condition, part.conditionExpression?.body, commit, { lines: 4, hint: say.condition_hint });
    return [text, ...comparison(this, commit)];
  }

  // ---------------------------------------------------------------- the properties of the vocabulary
  properties(element, kind) {
    const message = /^(intermediateCatch|boundary)Event$/.test(kind) && eventOf(element.businessObject)?.$type === 'bpmn:MessageEventDefinition';
    const here = this.language.properties.filter(each => each.places.includes(kind) || (message && each.places.includes('message')));
    const values = propertiesOf(element.businessObject);
    const strange = Object.keys(values).filter(name => !here.some(each => each.name === name));
    const groups = this.language.groups.map(([group, title]) => {
      const inside = here.filter(each => each.group === group);
      if (!inside.length) return undefined;
      const said = inside.filter(each => values[each.name] || each.neededOn.includes(kind) || (kind === 'lane' && each.name === 'role'));
      const rest = inside.filter(each => !said.includes(each));
      const fields = some => some.map(each => this.property(element, each, values[each.name]));
      return h(
        'details',
        { class: 'block', id: `p-group-${group}`, open: said.length > 0 },
        h('summary', {}, title),
        fields(said),
        said.length && rest.length ? h('details', { id: `p-rest-${group}` }, h('summary', {}, `${this.say.not_yet} (${rest.length})`), fields(rest)) : fields(rest),
      );
    });
    return [...groups, ...strange.map(name => this.text(`strange-${name}`, name, values[name], value => this.set(element, name, value)))].filter(Boolean);
  }

  set(element, name, value) {
    setProperty({ factory: this.edits.factory, modeling: this.edits.modeling, element }, name, value.trim());
  }

  property(element, known, value) {
    const id = `w-${known.name}`;
    const weight = value ? known.changing : known.adding;
    const mark = h('span', { class: `badge ${{ C: 'amber', D: 'red' }[weight.kind] ?? ''}`, title: weight.long }, weight.short, h('span', { class: 'unseen' }, `: ${weight.long}`));
    const choices = this.language.choices[known.choices];
    const set = text => this.set(element, known.name, text);
    if (!choices) return this.text(id, known.label, value, set, { hint: known.hint, seen: known.seen, mark, id });
    if (known.several) return this.several(id, known, choices, value, set, mark);
    if (choices.some(each => each.norm)) return this.term(id, known, choices, value, set, mark);
    return this.pick(id, known.label, choices, value, set, { hint: known.hint, mark, id });
  }

  // A statutory term and a norm of one's own are two different questions.
  byNorm(choices) {
    if (!choices.some(each => each.norm)) return [['', '', choices]];
    return ['statutory', 'local'].map(norm => [norm, this.say[norm], choices.filter(each => each.norm === norm)]);
  }

  legend(id, known, mark) {
    return [h('legend', {}, known.label, ' ', mark), known.hint && h('p', { class: 'hint', id: `${id}-hint` }, known.hint)];
  }

  term(id, known, choices, value, set, mark) {
    const pickers = this.byNorm(choices).map(([norm, label, some]) => {
      const chosen = some.some(each => each.value === value) || (norm === 'statutory' && !choices.some(each => each.value === value)) ? value : '';
      const select = h('select', { onchange: event => set(event.target.value) }, options(some, chosen, this.say.none));
      return field(`${id}-${norm}`, label, select);
    });
    return h('fieldset', { class: 'field' }, this.legend(id, known, mark), pickers);
  }

  several(id, known, choices, value, set, mark) {
    const now = words(value);
    const labels = new Map(choices.map(each => [each.value, each]));
    const list = now.map((word, place) => {
      const name = labels.has(word) ? named(labels.get(word)) : `${word} (${this.say.unknown})`;
      const away = () => set(now.filter((_, other) => other !== place).join(' '));
      return h('li', {}, h('span', {}, name), h('button', { type: 'button', class: 'quiet', id: `${id}-away-${place}`, onclick: away, 'aria-label': `${this.say.take_away}: ${name}` }, this.say.take_away));
    });
    const adders = this.byNorm(choices).map(([norm, label, some]) => {
      const select = h('select', {}, options(some.filter(each => !now.includes(each.value)), '', this.say.choose));
      const add = () => (select.value ? set([...now, select.value].join(' ')) : select.focus());
      const own = `${id}-${norm || 'add'}`;
      const button = h('button', { type: 'button', class: 'secondary', id: `${own}-button`, onclick: add, 'aria-label': `${this.say.add}: ${label || known.label}` }, this.say.add);
      const picker = label ? field(own, label, select) : h('div', { class: 'field' }, Object.assign(select, { id: own }));
      if (!label) select.setAttribute('aria-label', known.label);
      return h('div', { class: 'adder' }, picker, button);
    });
    return h('fieldset', { class: 'field' }, this.legend(id, known, mark), list.length > 0 && h('ul', { class: 'plain-list chosen-words' }, list), adders);
  }

  // ---------------------------------------------------------------- kinds of fields
  text(name, label, value, commit, { lines, hint, seen = [], mark = CLASSED(this, name), id = `p-${name}` } = {}) {
    const list = seen.length > 0 && h('datalist', { id: `${id}-seen` }, seen.map(each => h('option', { value: each })));
    const control = lines ? h('textarea', { rows: String(lines) }) : h('input', { type: 'text', autocomplete: 'off', list: list && `${id}-seen` });
    control.defaultValue = value ?? '';
    control.maxLength = STRIKES;
    const done = () => {
      if (control.value === control.defaultValue) return;
      control.defaultValue = control.value;
      commit(control.value.trim());
    };
    control.addEventListener('change', done);
    control.addEventListener('blur', done); // what was inserted by a button is no change to the browser
    const made = field(id, label, control, { hint, mark });
    if (list) made.append(list);
    return made;
  }

  pick(name, label, choices, value, commit, { hint, mark = CLASSED(this, name), id = `p-${name}` } = {}) {
    const select = h('select', { onchange: event => commit(event.target.value) }, options(choices, value, this.say.none));
    return field(id, label, select, { hint, mark });
  }
}

// What decides whether a step of the law is done, is the law's too: how often it is done, and which way a choice goes.
const OF_LAW = { multi: part => part, default: part => part, condition: part => part.sourceRef };
const CLASSED = (panel, name) => {
  const owner = OF_LAW[name]?.(panel.element.businessObject);
  const kind = owner && propertiesOf(owner).duty ? 'D' : panel.language.classes[name];
  return kind && panel.mark(kind);
};

export const finding = (each, say) =>
  h(
    'div',
    {},
    h('p', {}, h('strong', {}, say[each.level]), ' · ', h('span', { lang: 'nl' }, each.problem)),
    each.remedy && h('p', {}, h('strong', {}, say.remedy), ' ', h('span', { lang: 'nl' }, each.remedy)),
    each.link && h('p', {}, h('a', { href: each.link }, each.doing)),
  );
