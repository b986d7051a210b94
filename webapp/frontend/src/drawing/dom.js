// Plain HTML elements, made by hand: text is never read as markup.
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (typeof value === 'boolean') made[name] = value;
    else if (value !== undefined && value !== '') made.setAttribute(name, value);
  }
  made.append(...children.flat().filter(each => each !== undefined && each !== null && each !== false));
  return made;
}

// A label, a hint, and below them what is filled in.
export function field(id, label, control, { hint, mark, describe } = {}) {
  const described = [hint && `${id}-hint`, describe].filter(Boolean).join(' ');
  if (described) control.setAttribute('aria-describedby', described);
  control.id = id;
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label, mark && ' ', mark),
    hint && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    control,
  );
}

export function options(choices, chosen, unchosen) {
  const known = choices.some(each => each.value === chosen);
  return [
    h('option', { value: '' }, unchosen),
    ...choices.map(each => h('option', { value: each.value, selected: each.value === chosen }, named(each))),
    chosen && !known && h('option', { value: chosen, selected: true }, chosen),
  ].filter(Boolean);
}

export const named = choice => (choice.label === choice.value ? choice.value : `${choice.label} (${choice.value})`);
