// Conditions and moments made by choosing; whoever rather types still can.
import { field, h, named, options } from './dom.js';

const MOMENT = /^due_at\("([^"]+)"(?:,\s*(-?\d+)(?:,\s*"(\w+)")?)?\)$/;
const NUMBER = /^-?\d+([.,]\d+)?$/;

// A term of the register, so many days before its last day.
export function moment(panel, element, text) {
  const { say, edits } = panel;
  const found = MOMENT.exec(text ?? '');
  const typed = panel.text('due_at', say.due_at, text, value => edits.moment(element, value), { hint: say.due_at_hint });
  if (text && !found) return [typed]; // something else stands there
  const rules = panel.language.choices.all_rules;
  const rule = h('select', {}, h('option', { value: '' }, say.choose));
  for (const [norm, label, some] of panel.byNorm(rules)) {
    const inside = some.map(each => h('option', { value: each.value, selected: each.value === found?.[1] }, named(each)));
    rule.append(...(norm ? [h('optgroup', { label }, inside)] : inside));
  }
  if (found && !rules.some(each => each.value === found[1])) rule.append(h('option', { value: found[1], selected: true }, found[1]));
  const before = h('input', { type: 'number', step: '1', class: 'short', value: String(-Number(found?.[2] ?? 0)) });
  const unit = h('select', {}, ['days', 'workdays'].map(each => h('option', { value: each, selected: each === found?.[3] }, say[each])));
  const change = () => {
    const days = -Math.trunc(Number(before.value) || 0);
    const rest = unit.value === 'workdays' ? `, ${days}, "workdays"` : days ? `, ${days}` : '';
    edits.moment(element, rule.value && `due_at("${rule.value}"${rest})`);
  };
  for (const each of [rule, before, unit]) each.addEventListener('change', change);
  return [
    h(
      'fieldset',
      { class: 'field' },
      h('legend', {}, say.due_at, ' ', panel.mark(panel.language.classes.due_at)),
      field('p-moment-rule', say.term, rule),
      field('p-moment-before', say.before, before, { hint: say.before_hint }),
      field('p-moment-unit', say.unit, unit),
    ),
  ];
}

const HOW = { is: '==', is_not: '!=', more: '>', less: '<', filled: '', unfilled: '' };

// A comparison of a known fact, put behind what stands in the condition already.
export function comparison(panel, commit) {
  const { say, language } = panel;
  const known = language.choices.facts;
  // The panel is drawn again when the check has read along: what is half chosen stays.
  const half = panel.half?.element === panel.element ? panel.half : { element: panel.element, fact: '', how: 'is', value: '' };
  panel.half = half;
  const fact = h('select', {}, options(known, half.fact, say.choose));
  const how = h('select', {}, Object.keys(HOW).map(each => h('option', { value: each, selected: each === half.how }, say[each])));
  const value = h('div', {});
  const chosen = () => known.find(each => each.value === fact.value);
  const show = () => {
    const some = chosen()?.values ?? [];
    const control = some.length ? h('select', {}, some.map(each => h('option', { value: each }, each))) : h('input', { type: 'text', autocomplete: 'off' });
    if (some.length ? some.includes(half.value) : half.value) control.value = half.value;
    control.addEventListener('input', () => (half.value = control.value));
    value.replaceChildren(field('p-fact-value', say.compared_with, control));
    value.hidden = !HOW[how.value];
  };
  const insert = () => {
    if (!chosen()) return fact.focus();
    const area = document.getElementById('p-condition');
    const before = area.value.trim();
    panel.half = undefined;
    commit([before, said(fact.value, how.value, document.getElementById('p-fact-value').value.trim())].filter(Boolean).join(' and '));
  };
  const choose = () => {
    Object.assign(half, { fact: fact.value, how: how.value });
    show();
  };
  for (const each of [fact, how]) each.addEventListener('change', choose);
  show();
  return [
    field('p-fact', say.known_fact, fact),
    field('p-fact-how', say.compare, how),
    value,
    h('button', { type: 'button', class: 'secondary', id: 'p-fact-insert', onclick: insert }, say.insert),
  ];
}

function said(fact, how, value) {
  if (how === 'filled') return `not empty(${fact})`;
  if (how === 'unfilled') return `empty(${fact})`;
  const right = NUMBER.test(value) ? value.replace(',', '.') : `"${value.replaceAll('"', "'")}"`;
  return `${fact} ${HOW[how]} ${right}`;
}
