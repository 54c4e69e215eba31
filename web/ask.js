// A form in a dialog; what the box does not like is said at its fields.
//   await askForm({title, fields, submit, save, wide})   fields: nodes; save(values): async, its result is the answer.
//                                                        null when dismissed
//   input(name, value, {type, …})    a text field's input;   area(name, value, {rows})   one of several lines
import { ApiError } from './api.js';
import { el } from './dom.js';
import { complainAt, dialog } from './parts.js';
import { t } from './text.js';

export const input = (name, value, attributes = {}) => el('input', { type: 'text', name, value, dir: 'auto', ...attributes });
export const area = (name, value, attributes = {}) => el('textarea', { name, value, rows: 4, dir: 'auto', ...attributes });

export function valuesIn(node) {
  const values = {};
  for (const one of node.querySelectorAll('input[name], select[name], textarea[name]')) {
    values[one.name] = one.type === 'checkbox' ? one.checked : one.value;
  }
  return values;
}

export function clearComplaints(node) {
  node.querySelectorAll('[data-field]').forEach((one) => one.complain?.(''));
}

export function askForm({ title, fields, submit, save, wide }) {
  const body = el('div.form', fields);
  const run = async () => {
    clearComplaints(body);
    try {
      return await save(valuesIn(body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new ApiError(error.status, complainAt(body, error) || t('form.marked'));
    }
  };
  return dialog({ title, body, wide, actions: [{ label: submit, run }] });
}
