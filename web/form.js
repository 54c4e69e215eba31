// Forms that say beside each field what the box does not like about it.
//   field(label, input, {help, name})     a node; name (or the input's) is the one ApiError.fields knows. .complain(text)
//   form(fields, {submit, onSubmit, quiet, note})
//       fields: nodes, some of them from field(); onSubmit(values) may be async: while it runs the form is busy, what it
//       throws is shown at its fields. values: {name: value} of the inputs; checkboxes are true or false.
//   check(label, {name, checked, help})   a checkbox as a field
//   select(options, {name, value, onchange})   options: [[value, label], …]
import { el, replace, setText } from './dom.js';
import { said } from './text.js';
import { wordsFor } from './toast.js';

let count = 0;

function describedBy(input, ...nodes) {
  input.setAttribute('aria-describedby', nodes.filter(Boolean).map((node) => node.id).join(' '));
}

export function field(label, input, { help, name = input.name } = {}) {
  const id = input.id || (input.id = `field-${++count}`);
  const hint = help ? el('p.help', { id: `${id}-help` }, help) : null;
  const fault = el('p.field-error', { id: `${id}-error`, hidden: true, dir: 'auto' });
  const node = el('div.field', { 'data-field': name }, el('label', { for: id }, label), input, hint, fault);
  describedBy(input, hint, fault);
  node.complain = (text) => {
    setText(fault, text ? said(text) : '').hidden = !text;
    if (text) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
  };
  node.input = input;
  return node;
}

export function check(label, { name, checked = false, help, onchange } = {}) {
  const id = `field-${++count}`;
  const input = el('input', { type: 'checkbox', id, name, checked, onchange });
  const hint = help ? el('p.help', { id: `${id}-help` }, help) : null;
  if (hint) describedBy(input, hint);
  const fault = el('p.field-error', { hidden: true, dir: 'auto' });
  const node = el('div.field.check', { 'data-field': name }, input, el('label', { for: id }, label), hint, fault);
  node.complain = (text) => { setText(fault, text ? said(text) : '').hidden = !text; };
  node.input = input;
  return node;
}

export function select(options, { value, ...attributes } = {}) {
  const node = el('select', attributes, options.map(([key, label]) => el('option', { value: key }, label)));
  if (value !== undefined && value !== null) node.value = value;
  return node;
}

function valuesOf(node) {
  const values = {};
  for (const input of node.elements) {
    if (input.name) values[input.name] = input.type === 'checkbox' ? input.checked : input.value;
  }
  return values;
}

function fieldsOf(node) {
  return [...node.querySelectorAll('[data-field]')].filter((one) => one.complain);
}

// Says at each field what is wrong with it; what no field is for is left in words.
export function complainAt(node, error) {
  const left = { ...error.fields };
  let first = null;
  for (const one of fieldsOf(node)) {
    const text = left[one.dataset.field];
    one.complain(text);
    if (text) first ??= one.input;
    delete left[one.dataset.field];
  }
  first?.focus();
  if (first && !error.detail && !Object.keys(left).length) return '';
  return wordsFor(Object.assign(Object.create(error), { fields: left }));
}

export function form(fields, { submit, onSubmit, quiet, note }) {
  const fault = el('p.form-error', { role: 'alert', hidden: true, dir: 'auto' });
  const button = el('button.primary', { type: 'submit' }, submit);
  const node = el('form.form', { novalidate: true }, fields, fault, note, el('div.actions', button, quiet));
  node.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (node.hasAttribute('aria-busy')) return;
    node.setAttribute('aria-busy', 'true');
    for (const one of fieldsOf(node)) one.complain('');
    fault.hidden = true;
    try {
      await onSubmit(valuesOf(node));
    } catch (error) {
      const words = error.fields ? complainAt(node, error) : wordsFor(error);
      replace(fault, words).hidden = !words;
    } finally {
      node.removeAttribute('aria-busy');
    }
  });
  return node;
}
